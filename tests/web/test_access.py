"""Access as attackers try it: other sites' pages, planted sessions, guessed passwords, addresses that lead away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from percorso.core.settings import Shop, Storage
from percorso.pipeline import accounts, tokens
from percorso.pipeline.auditing import audit
from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.store.workspace import Workspace
from percorso.web.app import COLLECTING, application
from percorso.web.documents import Answers, Document, Person, Stages, Status

Client = TestClient[Any]
ANNA = {"email": "anna@shop.example", "password": "correct horse"}
SECRETS = ("anna", "phone/1", "A-1", "u1", "Verdi", "333")
CALLS: list[dict[str, Any]] = [
    {"type": "page", "anonymousId": "phone/1", "timestamp": "2026-03-01T10:00:00Z"}
    | {"context": {"page": {"url": "https://a.example/for/anna@example.com?utm_source=news&utm_medium=email"}}},
    {"type": "identify", "anonymousId": "phone/1", "userId": "u1", "timestamp": "2026-03-01T10:01:00Z"}
    | {"traits": {"email": "anna@example.com", "lastName": "Verdi", "phone": "+39333"}},
    {"type": "track", "event": "Order Completed", "userId": "u1", "timestamp": "2026-03-01T10:05:00Z"}
    | {"properties": {"order_id": "A-1", "total": 30, "currency": "EUR"}},
]

pytestmark = pytest.mark.usefixtures("cheap_passwords")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("access")
    shop = Workspace.create(folder / "shop", Shop(), Storage(buckets=2))
    (folder / "a.jsonl").write_text("".join(json.dumps(call) + "\n" for call in CALLS))
    import_files(shop, "segment", [folder / "a.jsonl"])
    build(shop)
    return shop


@pytest.fixture(scope="module")
def demanding(built: Workspace, cheap_passwords: None) -> Workspace:  # noqa: ARG001
    accounts.create(built, ANNA["email"], "owner", ANNA["password"])
    return built


@pytest.fixture
def client(demanding: Workspace) -> Iterator[Client]:
    with TestClient(application(demanding), base_url="http://127.0.0.1") as found:
        yield found


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "empty", Shop(), Storage(buckets=2))


def log_in(client: Client) -> str:
    told = client.post("/api/v1/session", json=ANNA)
    assert told.status_code == 200
    return str(told.json()["csrf"])


def test_until_there_is_an_account_whoever_sits_at_the_machine_sees_everything(empty: Workspace) -> None:
    with TestClient(application(empty), base_url="http://127.0.0.1") as client:
        told = client.get("/api/v1/session").json()
        assert (told["login_needed"], told["name"], "personal_data" in told["rights"]) == (False, None, True)
        assert client.get("/api/v1/status").status_code == 200
        assert client.post("/api/v1/session", json=ANNA).json()["code"] == "login_refused"
        accounts.create(empty, "bea@shop.example", "viewer", "correct horse")
        assert client.get("/api/v1/status").json()["code"] == "login_needed"
        assert client.get("/api/v1/session").json()["login_needed"]
        assert client.get("/", headers={"host": "percorso.shop.example"}).status_code == 200


def test_beyond_this_machine_nothing_is_shown_without_a_login_even_where_there_is_no_account(empty: Workspace) -> None:
    with TestClient(application(empty, beyond=True), base_url="http://10.0.0.1") as client:
        assert client.get("/api/v1/status").json()["code"] == "login_needed"
        assert client.get("/metrics").status_code == 401
        assert client.get("/health").status_code == 200
    with TestClient(application(empty, (COLLECTING,), beyond=True), base_url="http://10.0.0.1") as client:
        assert client.get("/metrics").status_code == 401


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


@pytest.mark.parametrize("proof", [{}, {"x-csrf-token": ""}, {"x-csrf-token": "0" * 64}])
def test_a_change_without_the_sessions_own_proof_is_refused(client: Client, proof: dict[str, str]) -> None:
    log_in(client)
    told = client.delete("/api/v1/session", headers=proof)
    assert (told.status_code, told.json()["code"]) == (403, "foreign_page")
    assert client.get("/api/v1/status").status_code == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example", "http://127.0.0.1:1"]
)
def test_another_sites_page_may_change_nothing_with_any_proof_and_log_nobody_in(client: Client, origin: str) -> None:
    assert client.post("/api/v1/session", json=ANNA, headers={"origin": origin}).json()["code"] == "foreign_page"
    csrf = log_in(client)
    told = client.delete("/api/v1/session", headers={"origin": origin, "x-csrf-token": csrf})
    assert (told.status_code, told.json()["code"]) == (403, "foreign_page")
    own = client.delete("/api/v1/session", headers={"origin": "http://127.0.0.1", "x-csrf-token": csrf})
    assert own.status_code == 200


def test_another_sites_page_may_change_nothing_where_there_is_no_account_either(empty: Workspace) -> None:
    with TestClient(application(empty), base_url="http://127.0.0.1") as client:
        told = client.delete("/api/v1/session", headers={"origin": "https://evil.example"})
        assert (told.status_code, told.json()["code"]) == (403, "foreign_page")


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


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"email": 1, "password": "x"}', b'{"email": "a"}'])
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


@pytest.mark.parametrize("shown", ["Bearer", "Bearer ", "Bearer x", "bearer percorso_x", "Basic YTpi", "Token x"])
def test_what_is_no_token_lets_nobody_in(client: Client, shown: str) -> None:
    told = client.get("/api/v1/status", headers={"authorization": shown})
    assert (told.status_code, told.headers["www-authenticate"]) == (401, "Bearer")


def test_a_wrong_token_is_refused_even_where_nothing_would_be_demanded(empty: Workspace) -> None:
    with TestClient(application(empty), base_url="http://127.0.0.1") as client:
        assert client.get("/api/v1/status", headers={"authorization": "Bearer x"}).status_code == 401
        token = tokens.create(empty, "reports", ["read"])
        assert client.get("/api/v1/status", headers={"authorization": f"Bearer {token}"}).status_code == 200
        assert client.get("/api/v1/users", headers={"authorization": f"Bearer {token}"}).status_code == 403


ADDRESSES: list[tuple[str, type[Document]]] = [
    ("/api/v1/answers", Answers),
    ("/api/v1/stages", Stages),
    ("/api/v1/status", Status),
    *((f"/api/v1/people/{who}", Person) for who in ("u1", "anna@example.com", "A-1", "phone%2F1")),
]


@pytest.mark.parametrize(("address", "document"), ADDRESSES)
def test_without_the_right_to_personal_data_no_answer_says_who_anybody_is(
    client: Client, demanding: Workspace, address: str, document: type[Document]
) -> None:
    masked, whole = (
        client.get(address, headers={"authorization": f"Bearer {token(demanding, scopes)}"})
        for scopes in (("read",), ("read", "personal_data"))
    )
    assert masked.status_code == whole.status_code == 200
    msgspec.json.decode(masked.content, type=document)
    shop = str(demanding.folder.absolute())
    assert [secret for secret in SECRETS if secret in masked.text.replace(shop, "")] == []
    if document is Person:
        assert [secret for secret in SECRETS if secret not in whole.text] == []
        names = [[row["name"] for row in told.json()["timeline"]] for told in (masked, whole)]
        assert names[0] == names[1] == ["Page Viewed", "Order Completed"]


def token(shop: Workspace, scopes: tuple[str, ...]) -> str:
    name = " ".join(scopes)
    if any(one["name"] == name and one["enabled"] for one in tokens.listed(shop)):
        tokens.revoke(shop, name)
    return tokens.create(shop, name, scopes)


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


HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';"
    " img-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}
ASKED = [
    *(("GET", path) for path in ("/", "/login", "/api/v1/session", "/api/v1/status", "/nowhere")),
    *(("GET", path) for path in ("/assets/none.js", "/metrics", "/health", "/ready", "/i")),
    *(("POST", path) for path in ("/v1/track", "/api/v1/status", "/api/v1/session", "/webhooks/shopify/x")),
    ("OPTIONS", "/v1/track"),
    ("OPTIONS", "/api/v1/status"),
    ("DELETE", "/api/v1/session"),
]


@pytest.mark.parametrize(("method", "path"), ASKED)
def test_every_answer_carries_every_security_header(client: Client, method: str, path: str) -> None:
    headers = client.request(method, path).headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS


def test_what_is_shown_no_other_sites_page_may_embed_and_what_shops_load_they_may(client: Client) -> None:
    assert client.get("/api/v1/session").headers["cross-origin-resource-policy"] == "same-origin"
    assert client.get("/").headers["cross-origin-resource-policy"] == "same-origin"
    assert client.get("/cdn/licences.txt").headers["cross-origin-resource-policy"] == "cross-origin"
    assert "strict-transport-security" not in client.get("/").headers
