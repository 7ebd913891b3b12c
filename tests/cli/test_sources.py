from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.mark.usefixtures("shop")
def test_a_source_is_made_listed_rotated_and_disabled(percorso: Run) -> None:
    assert "percorso sources create" in percorso("sources", "list").out
    made = json.loads(percorso("sources", "create", "web", "--format", "json").out)
    assert made["name"] == "web"
    assert made["write_key"] in percorso("sources", "list").out
    turned = json.loads(percorso("sources", "rotate", "web", "--format", "json").out)
    assert turned["write_key"] != made["write_key"]
    (listed,) = json.loads(percorso("sources", "list", "--format", "json").out)
    assert (listed["write_key"], listed["enabled"], listed["last_at"]) == (turned["write_key"], True, None)
    assert percorso("sources", "disable", "web").code == 0
    assert "disabled" in percorso("sources", "list").out


@pytest.mark.usefixtures("shop")
def test_what_is_wrong_is_said(percorso: Run) -> None:
    percorso("sources", "create", "web")
    assert "[source_exists]" in percorso("sources", "create", "web").err
    assert "[unknown_source]" in percorso("sources", "rotate", "app").err
    assert "[bad_origin]" in percorso("sources", "create", "app", "--origin", "shop.example").err


def test_it_needs_a_workspace(percorso: Run, tmp_path: Path) -> None:
    assert "[not_a_workspace]" in percorso("sources", "list", "--workspace", tmp_path).err


def test_what_is_not_as_expected_is_told_with_an_example(percorso: Run, shop: Path) -> None:
    assert percorso("sources", "report").out == "Nothing has been stored yet.\n"
    call = {"type": "track", "event": "Product Viewed", "userId": "u1", "timestamp": "2026-03-01T10:00:00Z"}
    (shop.parent / "web.jsonl").write_text(json.dumps({**call, "properties": {"sku": "a", "price": "1,50"}}))
    percorso("import", "segment", shop.parent / "web.jsonl", "--source", "web")
    said = percorso("sources", "report", "web").out
    assert said.startswith("web: 1 events looked at\n")
    assert 'Product Viewed has price that is no number, such as "1,50"' in said
    (told,) = json.loads(percorso("sources", "report", "--format", "json").out)
    assert told["findings"][0]["example"] == '"1,50"'
