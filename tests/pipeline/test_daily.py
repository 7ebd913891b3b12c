from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from percorso.core.period import Period
from percorso.core.segments import Segment
from percorso.pipeline.annotating import annotate
from percorso.pipeline.daily import days
from percorso.store.workspace import Workspace

Add = Callable[..., None]


def order(user: str, at: str, number: str, total: float, currency: str = "EUR") -> dict[str, Any]:
    told = {"order_id": number, "total": total, "currency": currency}
    return {"type": "track", "event": "Order Completed", "userId": user, "timestamp": at, "properties": told}


@pytest.fixture
def shop(make_shop: Callable[..., Workspace], add: Add) -> Workspace:
    """Two orders of one person, the second late in the evening of Rome's fourth of March, and one in dollars."""
    made = make_shop()
    calls = [
        order("u1", "2026-03-01T10:00:00Z", "1", 10),
        order("u1", "2026-03-03T23:30:00Z", "2", 5.5),
        order("u2", "2026-03-02T10:00:00Z", "3", 7, "USD"),
    ]
    add(made, calls)
    return made


def told(document: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(one["on"], one["orders"], one["revenue"], one["new_customers"]) for one in document["days"]]


def test_every_day_of_the_shops_calendar_is_there_and_those_without_an_order_too(shop: Workspace) -> None:
    found = days(shop)
    assert told(found) == [
        ("2026-03-01", 1, "10.00", 1),
        ("2026-03-02", 0, "0.00", 1),
        ("2026-03-03", 0, "0.00", 0),
        ("2026-03-04", 1, "5.50", 0),
    ]
    assert (found["currency"], found["as_of"][:10], found["orders_of_other_currencies"]) == ("EUR", "2026-03-04", 1)
    assert sum(one["touchpoints"] for one in found["days"]) == 3


def test_a_period_and_a_segment_are_asked_about_alone(shop: Workspace) -> None:
    assert told(days(shop, Period(date(2026, 3, 4), date(2026, 12, 31)))) == [("2026-03-04", 1, "5.50", 0)]
    assert days(shop, Period(date(2027, 1, 1)))["days"] == []
    once = days(shop, segment=Segment.read(["orders=1"]))
    assert [(one["orders"], one["touchpoints"]) for one in once["days"]] == [(0, 0), (0, 1), (0, 0), (0, 0)]


def test_where_no_order_came_in_the_shops_currency_money_is_told_in_theirs(
    make_shop: Callable[..., Workspace], add: Add
) -> None:
    made = make_shop(currency="CHF")
    add(made, [order("u1", "2026-03-01T10:00:00Z", "1", 10)])
    found = days(made)
    assert (found["currency"], told(found)) == ("EUR", [("2026-03-01", 1, "10.00", 1)])


def test_what_was_noted_on_any_of_the_days_goes_along(shop: Workspace) -> None:
    annotate(shop, "2026-02-20", "Sale", "sale", "2026-03-02")
    annotate(shop, "2026-03-05", "After them")
    assert [one["text"] for one in days(shop)["annotations"]] == ["Sale"]
    assert days(shop, Period(date(2026, 3, 3)))["annotations"] == []
