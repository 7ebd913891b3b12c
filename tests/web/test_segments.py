from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from percorso.pipeline import tokens
from percorso.pipeline.auditing import audit
from percorso.store.workspace import Workspace
from percorso.web.app import application
from percorso.web.people_documents import Behind
from percorso.web.segments_documents import SavedSegments
from web.logging_in import log_in

Client = TestClient[Any]
pytestmark = pytest.mark.usefixtures("cheap_passwords")


@pytest.fixture
def client(demanding: Workspace) -> Iterator[Client]:
    with TestClient(application(demanding), base_url="http://127.0.0.1") as found:
        yield found


@pytest.fixture
def proof(client: Client) -> dict[str, str]:
    return {"x-csrf-token": log_in(client)}


@pytest.fixture
def seen(demanding: Workspace) -> Iterator[dict[str, dict[str, str]]]:
    """Give what shows as one who may see whom data is of, and as one who may not."""
    given = {"all": ["read", "change", "personal_data"], "masked": ["read", "change"]}
    made = {name: tokens.create(demanding, name, scopes) for name, scopes in given.items()}
    yield {name: {"authorization": f"Bearer {token}"} for name, token in made.items()}
    for name in made:
        tokens.revoke(demanding, name)


def test_a_segment_is_kept_asked_for_by_name_and_forgotten(
    client: Client, proof: dict[str, str], demanding: Workspace
) -> None:
    buyers = {"name": "Chi compra 🛒", "conditions": ["orders >= 1", "channel=Email"]}
    assert client.post("/api/v1/segments", json=buyers).json()["code"] == "foreign_page"
    made = client.post("/api/v1/segments", json=buyers, headers=proof).json()
    assert (made["conditions"], made["made_by"]) == (["orders>=1", "channel=Email"], "anna@shop.example")
    assert client.post("/api/v1/segments", json=buyers, headers=proof).json()["code"] == "segment_exists"
    listed = msgspec.json.decode(client.get("/api/v1/segments").content, type=SavedSegments)
    assert [one.name for one in listed.segments] == [buyers["name"]]
    assert client.get(f"/api/v1/segments/{buyers['name']}").json() == made
    named, unsaved = {"segment": buyers["name"]}, {"condition": ["orders>=1", "channel=Email"]}
    assert client.get("/api/v1/people", params=named).json() == client.get("/api/v1/people", params=unsaved).json()
    assert client.delete(f"/api/v1/segments/{buyers['name']}", headers=proof).json() == {"segments": []}
    told = client.get("/api/v1/people", params=named)
    assert (told.status_code, told.json()["code"]) == (404, "unknown_segment")
    assert [one["action"] for one in audit(demanding, 9)].count("segment_created") == 1


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("funnel?steps=Order%20Completed", lambda told: told["steps"][0]["customers"]),
        ("paths?x=1", lambda told: told["customers"]),
        ("stages?x=1", lambda told: told["customers"]),
        ("answers?x=1", lambda told: told["totals"]["orders"]),
        ("attribution?interval=false&models=linear", lambda told: told["conversions"]),
        ("people?x=1", lambda told: told["total"]),
    ],
)
@pytest.mark.usefixtures("proof")
def test_every_analysis_asks_the_segments_people_alone(client: Client, path: str, count: Any) -> None:
    assert count(client.get(f"/api/v1/{path}&condition=orders%3E=1").json()) == 1
    assert count(client.get(f"/api/v1/{path}&condition=orders%3E=2").json()) == 0
    assert client.get(f"/api/v1/{path}&condition=orders").json()["code"] == "bad_condition"
    assert client.get(f"/api/v1/{path}&segment=Nobody").json()["code"] == "unknown_segment"


def test_each_figure_opens_as_many_people_as_it_counts(client: Client, seen: dict[str, dict[str, str]]) -> None:
    whole = seen["all"]
    taken = client.get("/api/v1/paths", headers=whole).json()["paths"]
    assert taken
    for one in taken:
        found = client.get("/api/v1/paths/people", params={"path": one["path"]}, headers=whole).json()
        assert found["total"] == one["customers"]
    for one in client.get("/api/v1/stages", headers=whole).json()["stages"]:
        found = client.get("/api/v1/people", params={"condition": f"stage={one['stage']}"}, headers=whole).json()
        assert found["total"] == one["people"]


def test_who_may_not_see_whom_data_is_of_lists_masks_and_asks_by_no_trait(
    client: Client, seen: dict[str, dict[str, str]]
) -> None:
    by_trait = {"condition": "trait.lastName=Verdi"}
    found = client.get("/api/v1/people", params=by_trait, headers=seen["all"])
    assert [one.identifier.value for one in msgspec.json.decode(found.content, type=Behind).people] == ["u1"]
    for path in ("people", "answers", "stages", "paths", "attribution", "paths/people", "funnel"):
        told = client.get(f"/api/v1/{path}", params={**by_trait, "path": "A", "steps": "A"}, headers=seen["masked"])
        assert (told.status_code, told.json()["code"]) == (403, "not_allowed"), path
    verdi = {"name": "Verdi", "conditions": ["trait.lastName=Verdi"]}
    assert client.post("/api/v1/segments", json=verdi, headers=seen["masked"]).status_code == 403
    assert client.post("/api/v1/segments", json=verdi, headers=seen["all"]).status_code == 200
    assert client.get("/api/v1/people?segment=Verdi", headers=seen["masked"]).status_code == 403
    masked = client.get("/api/v1/segments", headers=seen["masked"]).json()["segments"]
    assert [(one["name"], one["personal"], one["conditions"]) for one in masked] == [("Verdi", True, None)]
    everybody = client.get("/api/v1/people", headers=seen["masked"])
    assert everybody.json()["total"] == 1
    assert "u1" not in everybody.text.replace("•••", "")
    assert client.delete("/api/v1/segments/Verdi", headers=seen["all"]).json() == {"segments": []}
