from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from percorso.core.errors import PercorsoError
from percorso.pipeline.asking import answers
from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.pipeline.levels import at_level, compare
from percorso.store.workspace import Workspace

Make = Callable[..., Workspace]
Write = Callable[[str, Iterable[dict[str, Any]]], Path]
NEWS = {"page": {"url": "https://shop.example/?utm_source=news&utm_medium=email"}}


def test_with_less_evidence_an_order_loses_the_visits_that_only_a_telephone_number_ties(
    make_shop: Make, write_calls: Write
) -> None:
    shop = make_shop()
    told = {"order_id": "1", "total": 10, "currency": "EUR"}
    calls: list[dict[str, Any]] = [
        {"type": "page", "anonymousId": "d", "timestamp": "2026-03-01T10:00:00Z", "context": NEWS},
        {"type": "identify", "anonymousId": "d", "userId": "u1", "timestamp": "2026-03-01T10:01:00Z"}
        | {"traits": {"phone": "339 1234567"}},
        {
            "type": "identify",
            "userId": "u2",
            "timestamp": "2026-03-02T09:00:00Z",
            "traits": {"phone": "+39 339 1234567"},
        },
        {"type": "track", "event": "Order Completed", "userId": "u2", "timestamp": "2026-03-02T10:00:00Z"}
        | {"properties": told},
    ]
    import_files(shop, "segment", [write_calls("a.jsonl", calls)])
    with pytest.raises(PercorsoError):
        at_level(shop, "strict")
    build(shop)
    rows = compare(shop)["channels"]
    shown = [(row["channel"], row["default_first"], row["strict_first"], row["change"]) for row in rows]
    assert shown == [("Email", 1, 0, 1.0)]
    strict = at_level(shop, "strict")
    assert answers(strict)["totals"]["orders"] == answers(shop)["totals"]["orders"] == 1
    assert answers(strict)["totals"]["customers"] > answers(shop)["totals"]["customers"]
    # What is up to date is not built again.
    assert strict.state.latest_build() == at_level(shop, "strict").state.latest_build()
    assert at_level(shop, "loose") is shop


def test_a_level_that_is_none_is_refused(make_shop: Make) -> None:
    with pytest.raises(PercorsoError) as told:
        at_level(make_shop(), "sure")
    assert told.value.code == "unknown_level"
