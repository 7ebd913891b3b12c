from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from percorso.pipeline import tokens
from percorso.pipeline.auditing import audit
from percorso.store.workspace import Workspace
from percorso.web.app import application
from web.logging_in import ANNA, log_in

Client = TestClient[Any]

pytestmark = pytest.mark.usefixtures("cheap_passwords")


@pytest.fixture
def client(demanding: Workspace) -> Iterator[Client]:
    with TestClient(application(demanding), base_url="http://127.0.0.1") as found:
        yield found


def test_who_looks_a_person_up_with_the_right_to_is_in_the_audit_log(client: Client, demanding: Workspace) -> None:
    log_in(client)
    assert client.get("/api/v1/people/anna@example.com").status_code == 200
    newest = audit(demanding, 1)[0]
    assert (newest["actor"], newest["action"]) == (ANNA["email"], "person_viewed")
    assert "anna@example" not in newest["subject"]
    told = client.get("/api/v1/audit?limit=2").json()
    assert told["entries"][0] == newest
    older = client.get(f"/api/v1/audit?limit=1000&before={told['next']}").json()
    assert older["entries"][0]["id"] < told["entries"][1]["id"]
    assert older["next"] is None


def test_owners_see_accounts_and_tokens_and_nothing_that_lets_anybody_in(client: Client, demanding: Workspace) -> None:
    made = tokens.create(demanding, "seen", ["read"])
    log_in(client)
    users, listed = client.get("/api/v1/users"), client.get("/api/v1/tokens")
    assert [one["email"] for one in users.json()["users"]] == [ANNA["email"]]
    assert [one["name"] for one in listed.json()["tokens"]] == ["seen"]
    assert "argon2" not in users.text
    assert made not in listed.text
