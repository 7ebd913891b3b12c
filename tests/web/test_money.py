from __future__ import annotations

import json
from typing import Any

import pytest
from litestar.testing import TestClient

from percorso.core.period import Period
from percorso.core.segments import Segment
from percorso.pipeline import accounts
from percorso.pipeline.crediting import Terms, attribute_workspace, known_models
from percorso.pipeline.explaining import explain
from percorso.pipeline.spending import spend
from percorso.store.workspace import Workspace
from percorso.web.app import application

Client = TestClient[Any]
WORDS = "correct horse"


def plain(document: object) -> object:
    return json.loads(json.dumps(document))


def test_credit_spend_and_explanation_are_the_command_lines_own(shop: Workspace, client: Client) -> None:
    terms = Terms()
    told = client.get("/api/v1/attribution?models=first,markov&by=campaign&seed=3").json()
    assert told == plain(
        attribute_workspace(shop, known_models(("first", "markov")), by="campaign", terms=terms, seed=3)
    )
    assert client.get("/api/v1/spend").json() == plain(spend(shop))
    for asked in ("A-1", "%23A-1"):
        assert client.get(f"/api/v1/explain/{asked}?language=it").json() == plain(explain(shop, "A-1", "it"))


def test_a_period_holds_the_orders_placed_in_it(shop: Workspace, client: Client) -> None:
    april = client.get("/api/v1/attribution?models=last&since=2026-04-01").json()
    assert (april["conversions"], april["customers"]) == (0, 1)
    march = client.get("/api/v1/attribution?models=last&since=2026-03-01&until=2026-03-31").json()
    assert (march["conversions"], march["credits"][0]["channel"]) == (1, "Email")
    period = Period.read("2026-03-01", "2026-03-31")
    assert client.get("/api/v1/spend?since=2026-03-01&until=2026-03-31").json() == plain(spend(shop, period))
    loyal = spend(shop, segment=Segment.read(["orders>=1"]))
    assert client.get("/api/v1/spend", params={"condition": "orders>=1"}).json() == plain(loyal)
    assert client.get("/api/v1/spend?segment=nobody").status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ("attribution?models=magic", 400, "unknown_attribution"),
        ("attribution?position=half", 400, "bad_terms"),
        ("attribution?look_back=long", 400, "bad_duration"),
        ("attribution?by=weather", 400, "bad_request"),
        ("spend?since=2026-03-02&until=2026-03-01", 400, "bad_period"),
        ("explain/7", 404, "unknown_order"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_reason(client: Client, asked: str, status: int, code: str) -> None:
    told = client.get(f"/api/v1/{asked}")
    assert (told.status_code, told.json()["code"]) == (status, code)


@pytest.mark.usefixtures("cheap_passwords")
def test_without_the_right_to_personal_data_nobody_is_named_anywhere(built: Workspace) -> None:
    accounts.create(built, "viewer@shop.example", "viewer", WORDS)
    with TestClient(application(built), base_url="http://127.0.0.1") as client:
        client.post("/api/v1/session", json={"email": "viewer@shop.example", "password": WORDS})
        whose = client.get("/api/v1/people").json()["people"][0]["customer_id"]
        order = client.get(f"/api/v1/people/{whose}").json()["orders"][0]["order_id"]
        explained = f"explain/{whose}/{order}"
        addresses = [
            *("paths", "paths?by=landing", "vocabulary", "attribution?by=landing&models=last", "spend", explained),
            "funnel/people?steps=Page%20Viewed,Order%20Completed&step=2",
            "funnel?steps=Page%20Viewed,Order%20Completed&by=landing",
        ]
        for address in addresses:
            told = client.get(f"/api/v1/{address}")
            assert told.status_code == 200, told.text
            for secret in ("anna@example.com", "anna%40example.com", "u1", "phone/1", "Verdi"):
                assert secret not in told.text, address
        touch = client.get(f"/api/v1/{explained}").json()["touches"][0]
        assert (touch["channel"], touch["credit"]["first"]) == ("Email", 1.0)
        behind = client.get(f"/api/v1/{addresses[6]}").json()
        assert (behind["total"], behind["people"][0]["orders"]) == (1, 1)
        assert behind["people"][0]["revenue"] == {"EUR": "30.00"}
