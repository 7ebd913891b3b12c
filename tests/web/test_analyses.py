from __future__ import annotations

import json
from typing import Any

import pytest
from litestar.testing import TestClient

from percorso.core.time import parse_duration
from percorso.pipeline.exploring import CountFunnel, Routes, Source, Step, funnel, paths
from percorso.store.workspace import Workspace

Client = TestClient[Any]
STEPS = tuple(Step(name, (name,)) for name in ("Page Viewed", "Order Completed"))


@pytest.mark.parametrize(
    "steps", ["steps=Page%20Viewed,Order%20Completed", "steps=Page%20Viewed&steps=Order%20Completed"]
)
def test_a_funnel_is_the_command_lines_own(shop: Workspace, client: Client, steps: str) -> None:
    told = client.get(f"/api/v1/funnel?{steps}&within=7d&by=channel")
    question = CountFunnel(STEPS, parse_duration("7d"), by="channel", column="name")
    counted = json.loads(json.dumps(funnel(Source.of_workspace(shop.folder), question)))
    assert told.json() == counted | {"warnings": told.json()["warnings"]}
    assert [step["customers"] for step in told.json()["steps"]] == [1, 1]
    assert [group["value"] for group in told.json()["groups"]] == ["Email"]


def test_paths_are_the_command_lines_own_and_a_period_cuts_them(shop: Workspace, client: Client) -> None:
    told = client.get("/api/v1/paths?from=Page%20Viewed&depth=3&top=1&loops=false")
    question = Routes("name", "customer", "Page Viewed", None, 3, 1, loops=False)
    assert told.json() == json.loads(json.dumps(paths(Source.of_workspace(shop.folder), question)))
    assert told.json()["paths"][0]["path"] == ["Page Viewed", "Order Completed"]
    assert client.get("/api/v1/paths?until=2026-02-28").json()["customers"] == 0
    assert client.get("/api/v1/paths?since=2026-03-01&until=2026-03-01").json()["customers"] == 1


def test_a_funnel_warns_of_names_that_nothing_has_and_refuses_values_that_no_row_has(client: Client) -> None:
    told = client.get("/api/v1/funnel?steps=Page%20View,Order%20Completed").json()["warnings"]
    assert told == [{"code": "never_met", "name": "Page View", "nearest": "Page Viewed"}]
    refused = client.get("/api/v1/funnel?steps=Page%20Viewed&where=channel%3DEmial")
    assert (refused.status_code, refused.json()["code"]) == (400, "unknown_value")


def test_a_funnel_tells_what_is_at_stake_and_leads_to_its_people(client: Client) -> None:
    steps = "steps=Page%20Viewed,Order%20Completed"
    assert client.get(f"/api/v1/funnel?{steps}").json()["stake"] is None  # of one order the spread is not known
    found = client.get(f"/api/v1/funnel/people?{steps}&step=2").json()
    assert (found["total"], found["people"][0]["revenue"]) == (1, {"EUR": "30.00"})
    listed = client.get(f"/api/v1/funnel/people?{steps}&step=2&purpose=marketing").json()
    assert listed == {"people": [], "total": 0, "purpose": "marketing", "left_out": found["total"]}
    assert client.get(f"/api/v1/funnel/people?{steps}&step=2&purpose=spam").status_code == 400
    assert client.get(f"/api/v1/funnel/people?{steps}&step=2&which=lost").json() == {"people": [], "total": 0}
    assert client.get(f"/api/v1/funnel/people?{steps}&step=1&since=2026-04-01").json()["total"] == 0


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("steps=%22A", "bad_names"),
        ("steps=A&where=device", "bad_names"),
        ("steps=A&within=soon", "bad_duration"),
        ("steps=", "bad_steps"),
        ("steps=A&by=shoe", "unknown_column"),
        ("steps=A&order=backwards", "bad_request"),
        ("steps=A&since=2026-03-02&until=2026-03-01", "bad_period"),
        ("steps=A&since=yesterday", "bad_date"),
        ("", "bad_request"),
    ],
)
def test_what_is_no_funnel_is_refused_with_its_reason(client: Client, asked: str, code: str) -> None:
    told = client.get(f"/api/v1/funnel?{asked}")
    assert (told.status_code, told.json()["code"]) == (400, code)
