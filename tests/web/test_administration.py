from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from percorso.pipeline import accounts, tokens
from percorso.pipeline.auditing import audit
from percorso.store.audit import Entry
from percorso.store.tokens import Token
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


def test_an_owner_makes_accounts_and_tokens_and_the_audit_log_says_who(client: Client, demanding: Workspace) -> None:
    proof = {"x-csrf-token": log_in(client)}
    bea = {"email": "bea@shop.example", "role": "viewer", "password": "battery staple"}
    assert client.post("/api/v1/users", json=bea).json()["code"] == "foreign_page"
    assert client.post("/api/v1/users", json=bea, headers=proof).status_code == 200
    changed = {"role": "analyst", "personal_data": True, "enabled": False}
    told = client.patch("/api/v1/users/bea@shop.example", json=changed, headers=proof).json()["users"]
    user = next(one for one in told if one["email"] == bea["email"])
    assert (user["role"], user["personal_data"], user["enabled"]) == ("analyst", True, False)
    made = client.post("/api/v1/tokens", json={"name": "reports", "scopes": ["read"], "days": 9}, headers=proof).json()
    bearer = {"authorization": f"Bearer {made['token']}"}
    with TestClient(application(demanding), base_url="http://127.0.0.1") as program:
        assert program.get("/api/v1/answers", headers=bearer).status_code == 200
        assert program.get("/api/v1/users", headers=bearer).status_code == 403
    assert client.delete("/api/v1/tokens/reports", headers=proof).status_code == 200
    assert client.delete("/api/v1/tokens/reports", headers=proof).json()["code"] == "unknown_token"
    entries = client.get("/api/v1/audit?limit=6").json()["entries"]
    assert {one["actor"] for one in entries} == {ANNA["email"]}
    assert [one["action"] for one in entries][:2] == ["token_revoked", "token_created"]


def test_what_has_a_slash_in_its_name_is_changed_and_revoked_like_any_other(
    client: Client, demanding: Workspace
) -> None:
    proof = {"x-csrf-token": log_in(client)}
    accounts.create(demanding, "a/b@shop.example", "viewer", "correct horse")
    told = client.patch("/api/v1/users/a%2Fb@shop.example", json={"enabled": False}, headers=proof)
    assert [one["enabled"] for one in told.json()["users"] if one["email"] == "a/b@shop.example"] == [False]
    # As it may have been named before such names were refused.
    demanding.state.tokens.add(Token("0" * 64, "old/name", ("read",), 1), Entry("x", "token_created"))
    assert client.delete("/api/v1/tokens/old%2Fname", headers=proof).status_code == 200
    assert client.post("/api/v1/tokens", json={"name": "a/b", "scopes": ["read"]}, headers=proof).status_code == 400
    assert client.post("/api/v1/sources", json={"name": "a/b"}, headers=proof).json()["code"] == "bad_name"


def test_the_last_owner_stays_one(client: Client) -> None:
    proof = {"x-csrf-token": log_in(client)}
    told = client.patch(f"/api/v1/users/{ANNA['email']}", json={"role": "viewer"}, headers=proof)
    assert told.json()["code"] == "last_owner"
