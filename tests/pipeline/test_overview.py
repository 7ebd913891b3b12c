from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.pipeline.overview import coverage, status
from percorso.pipeline.published import Published
from percorso.store.workspace import Workspace

Make = Callable[..., Workspace]
Write = Callable[[str, Iterable[dict[str, Any]]], Path]


def test_coverage_says_what_the_answers_rest_on(make_shop: Make, write_calls: Write) -> None:
    shop = make_shop()
    mail = {"page": {"url": "https://a.example/?utm_source=news&utm_medium=email"}}
    order = {"type": "track", "event": "Order Completed", "timestamp": "2026-03-01T11:00:00Z"}
    calls = [
        {"type": "page", "userId": "u1", "timestamp": "2026-03-01T10:00:00Z", "context": mail},
        {**order, "userId": "u1", "properties": {"order_id": "1", "total": 10}},
        {**order, "userId": "u2", "properties": {"order_id": "2", "total": 10}},
    ]
    import_files(shop, "segment", [write_calls("a.jsonl", calls)], source="web")
    build(shop)
    told = coverage(Published.open(shop))
    assert told["orders_with_touch"] == 0.5
    assert told["sources"] == [
        {"name": "web", "shop": "shop", "rows": 3, "last_at": "2026-03-01T11:00:00+00:00"},
    ]
    assert told["basis"] == [{"basis": "total", "orders": 2}]
    assert told["rules"]["channels"]


def test_events_waiting_for_a_build_are_a_finding(make_shop: Make, write_calls: Write) -> None:
    shop = make_shop()
    visit = {"type": "page", "userId": "u1", "timestamp": "2026-03-01T10:00:00Z"}
    import_files(shop, "segment", [write_calls("a.jsonl", [visit])])
    build(shop)
    assert status(shop)["health"] == []
    import_files(shop, "segment", [write_calls("b.jsonl", [{**visit, "userId": "u2"}])])
    assert status(shop)["health"] == [{"code": "events_not_built", "count": 1}]
