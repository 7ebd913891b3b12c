from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from percorso.core.settings import Shop, Storage
from percorso.pipeline import asking, overview
from percorso.pipeline.asking import answers
from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.store.workspace import Workspace
from percorso.web.app import STATIC, application

Client = TestClient[Any]
LANDED = {"page": {"url": "https://a.example/?utm_source=news&utm_medium=email"}}
BOUGHT = {"order_id": "A-1", "total": 30, "currency": "EUR"}
ANNA = {"email": "Anna@Example.com"}
CALLS: list[dict[str, Any]] = [
    {"type": "page", "anonymousId": "phone/1", "timestamp": "2026-03-01T10:00:00Z", "context": LANDED},
    {"type": "identify", "anonymousId": "phone/1", "userId": "u1", "timestamp": "2026-03-01T10:01:00Z", "traits": ANNA},
    {"type": "track", "event": "Order Completed", "userId": "u1", "timestamp": "2026-03-01T10:05:00Z"}
    | {"properties": BOUGHT},
]


def bring(shop: Workspace, calls: list[dict[str, Any]], name: str) -> None:
    path = shop.folder.parent / name
    path.write_text("".join(json.dumps(call) + "\n" for call in calls))
    import_files(shop, "segment", [path])


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    workspace = Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))
    bring(workspace, CALLS, "calls.jsonl")
    return workspace


@pytest.fixture
def client(shop: Workspace) -> Iterator[Client]:
    build(shop)
    with TestClient(application(shop), base_url="http://127.0.0.1") as found:
        yield found


@pytest.mark.parametrize("language", ["en", "it"])
def test_answers_are_the_command_lines_own(shop: Workspace, client: Client, language: str) -> None:
    told = client.get(f"/api/v1/answers?language={language}")
    assert told.status_code == 200
    assert told.json() == json.loads(json.dumps(answers(shop, language)))


def test_stages_count_people(client: Client) -> None:
    told = client.get("/api/v1/stages?language=it").json()
    assert told["customers"] == 1
    assert [row["stage"] for row in told["stages"]] == [
        *("awareness", "consideration", "decision", "retention", "advocacy"),
    ]
    assert told["stages"][2]["people"] == 1


@pytest.mark.parametrize(
    "identifier", ["u1", "anna@example.com", "ANNA@EXAMPLE.COM", "A-1", "phone/1", "phone%2F1", "%20A-1%20"]
)
def test_a_person_is_found_by_any_identifier(client: Client, identifier: str) -> None:
    told = client.get(f"/api/v1/people/{identifier}?language=it")
    assert told.status_code == 200
    person = told.json()
    assert [row["name"] for row in person["timeline"]] == ["Page Viewed", "Order Completed"]
    assert (person["timeline"][0]["channel"], person["timeline"][0]["channel_label"]) == ("Email", "E-mail")
    assert person["timeline"][1]["value"] == "30.00"
    assert person["traits"]["email"] == "Anna@Example.com"
    assert client.get(f"/api/v1/people/{person['customer_id']}").json()["customer_id"] == person["customer_id"]


def test_nobody_of_that_name_is_a_problem_that_says_what_to_try(client: Client) -> None:
    told = client.get("/api/v1/people/nobody")
    assert told.status_code == 404
    assert told.headers["content-type"].startswith("application/problem+json")
    assert told.json()["code"] == "unknown_person"
    italian = client.get("/api/v1/people/nobody?language=it").json()
    assert (italian["code"], italian["message"]) == ("unknown_person", "Nessuna persona risulta come «nobody».")
    assert told.json()["hint"]


def test_before_the_first_build_the_problem_says_to_build(shop: Workspace) -> None:
    with TestClient(application(shop), base_url="http://127.0.0.1") as client:
        told = client.get("/api/v1/answers")
        assert (told.status_code, told.json()["code"]) == (409, "not_built")
        assert client.get("/api/v1/status").json()["tables"]["events"] == {"rows": 3}
        italian = client.get("/api/v1/answers?language=it").json()
        assert (italian["code"], italian["message"]) == ("not_built", "Ancora nulla di costruito.")
        assert italian["hint"] == "Eseguite: percorso build."


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("GET", "/api/v1/answers?language=xx", 400), ("GET", "/api/v1/nothing", 404), ("POST", "/api/v1/answers", 405)],
)
def test_what_is_refused_is_a_problem_too(client: Client, method: str, address: str, status: int) -> None:
    told = client.request(method, address)
    assert told.status_code == status
    assert told.headers["content-type"].startswith("application/problem+json")
    assert {"code", "message", "hint"} <= set(told.json())
    assert client.get("/api/v1/nothing?language=it").json()["message"] == "A questo indirizzo non c’è nulla."


