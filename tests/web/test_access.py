"""Access as attackers try it: other sites' pages, planted sessions, guessed passwords, addresses that lead away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from percorso.pipeline import accounts, annotating, jobs, segments, tokens
from percorso.pipeline.auditing import audit
from percorso.pipeline.working import report_of
from percorso.store.workspace import Workspace
from percorso.web.annotations_documents import Annotations
from percorso.web.app import COLLECTING, application
from percorso.web.days_documents import Days
from percorso.web.documents import Answers, Document, Stages, Status
from percorso.web.jobs_documents import Jobs
from percorso.web.people_documents import Behind, Person
from percorso.web.segments_documents import SavedSegments
from percorso.web.sources_documents import Arrivals, Quarantine, Sources
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
    ("/api/v1/days", Days),
    ("/api/v1/annotations", Annotations),
    ("/api/v1/segments", SavedSegments),
    ("/api/v1/sources", Sources),
    ("/api/v1/arrivals", Arrivals),
    ("/api/v1/quarantine", Quarantine),
    ("/api/v1/jobs", Jobs),
    ("/api/v1/people", Behind),
]


@pytest.mark.parametrize(("address", "document"), ADDRESSES)
def test_without_the_right_to_personal_data_no_answer_says_who_anybody_is(
    client: Client, demanding: Workspace, address: str, document: type[Document]
) -> None:
    if not annotating.listed(demanding):
        annotating.annotate(demanding, "2026-03-01", "Wrote to anna@example.com, rang +39 333 1234567")
    masked, whole = (
        client.get(address, headers={"authorization": f"Bearer {token(demanding, scopes)}"})
        for scopes in (("read",), ("read", "personal_data"))
    )
    assert masked.status_code == whole.status_code == 200
    msgspec.json.decode(masked.content, type=document)
    shop = str(demanding.folder.absolute())
    assert [secret for secret in SECRETS if secret in masked.text.replace(shop, "")] == []


def test_without_the_right_people_and_their_orders_are_opened_by_masks_and_shown_masked(
    client: Client, demanding: Workspace
) -> None:
    masked, whole = (shows(demanding, scopes) for scopes in (("read",), ("read", "personal_data")))
    (listed,) = client.get("/api/v1/people", headers=masked).json()["people"]
    (named,) = client.get("/api/v1/people", headers=whole).json()["people"]
    assert listed["customer_id"] != named["customer_id"]
    blind = client.get(f"/api/v1/people/{listed['customer_id']}", headers=masked)
    seeing = client.get(f"/api/v1/people/{named['customer_id']}", headers=whole)
    assert [secret for secret in SECRETS if secret in blind.text] == []
    assert [secret for secret in SECRETS if secret not in seeing.text] == []
    msgspec.json.decode(blind.content, type=Person)
    names = [[row["name"] for row in told.json()["timeline"]] for told in (blind, seeing)]
    assert names[0] == names[1] == ["Page Viewed", "Order Completed"]
    (order,) = blind.json()["orders"]
    explained = client.get(f"/api/v1/explain/{listed['customer_id']}%2F{order['order_id']}", headers=masked)
    assert explained.status_code == 200
    assert explained.json()["customer_id"] == listed["customer_id"]
    assert [secret for secret in SECRETS if secret in explained.text] == []


@pytest.mark.parametrize("by", ["u1", "anna@example.com", "A-1", "phone%2F1", "nobody", "email:anna@example.com"])
def test_without_the_right_nobody_finds_out_whether_an_identifier_is_known(
    client: Client, demanding: Workspace, by: str
) -> None:
    masked, whole = (shows(demanding, scopes) for scopes in (("read",), ("read", "personal_data")))
    customer = client.get("/api/v1/people", headers=whole).json()["people"][0]["customer_id"]
    for asked in (f"people/{by}", f"explain/{by}", f"people/{customer}", f"people/•••{customer}"):
        told = client.get(f"/api/v1/{asked}", headers=masked)
        expected = (404, "unknown_person") if "•••" in asked else (403, "not_allowed")
        assert (told.status_code, told.json()["code"]) == expected, told.text
        assert "Nobody is known by '•••" in told.text or told.status_code == 403


def test_a_report_and_a_refusal_say_no_more_than_the_answers_do(client: Client, demanding: Workspace) -> None:
    masked, whole = (shows(demanding, scopes) for scopes in (("read",), ("read", "personal_data")))
    job = jobs.begin(demanding, None, jobs.REPORT, {"language": "en"})["id"]
    report_of(demanding, job).write_text("<td>/for/anna@example.com</td><td>+39 333 1234567</td>")
    told = [client.get(f"/api/v1/jobs/{job}/report", headers=headers).text for headers in (masked, whole)]
    assert [secret in one for one in told for secret in ("anna", "333")] == [False, False, True, True]
    segments.create(demanding, "wrote to anna@example.com", ["landing=/for/anna@example.com"])
    try:
        refused = client.get("/api/v1/people?segment=wrote", headers=masked)
        assert (refused.status_code, "anna" in refused.text) == (404, False)
        shown = client.get("/api/v1/segments", headers=masked).json()["segments"][0]
        assert "anna" not in shown["name"] + shown["conditions"][0]
        assert client.get("/api/v1/people", params={"segment": shown["name"]}, headers=masked).status_code == 200
        assert client.get("/api/v1/segments/" + shown["name"], headers=masked).json() == shown
    finally:
        segments.delete(demanding, "wrote to anna@example.com")


def shows(shop: Workspace, scopes: tuple[str, ...]) -> dict[str, str]:
    return {"authorization": f"Bearer {token(shop, scopes)}"}


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


@pytest.mark.parametrize(
    "asked",
    [
        *("people?condition=landing%3D/for/anna@example.com", "days?condition=campaign%3Danna%2540example.com"),
        *(
            "funnel?steps=A&where=landing%3D/for/anna@example.com",
            "paths?from=anna@example.com",
            "stages?segment=%2B39333123456",
        ),
    ],
)
def test_without_the_right_no_figure_is_asked_of_one_address(client: Client, demanding: Workspace, asked: str) -> None:
    told = client.get(f"/api/v1/{asked}", headers=shows(demanding, ("read",)))
    assert (told.status_code, told.json()["code"]) == (403, "not_allowed")
    assert client.get(f"/api/v1/{asked}", headers=shows(demanding, ("read", "personal_data"))).status_code != 403
    described = {"name": "hers", "conditions": ["landing=/for/anna@example.com"]}
    kept = client.post("/api/v1/segments", json=described, headers=shows(demanding, ("read", "change")))
    assert (kept.status_code, kept.json()["code"]) == (403, "not_allowed")


def test_whoever_sees_names_in_a_list_is_noted_once_and_whoever_sees_masks_is_not(
    client: Client, demanding: Workspace
) -> None:
    def listed() -> list[tuple[str, str]]:
        found = [one for one in audit(demanding, 1000) if one["action"] == "people_listed"]
        return sorted((one["actor"], one["subject"]) for one in found)

    before = listed()
    seeing = tokens.create(demanding, f"seeing {len(before)}", ["read", "personal_data"])
    asked = ("arrivals", "quarantine", "funnel?steps=Page%20Viewed&by=trait.email", "funnel?steps=Page%20Viewed")
    for bearer in (shows(demanding, ("read",)), *[{"authorization": f"Bearer {seeing}"}] * 2):
        for address in asked:
            client.get(f"/api/v1/{address}", headers=bearer)
    new = [one for one in listed() if one not in before]
    assert new == [(f"token:seeing {len(before)}", what) for what in ("arrivals", "breakdown", "quarantine")]
