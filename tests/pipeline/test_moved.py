from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from percorso.core.period import Period
from percorso.pipeline.moved import months, moved, written
from percorso.pipeline.overview import status
from percorso.store.workspace import Workspace

Add = Callable[..., None]


def order(user: str, at: str, number: str, total: float) -> dict[str, Any]:
    told = {"order_id": number, "total": total, "currency": "EUR"}
    return {"type": "track", "event": "Order Completed", "userId": user, "timestamp": at, "properties": told}


@pytest.fixture
def shop(make_shop: Callable[..., Workspace], add: Add) -> Workspace:
    """March at 30 euros of two people, published; then a late order of three euros, and two days of April."""
    made = make_shop()
    add(made, [order("u1", "2026-03-01T10:00:00Z", "1", 10), order("u2", "2026-04-09T10:00:00Z", "3", 5)])
    add(made, [order("u3", "2026-03-05T10:00:00Z", "4", 3), order("u4", "2026-04-10T10:00:00Z", "5", 9)], "b.jsonl")
    return made


def test_a_month_that_moved_says_what_it_was_what_it_is_and_why(shop: Workspace) -> None:
    (march,) = written(months(shop))
    assert (march["month"], march["from"], march["to"]) == ("2026-03", "2026-03-01", "2026-03-31")
    assert march["was"] == {"orders": 1, "revenue": "10.00", "new_customers": 1, "touchpoints": 1, "cost": "0.00"}
    assert march["now"] == {"orders": 2, "revenue": "13.00", "new_customers": 2, "touchpoints": 2, "cost": "0.00"}
    sums = {"orders": 1, "revenue": "3.00", "new_customers": 1, "touchpoints": 1, "cost": "0.00"}
    assert march["causes"] == [{"cause": "late_orders", "things": 1, "moved": sums}]
    assert status(shop)["moved"] == [march]


def test_what_was_is_what_a_reader_had_seen(shop: Workspace) -> None:
    said = moved(shop)["headline"]
    assert said.startswith("Revenue, March 2026: €13 now, €10 when published on ")
    assert said.endswith(". Why: 1 order came late.")
    assert moved(shop, "it")["headline"].endswith(". Perché: 1 ordine è arrivato in ritardo.")


def test_only_days_of_the_period_and_news_of_late_count(shop: Workspace) -> None:
    assert months(shop, Period(date(2026, 4, 1))) == ()
    (march,) = months(shop, Period(date(2026, 3, 4), date(2026, 3, 20)))
    assert (march.was.revenue, march.now.revenue, march.until) == (0, 300, date(2026, 3, 20))
    build = shop.state.latest_build()
    assert build is not None
    tomorrow = date.fromisoformat(shop.state.figures.shifts()[0].noted_on) + timedelta(days=1)
    assert months(shop, noted_since=tomorrow) == ()


def test_before_the_first_build_nothing_moved(make_shop: Callable[..., Workspace]) -> None:
    assert moved(make_shop())["months"] == []