def test_a_new_build_is_seen_without_a_restart(shop: Workspace, client: Client) -> None:
    assert client.get("/api/v1/answers").json()["totals"]["orders"] == 1
    second = json.loads(json.dumps(CALLS[2]).replace("A-1", "A-2").replace("10:05", "11:05"))
    bring(shop, [second], "more.jsonl")
    build(shop)
    assert client.get("/api/v1/answers").json()["totals"]["orders"] == 2


def test_every_response_keeps_the_browser_on_this_host(client: Client) -> None:
    for address in ("/api/v1/status", "/", "/api/v1/people/nobody", "/nowhere", "/api/v1/openapi/openapi.json"):
        headers = client.get(address).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "unsafe" not in headers["content-security-policy"]
        assert "data:" not in headers["content-security-policy"]
        assert "default-src 'none'" in headers["content-security-policy"]


def test_the_api_describes_itself_without_another_host(client: Client) -> None:
    told = client.get("/api/v1/openapi/openapi.json")
    assert told.status_code == 200
    paths = set(told.json()["paths"])
    assert {"/api/v1/answers", "/api/v1/stages", "/api/v1/status"} <= paths


def test_pages_the_browser_routes_all_open_and_others_do_not(client: Client) -> None:
    if not (STATIC / "index.html").exists():
        pytest.skip("the page is not built here (PERCORSO_SKIP_UI)")
    for address in ("/", "/answers", "/stages", "/people", "/people/u1"):
        page = client.get(address)
        assert page.status_code == 200
        assert '<div id="root"' in page.text
    assert client.get("/assets/../../app.py").status_code == 404
    assert client.get("/assets/%2e%2e/%2e%2e/app.py").status_code == 404


def test_requests_at_once_are_answered_alike_and_answers_are_worked_out_once(
    shop: Workspace, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def counted(workspace: Workspace, language: str) -> dict[str, Any]:
        asked.append(language)
        return answers(workspace, language)

    monkeypatch.setattr(asking, "answers", counted)
    addresses = ["/api/v1/answers", "/api/v1/people/u1", "/api/v1/stages", "/api/v1/status"] * 4
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(client.get, addresses))
    assert all(one.status_code == 200 for one in told)
    assert len({(address, one.text) for address, one in zip(addresses, told, strict=True)}) == 4
    assert asked == ["en"]
    assert told[0].json() == json.loads(json.dumps(answers(shop)))


def test_a_failure_nobody_foresaw_tells_the_server_and_not_the_client(
    shop: Workspace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(_workspace: Workspace) -> dict[str, Any]:
        raise ZeroDivisionError("the inner workings")

    monkeypatch.setattr(overview, "status", failing)
    with TestClient(application(shop), base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        told = client.get("/api/v1/status")
    assert (told.status_code, told.json()["code"]) == (500, "internal_error")
    assert told.headers["content-type"].startswith("application/problem+json")
    assert told.headers["x-content-type-options"] == "nosniff"
    assert "inner workings" not in told.text
    assert "inner workings" in caplog.text


@pytest.mark.parametrize("address", ["/assets/%2e%2e/app.py", "/assets/..%2f..%2fapp.py", "/assets//etc/passwd"])
def test_no_address_leads_out_of_the_page(client: Client, address: str) -> None:
    told = client.get(address)
    assert told.status_code == 404
    assert "import" not in told.text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::ffff:0]:80"])
def test_another_name_for_this_machine_is_refused(client: Client, host: str) -> None:
    for address in ("/", "/api/v1/people/u1", "/assets/app.js"):
        told = client.get(address, headers={"host": host})
        assert (told.status_code, told.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("host", ["127.0.0.1:8642", "localhost", "LOCALHOST:9"])
def test_this_machines_own_names_are_answered_on_any_port(client: Client, host: str) -> None:
    assert client.get("/api/v1/people/u1", headers={"host": host}).status_code == 200
