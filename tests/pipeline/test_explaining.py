from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from percorso.analyze.attribution import models
from percorso.core.errors import PercorsoError
from percorso.pipeline.explaining import explain
from percorso.store.workspace import Workspace


def test_every_touch_says_what_it_earns_and_why_it_counts_or_does_not(
    make_shop: Callable[..., Workspace], add: Callable[..., None]
) -> None:
    def page(day: str, query: str) -> dict[str, Any]:
        address = {"page": {"url": f"https://shop.example/?{query}"}}
        return {"type": "page", "userId": "u1", "timestamp": f"{day}T10:00:00Z", "context": address}

    def order(day: str, number: str) -> dict[str, Any]:
        told = {"order_id": number, "total": 10, "currency": "EUR"}
        return {
            "type": "track",
            "event": "Order Completed",
            "userId": "u1",
            "timestamp": f"{day}T11:00:00Z",
            "properties": told,
        }

    delivered = order("2025-01-02", "A-1") | {"event": "Order Delivered"}
    shop = make_shop()
    news, paid = "utm_source=news&utm_medium=email", "gclid=1"
    add(shop, [
        page("2025-01-01", news), order("2025-01-01", "A-1"), delivered, page("2025-02-01", news),
        page("2025-11-01", paid), page("2025-11-02", news), order("2025-11-02", "A-2"),
    ])  # fmt: skip
    found = explain(shop, "A-2")
    assert [(one["channel"], one["reason"]) for one in found["touches"]] == [
        ("Email", "another_cycle"),
        (None, "another_cycle"),
        (None, "after_order"),
        ("Email", "outside_window"),
        ("Paid Search", "counts"),
        ("Email", "counts"),
        (None, "order"),
    ]
    assert found["models"] == sorted(models())
    linear = [one["credit"]["linear"] for one in found["touches"]]
    assert linear == [0, 0, 0, 0, 0.5, 0.5, 0]
    assert [one["credit"]["last"] for one in found["touches"]] == [0, 0, 0, 0, 0, 1, 0]
    for model in found["models"]:
        assert sum(one["credit"][model] for one in found["touches"]) == pytest.approx(1)
    assert {"kind": "user", "value": "u1"} in found["identifiers"]
    assert explain(shop, "A-2", "it")["touches"][3]["why"].startswith("troppo prima")
    with pytest.raises(PercorsoError) as refused:
        explain(shop, "A-3")
    assert refused.value.code == "unknown_order"


def test_what_came_without_consent_is_there_in_the_shops_time_and_each_touch_says_who_it_is_known_by(
    make_shop: Callable[..., Workspace], add: Callable[..., None]
) -> None:
    refused = {"consent": {"categoryPreferences": {"analytics": False}}}
    page = {"type": "page", "anonymousId": "d1", "timestamp": "2026-03-01T10:00:00Z"}
    told = {"order_id": "A-1", "total": 10, "currency": "EUR"}
    ordered = {"type": "track", "event": "Order Completed", "userId": "u1", "anonymousId": "d1"}
    shop = make_shop()
    add(shop, [
        page | {"context": {"page": {"url": "https://shop.example/?gclid=1"}}},
        page | {"timestamp": "2026-03-01T23:30:00Z", "userId": "u1", "context": refused},
        ordered | {"timestamp": "2026-03-03T11:00:00Z", "properties": told, "context": {
            "consent": {"categoryPreferences": {"analytics": True}}}},
    ])  # fmt: skip
    found = explain(shop, "A-1")
    assert [(one["reason"], one["known_by"]) for one in found["touches"]] == [
        ("counts", {"kind": "anonymous", "identifier": "d1"}),
        ("no_consent", None),
        ("order", {"kind": "user", "identifier": "u1"}),
    ]
    withheld = found["touches"][1]
    assert (withheld["why"], withheld["counts"], withheld["channel"]) == ("without consent", False, None)
    assert (found["time_zone"], withheld["at"]) == ("Europe/Rome", "2026-03-02T00:30:00+01:00")
