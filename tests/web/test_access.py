"""Access as attackers try it: other sites' pages, planted sessions, guessed passwords, addresses that lead away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from percorso.pipeline import accounts, tokens
from percorso.store.workspace import Workspace
from percorso.web.app import COLLECTING, application
from percorso.web.documents import Answers, Document, Stages, Status
from percorso.web.people_documents import Person
from web.logging_in import ANNA, log_in

Client = TestClient[Any]
SECRETS = ("anna", "phone/1", "A-1", "u1", "Verdi", "333")
pytestmark = pytest.mark.usefixtures("cheap_passwords")


@pytest.fixture
def client(demanding: Workspace) -> Iterator[Client]:
    with TestClient(application(demanding), base_url="http://127.0.0.1") as found:
        yield found


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
