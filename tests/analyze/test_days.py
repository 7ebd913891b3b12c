from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.days import NOTHING, CountDays, DayTotals, days_of, iso, minus, month_end, plus
from percorso.core.time import from_micros, zone
from percorso.sequence.journeys import ORDER, Journeys

ZONE = "Europe/Rome"


@given(data=st.data())
def test_days_equal_the_slow_reference(data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]) -> None:
    shop = journeys(data.draw(shops))
    question = CountDays("EUR", ZONE)
    found = question.finish(question.map(shop))
    counted: dict[tuple[str, str], Counter[str]] = {}
    for at, role, value, number, code in zip(
        *(shop[name].tolist() for name in ("at", "role", "value", "number", "currency")), strict=True
    ):
        day = from_micros(at).astimezone(zone(ZONE)).date().isoformat()
        own = counted.setdefault((day, "EUR"), Counter())
        own["touchpoints"] += 1
        if role == ORDER:
            own["new_customers"] += number == 1
            paid = shop.words["currency"][code] if code >= 0 else "EUR"
            counted.setdefault((day, paid), Counter()).update(orders=1, revenue=value)
    assert found == {key: DayTotals(*(sums[name] for name in DayTotals._fields)) for key, sums in counted.items()}


@given(data=st.data())
def test_any_split_of_customers_gives_the_same_days(
    data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop = journeys(data.draw(shops))
    question = CountDays("EUR", ZONE)
    whole = question.finish(question.map(shop))
    twice = question.finish(question.combine(question.map(shop), question.map(shop)))
    assert twice == {key: plus(sums, sums) for key, sums in whole.items()}


def test_a_day_begins_at_the_shops_midnight_also_where_clocks_change() -> None:
    at = ["2026-03-28T22:59:59", "2026-03-28T23:00:00", "2026-03-29T21:59:59", "2026-03-29T22:00:00"]
    found = days_of(np.array(at, "datetime64[us]").astype(np.int64), ZONE)
    assert list(map(iso, found.tolist())) == ["2026-03-28", "2026-03-29", "2026-03-29", "2026-03-30"]
    assert len(days_of(np.empty(0, np.int64), ZONE)) == 0


def test_what_is_taken_away_and_added_again_is_what_was() -> None:
    one, other = DayTotals(2, 300, 1, 9), DayTotals(1, -5, 1, 4)
    assert plus(minus(one, other), other) == one
    assert minus(one, one) == NOTHING


def test_a_month_ends_on_its_last_day() -> None:
    assert [month_end(month) for month in ("2026-02", "2024-02", "2026-12")] == [
        date(2026, 2, 28),
        date(2024, 2, 29),
        date(2026, 12, 31),
    ]
