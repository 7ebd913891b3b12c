from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from percorso.core.errors import PercorsoError
from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.pipeline.people import person
from percorso.store.workspace import Workspace

Make = Callable[..., Workspace]
Write = Callable[[str, Iterable[dict[str, Any]]], Path]


def test_what_concerns_an_order_stays_with_its_cycle_and_the_next_visit_opens_another(
    make_shop: Make, write_calls: Write
) -> None:
    shop = make_shop()
    order = {"order_id": "A-1", "total": 49.9, "currency": "EUR"}
    about = {"order_id": "A-1"}
    calls: list[dict[str, Any]] = [
        {"type": "page", "userId": "u1", "timestamp": "2026-03-01T10:00:00Z"},
        {"type": "track", "event": "Order Completed", "userId": "u1", "timestamp": "2026-03-01T10:09:00Z"}
        | {"properties": order},
        {"type": "page", "userId": "u1", "timestamp": "2026-03-03T10:00:00Z"},
        {"type": "track", "event": "Order Delivered", "userId": "u1", "timestamp": "2026-03-04T10:00:00Z"}
        | {"properties": about},
    ]
    import_files(shop, "segment", [write_calls("a.jsonl", calls)])
    build(shop)
    told = person(shop, "A-1", "it")
    assert [(row["name"], row["role"], row["cycle"]) for row in told["timeline"]] == [
        ("Page Viewed", "touch", 1),
        ("Order Completed", "order", 1),
        ("Page Viewed", "touch", 2),
        ("Order Delivered", "after", 1),
    ]
    assert told["timeline"][1]["value"] == "49.90"
    assert told["headline"] == "Un ordine finora; la strada è cominciata con il traffico diretto."
    assert person(shop, "A-1")["headline"] == "One order so far; the way began with Direct."
    assert told["timeline"][0]["channel_label"] == "Diretto"
    assert [one["order_id"] for one in told["orders"]] == ["A-1"]


def test_a_timeline_shows_messages_but_no_way_begins_with_one_that_is_no_contact(
    make_shop: Make, write_calls: Write
) -> None:
    mail = {"type": "track", "event": "Email Sent"}
    calls: list[dict[str, Any]] = [
        {**mail, "userId": "u1", "timestamp": "2026-03-01T10:00:00Z"},
        {**mail, "userId": "u2", "timestamp": "2026-03-01T10:00:00Z"},
        {"type": "page", "userId": "u1", "timestamp": "2026-03-02T10:00:00Z"},
    ]
    shop = make_shop(contact=("inbound",))
    import_files(shop, "segment", [write_calls("a.jsonl", calls)])
    build(shop)
    told = person(shop, "u1")
    assert [(row["name"], row["role"], row["stage_label"]) for row in told["timeline"]] == [
        ("Email Sent", "message", None),
        ("Page Viewed", "touch", "Awareness"),
    ]
    assert told["headline"] == "No order yet: the way began with Direct and is still open."
    assert person(shop, "u2")["headline"] == "No order yet: the way is still open."


def test_nobody_is_made_up(make_shop: Make, write_calls: Write) -> None:
    shop = make_shop()
    visit = {"type": "page", "userId": "u1", "timestamp": "2026-03-01T10:00:00Z"}
    import_files(shop, "segment", [write_calls("a.jsonl", [visit])])
    build(shop)
    with pytest.raises(PercorsoError) as caught:
        person(shop, "u")
    assert caught.value.code == "unknown_person"
