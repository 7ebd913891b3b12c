from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from percorso.core.errors import PercorsoError
from percorso.pipeline.vocabulary import vocabulary
from percorso.store.workspace import Workspace


def test_it_tells_what_may_be_asked_and_how_a_language_says_it(newsletter_shop: Workspace) -> None:
    told = vocabulary(newsletter_shop, "it")
    assert [(one["name"], one["count"], one["customers"]) for one in told["events"]] == [
        ("Order Completed", 6, 6),
        ("Page Viewed", 6, 6),
    ]
    assert told["events"][0]["label"] != "Order Completed"
    assert told["funnel"] == ["Order Completed", "Page Viewed"]
    assert told["period"] == {"from": "2026-03-01", "to": "2026-03-06"}
    assert "channel" in told["columns"]
    assert told["words"]["channel"] == {"Email": "E-mail"}
    assert told["words"]["verdict"]["stop"] == "fermare"
    assert "markov" in told["models"]


def test_a_shop_with_the_usual_steps_opens_on_them(
    make_shop: Callable[..., Workspace], add: Callable[..., None]
) -> None:
    who = {"type": "track", "userId": "u1"}
    names = ("Order Completed", "Product Viewed", "Page Liked", "Checkout Started")
    calls: list[dict[str, Any]] = [
        {**who, "event": name, "timestamp": f"2026-03-01T10:0{at}:00Z", "properties": {"order_id": "1", "total": 3}}
        for at, name in enumerate(names)
    ]
    shop = make_shop()
    add(shop, calls)
    assert vocabulary(shop)["funnel"] == ["Product Viewed", "Checkout Started", "Order Completed"]


def test_before_a_build_it_says_what_to_do(make_shop: Callable[..., Workspace]) -> None:
    with pytest.raises(PercorsoError) as refused:
        vocabulary(make_shop())
    assert refused.value.code == "not_built"
