"""Sessions as browsers hold them, and as attackers plant and guess them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from percorso.pipeline import accounts
from percorso.store.workspace import Workspace
from percorso.web.app import application
from web.logging_in import ANNA, log_in

Client = TestClient[Any]

pytestmark = pytest.mark.usefixtures("cheap_passwords")


@pytest.fixture
def client(demanding: Workspace) -> Iterator[Client]:
    with TestClient(application(demanding), base_url="http://127.0.0.1") as found:
        yield found


def test_a_session_is_for_this_page_alone_and_no_script_can_read_it(client: Client) -> None:
    log_in(client)
    again = client.get("/api/v1/session").json()
    assert (again["name"], again["role"]) == (ANNA["email"], "owner")
    told = client.delete("/api/v1/session", headers={"x-csrf-token": again["csrf"]})
    gone = told.headers["set-cookie"]
    assert "Max-Age=0" in gone
    login = client.post("/api/v1/session", json=ANNA).headers["set-cookie"]
    for cookie in (gone, login):
        assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
        assert "Secure" not in cookie


def test_by_tls_the_session_is_secure_and_of_this_very_host(demanding: Workspace) -> None:
    with TestClient(application(demanding, tls=True), base_url="https://percorso.shop.example") as client:
        log_in(client)
        told = client.post("/api/v1/session", json=ANNA, headers={"cookie": ""})
        cookie = client.get("/api/v1/session").request.headers["cookie"]
        assert cookie.startswith("__Host-percorso=")
        assert told.headers["strict-transport-security"] == "max-age=31536000"
        assert client.get("/api/v1/status").status_code == 200


def test_a_planted_session_is_worth_nothing_before_and_after_a_login(client: Client) -> None:
    planted = {"cookie": "percorso=planted"}
    assert client.get("/api/v1/status", headers=planted).status_code == 401
    told = client.post("/api/v1/session", json=ANNA, headers=planted)
    assert "percorso=planted" not in told.headers["set-cookie"]
    client.cookies.clear()
    assert client.get("/api/v1/status", headers=planted).status_code == 401


def test_logging_in_again_ends_the_session_before(client: Client) -> None:
    csrf = log_in(client)
    first = client.cookies["percorso"]
    assert client.post("/api/v1/session", json=ANNA, headers={"x-csrf-token": csrf}).status_code == 200
    assert client.cookies["percorso"] != first
    client.cookies.clear()
    assert client.get("/api/v1/status", headers={"cookie": f"percorso={first}"}).status_code == 401


def test_a_refused_login_is_the_same_to_the_byte_whoever_was_asked_for(client: Client, demanding: Workspace) -> None:
    accounts.create(demanding, "former@shop.example", "viewer", "correct horse")
    accounts.disable(demanding, "former@shop.example")
    told = [
        client.post("/api/v1/session", json={"email": email, "password": password})
        for email, password in (
            (ANNA["email"], "wrong"),
            ("nobody@shop.example", ANNA["password"]),
            ("former@shop.example", "correct horse"),
        )
    ]
    assert {one.status_code for one in told} == {401}
    assert len({one.content for one in told}) == 1
    assert len({tuple(sorted(one.headers.items())) for one in told}) == 1
    assert "set-cookie" not in told[0].headers


def test_guessing_is_slowed_down_and_told_when_to_come_again(empty: Workspace) -> None:
    accounts.create(empty, ANNA["email"], "owner", ANNA["password"])
    with TestClient(application(empty), base_url="http://127.0.0.1") as client:
        wrong = {**ANNA, "password": "wrong"}
        assert [client.post("/api/v1/session", json=wrong).status_code for _ in range(5)] == [401] * 5
        told = client.post("/api/v1/session?language=it", json=ANNA)
        assert (told.status_code, told.json()["code"]) == (429, "too_many_attempts")
        assert 800 < int(told.headers["retry-after"]) <= 900
        assert told.json()["message"].startswith("Troppe password sbagliate: si può riprovare fra ")


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b'{"email": 1, "password": "x"}', b'{"email": "a"}', b'{"email": NaN}'),
        *(b'{"email": "\xed\xa0\x80", "password": "x"}', b"\xff\xfe", b'{"email": "\\ud800", "password": "x"}'),
        *(b"[" * 200_000, b'{"more": ' * 100_000, b'{"email": "a", "more": ' + b"[" * 50_000 + b"]" * 50_000 + b"}"),
    ],
    ids=range(12),
)
def test_what_is_no_login_is_a_problem_and_no_failure(client: Client, body: bytes) -> None:
    told = client.post("/api/v1/session", content=body)
    assert told.status_code == 400
    assert told.headers["content-type"].startswith("application/problem+json")
    longest = {"email": "a@b", "password": "x" * 1025}
    assert client.post("/api/v1/session", json=longest).status_code == 400


@pytest.mark.parametrize("next_", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_no_address_at_login_leads_elsewhere(client: Client, next_: str) -> None:
    page = client.get("/login", params={"next": next_}, follow_redirects=False)
    told = client.post("/api/v1/session", params={"next": next_}, json=ANNA, follow_redirects=False)
    for answer in (page, told):
        assert answer.status_code == 200
        assert "location" not in answer.headers
        assert "evil.example" not in answer.text


def test_whoever_knows_their_password_changes_it_and_is_logged_in_here_alone(
    client: Client, demanding: Workspace
) -> None:
    bea = {"email": "bea@shop.example", "password": "correct horse"}
    if all(one["email"] != bea["email"] for one in accounts.listed(demanding)):
        accounts.create(demanding, bea["email"], "viewer", bea["password"])
    other = client.post("/api/v1/session", json=bea)
    elsewhere = {"cookie": f"percorso={client.cookies['percorso']}"}
    assert other.status_code == 200
    client.cookies.clear()
    proof = {"x-csrf-token": client.post("/api/v1/session", json=bea).json()["csrf"]}
    before = client.cookies["percorso"]

    def changed(current: str, password: str, headers: dict[str, str] = proof) -> tuple[int, str]:
        given = {"current": current, "password": password}
        told = client.post("/api/v1/session/password", json=given, headers=headers)
        return told.status_code, told.json().get("code", "")

    assert changed("correct horse", "battery staple", {}) == (403, "foreign_page")
    assert changed("wrong horse", "battery staple") == (401, "login_refused")
    assert changed("correct horse", "short") == (400, "bad_password")
    assert changed("correct horse", "battery staple") == (200, "")
    assert client.cookies["percorso"] != before
    assert client.get("/api/v1/session").json()["name"] == bea["email"]
    for gone in (elsewhere, {"cookie": f"percorso={before}"}):
        client.cookies.clear()
        assert client.get("/api/v1/status", headers=gone).status_code == 401
    assert client.post("/api/v1/session", json=bea).status_code == 401
    assert client.post("/api/v1/session", json=bea | {"password": "battery staple"}).status_code == 200
    assert client.post("/api/v1/session/password", json={}, headers={"cookie": ""}).status_code in (400, 403)


def test_logging_out_everywhere_ends_the_sessions_of_other_browsers_too(client: Client) -> None:
    log_in(client)
    elsewhere = {"cookie": f"percorso={client.cookies['percorso']}"}
    client.cookies.clear()
    proof = {"x-csrf-token": log_in(client)}
    assert client.delete("/api/v1/session?everywhere=true", headers=proof).status_code == 200
    client.cookies.clear()
    assert client.get("/api/v1/status", headers=elsewhere).status_code == 401
