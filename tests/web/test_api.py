from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from litestar.testing import TestClient

from percorso.core.segments import Segment
from percorso.pipeline import asking
from percorso.pipeline.asking import answers
from percorso.pipeline.building import build
from percorso.store.workspace import Workspace
from percorso.web.app import application

Client = TestClient[Any]


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


def test_before_the_first_build_the_problem_says_to_build(shop: Workspace) -> None:
    with TestClient(application(shop), base_url="http://127.0.0.1") as client:
        told = client.get("/api/v1/answers")
        assert (told.status_code, told.json()["code"]) == (409, "not_built")
        assert client.get("/api/v1/status").json()["tables"]["events"] == {"rows": 3}
        italian = client.get("/api/v1/answers?language=it").json()
        assert (italian["code"], italian["message"]) == ("not_built", "Ancora nulla di costruito.")
        assert italian["hint"] == "Eseguite: percorso build."


def test_a_new_build_is_seen_without_a_restart(
    shop: Workspace, client: Client, calls: list[dict[str, Any]], bring: Callable[..., None]
) -> None:
    assert client.get("/api/v1/answers").json()["totals"]["orders"] == 1
    second = json.loads(json.dumps(calls[2]).replace("A-1", "A-2").replace("10:05", "11:05"))
    bring(shop, [second], "more.jsonl")
    build(shop)
    assert client.get("/api/v1/answers").json()["totals"]["orders"] == 2


def test_the_api_describes_itself_without_another_host(client: Client) -> None:
    told = client.get("/api/v1/openapi/openapi.json")
    assert told.status_code == 200
    paths = set(told.json()["paths"])
    assert {"/api/v1/answers", "/api/v1/stages", "/api/v1/status"} <= paths


def test_requests_at_once_are_answered_alike_and_answers_are_worked_out_once(
    shop: Workspace, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def counted(workspace: Workspace, language: str, segment: Segment) -> dict[str, Any]:
        asked.append(language)
        return answers(workspace, language, segment)

    monkeypatch.setattr(asking, "answers", counted)
    addresses = ["/api/v1/answers", "/api/v1/people/u1", "/api/v1/stages", "/api/v1/status"] * 4
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(client.get, addresses))
    assert all(one.status_code == 200 for one in told)
    assert len({(address, one.text) for address, one in zip(addresses, told, strict=True)}) == 4
    assert asked == ["en"]
    assert told[0].json() == json.loads(json.dumps(answers(shop)))
