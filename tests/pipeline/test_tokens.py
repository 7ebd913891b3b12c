from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from percorso.core.access import RIGHTS
from percorso.core.errors import PercorsoError
from percorso.core.settings import Shop, Storage
from percorso.pipeline import accounts, tokens
from percorso.pipeline.auditing import audit
from percorso.store.workspace import Workspace


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))


def test_a_token_gives_the_rights_it_was_made_for(shop: Workspace) -> None:
    token = tokens.create(shop, "reports", ["personal_data", "read"])
    actor = tokens.actor(shop, token)
    assert actor is not None
    assert (actor.name, actor.role, sorted(actor.rights)) == ("token:reports", "", ["personal_data", "read"])
    for wrong in ("", token[:-1], token.upper(), tokens.create(shop, "other", ["read"])[:20]):
        assert tokens.actor(shop, wrong) is None


def test_a_token_is_shown_once_and_kept_as_a_digest(shop: Workspace) -> None:
    token = tokens.create(shop, "reports", ["read"])
    stored = b"".join(path.read_bytes() for path in shop.folder.glob("state.db*"))
    assert token.startswith("percorso_")
    assert token.encode() not in stored
    assert token not in str(tokens.listed(shop))


def test_a_revoked_token_lets_nobody_in_and_its_name_is_free_again(shop: Workspace) -> None:
    token = tokens.create(shop, "reports", ["read"])
    with pytest.raises(PercorsoError) as caught:
        tokens.create(shop, "reports", ["read"])
    assert caught.value.code == "token_exists"
    tokens.revoke(shop, "reports")
    assert tokens.actor(shop, token) is None
    assert tokens.actor(shop, tokens.create(shop, "reports", ["read"]))
    assert [one["enabled"] for one in tokens.listed(shop)] == [False, True]


def test_a_token_lasts_as_long_as_it_was_made_for(shop: Workspace) -> None:
    token = tokens.create(shop, "reports", ["read"], timedelta(days=90))
    made = shop.state.tokens.all()[0].created_at
    day = 86_400_000_000
    assert tokens.actor(shop, token, lambda: made + 90 * day - 1)
    assert tokens.actor(shop, token, lambda: made + 90 * day) is None


def test_when_it_was_last_used_is_known_to_the_minute(shop: Workspace) -> None:
    token = tokens.create(shop, "reports", ["read"])
    assert tokens.listed(shop)[0]["used_at"] is None
    tokens.actor(shop, token, lambda: 1_800_000_000_000_000)
    tokens.actor(shop, token, lambda: 1_800_000_059_000_000)
    assert tokens.listed(shop)[0]["used_at"] == "2027-01-15T08:00:00+00:00"
    tokens.actor(shop, token, lambda: 1_800_000_060_000_000)
    assert tokens.listed(shop)[0]["used_at"] == "2027-01-15T08:01:00+00:00"


@pytest.mark.parametrize(
    ("name", "scopes", "code"),
    [("", ["read"], "bad_token_name"), (" a", ["read"], "bad_token_name"), ("a", ["write"], "unknown_scope")],
)
def test_what_makes_no_token_is_said(shop: Workspace, name: str, scopes: list[str], code: str) -> None:
    with pytest.raises(PercorsoError) as caught:
        tokens.create(shop, name, scopes)
    assert caught.value.code == code
    assert tokens.listed(shop) == []


def test_a_token_that_is_not_there_cannot_be_revoked(shop: Workspace) -> None:
    tokens.create(shop, "reports", ["read"])
    with pytest.raises(PercorsoError, match="Did you mean 'reports'") as caught:
        tokens.revoke(shop, "report")
    assert caught.value.code == "unknown_token"
    tokens.revoke(shop, "reports")
    assert [one["action"] for one in audit(shop)] == ["token_revoked", "token_created"]
    assert audit(shop)[1]["given"] == {"scopes": "read"}


@pytest.mark.usefixtures("cheap_passwords")
def test_a_token_may_no_more_than_the_account_that_made_it_and_ends_with_it(shop: Workspace) -> None:
    accounts.create(shop, "anna@shop.example", "owner", "correct horse", personal_data=False)
    accounts.create(shop, "bea@shop.example", "owner", "correct horse")
    made = tokens.create(shop, "all", RIGHTS, by="anna@shop.example")
    # What a token makes is its maker's too, or who is let in no more would have left a way in.
    further = tokens.create(shop, "further", ["read", "manage", "personal_data"], by="token:all")
    machine = tokens.create(shop, "machine", ["read"])

    def rights() -> list[list[str] | None]:
        found = [tokens.actor(shop, one) for one in (made, further, machine)]
        return [None if one is None else sorted(one.rights) for one in found]

    assert rights() == [["change", "manage", "read"], ["manage", "read"], ["read"]]
    accounts.set_role(shop, "anna@shop.example", "viewer")
    assert rights() == [["read"], ["read"], ["read"]]
    accounts.disable(shop, "anna@shop.example")
    assert rights() == [None, None, ["read"]]
    assert [(one["made_by"], one["enabled"]) for one in tokens.listed(shop)] == [
        ("anna@shop.example", False),
        ("anna@shop.example", False),
        ("", True),
    ]
    accounts.enable(shop, "anna@shop.example")
    assert rights()[0] == ["read"]


@pytest.mark.parametrize("name", ["", " ", "a/b", "..", "a\0b"])
def test_what_no_address_could_ask_for_is_no_name(shop: Workspace, name: str) -> None:
    with pytest.raises(PercorsoError) as caught:
        tokens.create(shop, name, ["read"])
    assert caught.value.code == "bad_token_name"
