from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from percorso.store.workspace import Workspace
from percorso.web.annotations_documents import Annotations
from percorso.web.app import application
from web.logging_in import log_in

Client = TestClient[Any]
pytestmark = pytest.mark.usefixtures("cheap_passwords")


@pytest.fixture
def client(demanding: Workspace) -> Iterator[Client]:
    with TestClient(application(demanding), base_url="http://127.0.0.1") as found:
        yield found


def test_a_note_is_made_found_by_its_days_and_forgotten(client: Client) -> None:
    proof = {"x-csrf-token": log_in(client)}
    sale = {"on": "2026-11-27", "until": "2026-11-30", "kind": "sale", "text": "<b>Sconti 🛍️</b>"}
    assert client.post("/api/v1/annotations", json=sale).json()["code"] == "foreign_page"
    made = client.post("/api/v1/annotations", json=sale, headers=proof).json()
    assert (made["text"], made["made_by"]) == (sale["text"], "anna@shop.example")
    told = client.get("/api/v1/annotations?since=2026-11-30&until=2026-11-30")
    assert [one.id for one in msgspec.json.decode(told.content, type=Annotations).annotations] == [made["id"]]
    assert client.get("/api/v1/annotations?since=2026-12-01").json() == {"annotations": []}
    assert client.post("/api/v1/annotations", json={**sale, "on": "soon"}, headers=proof).json()["code"] == "bad_date"
    assert client.post("/api/v1/annotations", json={**sale, "kind": "x"}, headers=proof).status_code == 400
    assert client.delete(f"/api/v1/annotations/{made['id']}", headers=proof).json() == {"annotations": []}
    gone = client.delete(f"/api/v1/annotations/{made['id']}", headers=proof)
    assert (gone.status_code, gone.json()["code"]) == (404, "unknown_annotation")
