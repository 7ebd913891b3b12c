from __future__ import annotations

import pytest

from percorso.core.access import ROLES
from percorso.speak import access
from percorso.speak.catalogue import Catalogue, languages

ANNA = {"email": "anna@shop.example", "role": "owner", "personal_data": True, "enabled": False}


@pytest.mark.parametrize("language", languages())
def test_every_role_has_a_name(language: str) -> None:
    assert {f"account_role.{role}" for role in ROLES} <= set(Catalogue.of(language).entries)


def test_accounts_are_listed_with_all_that_matters() -> None:
    assert access.accounts([ANNA], "en") == "anna@shop.example: owner, sees personal data, let in no more"
    assert access.accounts([ANNA], "it") == "anna@shop.example: titolare, vede i dati personali, non più ammesso"
    assert "percorso users create" in access.accounts([], "it")


def test_what_became_of_an_account_is_said() -> None:
    assert access.made(ANNA, "it") == "anna@shop.example può accedere come titolare."
    assert access.given_role("anna@shop.example", "viewer", "en") == "anna@shop.example is viewer from now on."
    assert access.changed("anna@shop.example", "enabled", "it") == "anna@shop.example è di nuovo ammesso."


def test_tokens_are_listed_and_revoked() -> None:
    token = {"name": "bi", "scopes": ["read", "personal"], "used_at": None, "enabled": False}
    assert access.tokens([token], "en") == "bi: read, personal (last used: never), lets nobody in"
    assert access.token_revoked("bi", "it") == "bi non ammette più nessuno."
    assert "percorso tokens create" in access.tokens([], "en")


def test_what_was_noted_is_a_line_each() -> None:
    entry = {"at": "2026-03-01", "actor": None, "action": "login.refused", "subject": "anna", "address": None}
    assert access.noted([entry], "it") == "2026-03-01 qualcuno login.refused anna"
    assert access.noted([], "it") == "Nulla è ancora annotato."
