from __future__ import annotations

import json
from typing import Any

import pytest
from litestar.testing import TestClient

from percorso.core.time import parse_duration
from percorso.pipeline.exploring import CountFunnel, Source, Step, funnel
from percorso.store.workspace import Workspace

Client = TestClient[Any]
STEPS = tuple(Step(name, (name,)) for name in ("Page Viewed", "Order Completed"))


@pytest.mark.parametrize(
    "steps", ["steps=Page%20Viewed,Order%20Completed", "steps=Page%20Viewed&steps=Order%20Completed"]
)
def test_a_funnel_is_the_command_lines_own(shop: Workspace, client: Client, steps: str) -> None:
    told = client.get(f"/api/v1/funnel?{steps}&within=7d&by=channel")
    question = CountFunnel(STEPS, parse_duration("7d"), by="channel", column="name")
    assert told.json() == json.loads(json.dumps(funnel(Source.of_workspace(shop.folder), question)))
    assert [step["customers"] for step in told.json()["steps"]] == [1, 1]
    assert [group["value"] for group in told.json()["groups"]] == ["Email"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("steps=%22A", "bad_names"),
        ("steps=A&where=device", "bad_names"),
        ("steps=A&within=soon", "bad_duration"),
        ("steps=", "bad_steps"),
        ("steps=A&by=shoe", "unknown_column"),
        ("steps=A&order=backwards", "bad_request"),
        ("", "bad_request"),
    ],
)
def test_what_is_no_funnel_is_refused_with_its_reason(client: Client, asked: str, code: str) -> None:
    told = client.get(f"/api/v1/funnel?{asked}")
    assert (told.status_code, told.json()["code"]) == (400, code)
