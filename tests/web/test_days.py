"""Days by the API are the command line's own."""

from __future__ import annotations

import json
from typing import Any

import pytest
from litestar.testing import TestClient

from percorso.core.period import Period
from percorso.core.segments import Segment
from percorso.pipeline.annotating import annotate
from percorso.pipeline.daily import days
from percorso.store.workspace import Workspace


def test_days_are_those_of_the_pipeline_for_a_period_and_some_people(shop: Workspace, client: TestClient[Any]) -> None:
    annotate(shop, "2026-03-01", "Opening")
    asked = client.get("/api/v1/days", params={"since": "2026-03-01", "condition": "orders>=1"})
    expected = days(shop, Period.read("2026-03-01", None), Segment.read(["orders>=1"]))
    assert asked.json() == json.loads(json.dumps(expected))
    assert asked.json()["days"][0]["orders"] == 1
    assert asked.json()["annotations"][0]["text"] == "Opening"


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [("since=yesterday", 400, "bad_date"), ("segment=nobody", 404, "unknown_segment")],
)
def test_what_cannot_be_asked_says_why(client: TestClient[Any], query: str, status: int, code: str) -> None:
    told = client.get(f"/api/v1/days?{query}")
    assert (told.status_code, told.json()["code"]) == (status, code)
