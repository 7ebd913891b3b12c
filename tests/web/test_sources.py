from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from percorso.pipeline import accounts
from percorso.pipeline.importing import import_files
from percorso.store.workspace import Workspace
from percorso.web.app import application
from percorso.web.sources_documents import Arrivals, Quarantine, SourceKey, Sources
from web.logging_in import ANNA, log_in

Client = TestClient[Any]
BEA = {"email": "bea@shop.example", "password": "correct horse"}

pytestmark = pytest.mark.usefixtures("cheap_passwords")


@pytest.fixture(scope="module")
def shop(demanding: Workspace) -> Workspace:
    path = demanding.folder.parent / "bad.jsonl"
    path.write_text('{"type":"nothing","userId":"anna@example.com"}\n')
    import_files(demanding, "segment", [path])
    accounts.create(demanding, BEA["email"], "viewer", BEA["password"])
    return demanding


@pytest.fixture
def client(shop: Workspace) -> Iterator[Client]:
    with TestClient(application(shop), base_url="http://127.0.0.1") as found:
        yield found


def test_sources_are_listed_as_described(client: Client) -> None:
    log_in(client)
    told = client.get("/api/v1/sources?language=it")
    document = msgspec.json.decode(told.content, type=Sources)
    assert msgspec.to_builtins(document) == told.json()
    assert document.quarantined == 1
    assert "1 riga aspetta in quarantena" in [one.text.split(":")[0] for one in document.findings]


def test_a_source_is_made_shown_renewed_and_disabled_with_the_proof_of_the_page_alone(client: Client) -> None:
    proof = {"x-csrf-token": log_in(client)}
    wanted = {"name": "web", "origins": ["https://shop.example"]}
    assert client.post("/api/v1/sources", json=wanted).json()["code"] == "foreign_page"
    made = msgspec.json.decode(client.post("/api/v1/sources", json=wanted, headers=proof).content, type=SourceKey)
    assert made.write_key in made.snippet
    assert client.get("/api/v1/sources/web/snippet").json()["write_key"] == made.write_key
    renewed = client.post("/api/v1/sources/web/rotate", headers=proof).json()
    assert renewed["write_key"] != made.write_key
    assert client.post("/api/v1/sources/web/disable", headers=proof).json() == {"name": "web"}
    assert client.get("/api/v1/sources/web/snippet").json()["code"] == "source_disabled"
    missing = client.post("/api/v1/sources/none/disable", headers=proof)
    assert (missing.status_code, missing.json()["code"]) == (404, "unknown_source")


def test_a_key_lets_its_source_in_as_soon_as_it_is_made_and_no_longer_once_it_is_disabled(client: Client) -> None:
    proof = {"x-csrf-token": log_in(client)}

    def sent(key: str) -> int:
        call = {"userId": "u1", "event": "Seen", "writeKey": key}
        return client.post("/v1/track", json=call).status_code

    made = client.post("/api/v1/sources", json={"name": "app", "origins": []}, headers=proof).json()["write_key"]
    assert sent(made) == 200
    renewed = client.post("/api/v1/sources/app/rotate", headers=proof).json()["write_key"]
    assert (sent(made), sent(renewed)) == (401, 200)
    client.post("/api/v1/sources/app/disable", headers=proof)
    assert sent(renewed) == 401


def test_whoever_may_not_see_people_sees_no_identifier_in_what_came_or_was_refused(client: Client) -> None:
    assert client.post("/api/v1/session", json=BEA).status_code == 200
    came, refused = client.get("/api/v1/arrivals"), client.get("/api/v1/quarantine")
    assert msgspec.json.decode(came.content, type=Arrivals).arrivals
    assert msgspec.json.decode(refused.content, type=Quarantine).total == 1
    for told in (came, refused):
        assert "anna@example" not in told.text
        assert "u1" not in told.text
    client.cookies.clear()
    log_in(client)
    assert "anna@example.com" in client.get("/api/v1/quarantine").json()["rows"][0]["original"]


def test_a_retry_says_how_many_stay(client: Client) -> None:
    proof = {"x-csrf-token": log_in(client)}
    assert client.post("/api/v1/quarantine/retry", headers=proof).json() == {"passed": 0, "stay": 1}
    assert client.get("/api/v1/audit?limit=1").json()["entries"][0]["actor"] == ANNA["email"]
