from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from percorso.pipeline import accounts
from percorso.pipeline.auditing import audit
from percorso.pipeline.importing import import_files
from percorso.pipeline.moves import today
from percorso.store.workspace import Workspace
from percorso.web.app import application
from percorso.web.moves_documents import Today
from web.logging_in import log_in

Client = TestClient[Any]

pytestmark = pytest.mark.usefixtures("cheap_passwords")


@pytest.fixture(scope="module")
def faulty(demanding: Workspace) -> Workspace:
    """Give a shop with a row in quarantine, and a viewer beside its owner."""
    path = demanding.folder.parent / "bad.jsonl"
    path.write_text("no json\n")
    import_files(demanding, "segment", [path])
    accounts.create(demanding, "bea@shop.example", "viewer", "correct horse")
    return demanding


@pytest.fixture
def client(faulty: Workspace) -> Iterator[Client]:
    with TestClient(application(faulty), base_url="http://127.0.0.1") as found:
        yield found


def test_today_is_the_command_lines_own(client: Client, faulty: Workspace) -> None:
    log_in(client)
    told = client.get("/api/v1/today?language=it")
    assert told.json() == today(faulty, "it")
    assert [one["kind"] for one in told.json()["moves"]] == ["fault"]


def test_a_move_is_accepted_with_its_owner_and_its_day_and_that_is_in_the_audit_log(
    client: Client, faulty: Workspace
) -> None:
    proof = {"x-csrf-token": log_in(client)}
    move = client.get("/api/v1/today").json()["moves"][0]["id"]
    decided = {"decision": "accepted", "owner": "Marta"}
    assert client.post(f"/api/v1/moves/{move}", json=decided).json()["code"] == "foreign_page"
    told = client.post(f"/api/v1/moves/{move}", json=decided, headers=proof)
    assert told.status_code == 200
    document = msgspec.json.decode(told.content, type=Today)
    assert (document.moves, document.underway[0].owner) == ([], "Marta")
    entry = audit(faulty, 1)[0]
    assert (entry["actor"], entry["action"], entry["subject"]) == ("anna@shop.example", "move_accepted", move)
    client.post(f"/api/v1/moves/{move}", json={"decision": "reopened"}, headers=proof)
    assert client.get("/api/v1/today").json()["moves"][0]["id"] == move


def test_a_viewer_decides_nothing_and_a_move_that_is_none_is_not_found(client: Client) -> None:
    proof = {"x-csrf-token": log_in(client)}
    told = client.post("/api/v1/moves/none", json={"decision": "accepted"}, headers=proof)
    assert (told.status_code, told.json()["code"]) == (404, "unknown_move")
    bea = {"email": "bea@shop.example", "password": "correct horse"}
    viewing = {"x-csrf-token": client.post("/api/v1/session", json=bea, headers=proof).json()["csrf"]}
    told = client.post("/api/v1/moves/none", json={"decision": "accepted"}, headers=viewing)
    assert (told.status_code, told.json()["code"]) == (403, "not_allowed")
