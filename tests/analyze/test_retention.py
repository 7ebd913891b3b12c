from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.intervals import rate
from percorso.analyze.retention import Retention, RetentionResult
from percorso.core.errors import PercorsoError
from percorso.core.time import from_micros
from percorso.sequence.journeys import Journeys

DAY = 86_400_000_000
AS_OF = 150


def asked(journeys: Journeys, **options: Any) -> RetentionResult:
    question = Retention(AS_OF * DAY, **options)
    return question.finish(question.map(journeys))


def orders_of(shop: Any) -> list[Any]:
    return [[row for row in person if row.role == "order"] for person in shop]


@given(data=st.data())
def test_months_equal_the_slow_reference(data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]) -> None:
    shop = data.draw(shops)
    found = asked(journeys(shop))
    everything = [(buyer, row) for buyer, rows in enumerate(orders_of(shop)) for row in rows]
    months = sorted({from_micros(row.at).date().replace(day=1) for _, row in everything})
    assert [month.on for month in found.months] == months
    for month in found.months:
        here = [(buyer, row) for buyer, row in everything if from_micros(row.at).date().replace(day=1) == month.on]
        new = [(buyer, row) for buyer, row in here if row.number == 1]
        later = [(buyer, row) for buyer, row in here if row.number > 1]
        assert (month.new_customers, month.new_orders) == (len(new), len(new))
        assert (month.returning_customers, month.returning_orders) == (len({buyer for buyer, _ in later}), len(later))
        assert (month.new_revenue, month.returning_revenue) == (
            sum(row.value for _, row in new if row.currency == "EUR"),
            sum(row.value for _, row in later if row.currency == "EUR"),
        )


@given(data=st.data())
def test_the_repeat_rate_equals_the_slow_reference(
    data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop = data.draw(shops)
    found = asked(journeys(shop), within=timedelta(days=39))
    buyers = [rows for rows in orders_of(shop) if rows]
    old = [rows for rows in buyers if AS_OF * DAY - rows[0].at >= 39 * DAY]
    again = [rows for rows in old if len(rows) > 1 and rows[1].at - rows[0].at <= 39 * DAY]
    assert found.repeat == rate(len(again), len(old))
    times = sorted(rows[1].at - rows[0].at for rows in buyers if len(rows) > 1)
    assert found.to_second.n == len(times)
    expected = timedelta(microseconds=times[(len(times) + 1) // 2 - 1]) if times else None
    assert found.to_second.median == expected


@given(data=st.data())
def test_worth_equals_the_slow_reference(data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]) -> None:
    shop = data.draw(shops)
    found = {one.months: one for one in asked(journeys(shop), months=4).worth}
    buyers = [rows for rows in orders_of(shop) if rows and rows[0].currency == "EUR"]
    for months in range(1, 5):
        old = [rows for rows in buyers if AS_OF * DAY - rows[0].at >= months * 30 * DAY]
        assert (months in found) == bool(old)
        if not old:
            continue
        lived = [month_of_life(buyers, month) for month in range(1, months + 1)]
        assert found[months].customers == len(old)
        assert found[months].revenue.value == pytest.approx(
            sum(sum(row.value for row in bought) / people for people, bought in lived)
        )
        margin = found[months].margin
        if any(row.margin is None for _, bought in lived for row in bought):
            assert margin is None
        else:
            assert margin is not None
            assert margin.value == pytest.approx(
                sum(sum(row.margin for row in bought) / people for people, bought in lived)
            )


def month_of_life(buyers: list[Any], month: int) -> tuple[int, list[Any]]:
    """Count the customers at least so many months old, and give what they ordered in the last of those months."""
    old = [rows for rows in buyers if AS_OF * DAY - rows[0].at >= month * 30 * DAY]
    ages = [(row, (row.at - rows[0].at) // (30 * DAY)) for rows in old for row in rows if row.currency == "EUR"]
    return len(old), [row for row, age in ages if age == month - 1]


def test_a_month_adds_what_a_month_brings_whoever_is_old_enough_to_be_counted(written: Callable[..., Journeys]) -> None:
    """Few old customers who spend much and many young ones who spend little: no jump where the young drop out."""

    def bought(began: int, value: int, months: int) -> list[dict[str, object]]:
        return [{"day": began + 30 * month, "role": "order", "value": value} for month in range(months)]

    shop = written(*[bought(0, 1000, 5)] * 10, *[bought(90, 100, 2)] * 90)
    found = [one.revenue.value for one in asked(shop, months=4).worth]
    assert found == pytest.approx([190, 380, 1380, 2380])
    dearest = max(later - earlier for earlier, later in zip([0, *found], found, strict=False))
    assert dearest <= 1000


def test_worth_accumulates_over_customers_old_enough(written: Callable[..., Journeys]) -> None:
    def order(day: int, value: int) -> dict[str, object]:
        return {"day": day, "role": "order", "value": value, "margin": value // 2}

    shop = written([order(0, 1000), order(29, 500), order(31, 100)], [order(100, 200)], [order(140, 9000)])
    found = asked(shop, months=3).worth
    assert [(one.months, one.customers, one.revenue.value) for one in found] == [
        (1, 2, 850),
        (2, 1, 950),
        (3, 1, 950),
    ]
    assert [one.margin.value for one in found if one.margin] == [425, 475, 475]
    assert found[0].revenue.low <= 850 <= found[0].revenue.high


def test_months_are_the_shops_own(written: Callable[..., Journeys]) -> None:
    # 30 days and 23.5 hours after 1970 began: still January in London, February in Rome.
    shop = written([{"day": 30 + 23.5 / 24, "role": "order", "value": 5}])
    assert [one.on for one in asked(shop, time_zone="UTC").months] == [date(1970, 1, 1)]
    assert [one.on for one in asked(shop, time_zone="Europe/Rome").months] == [date(1970, 2, 1)]


def test_no_month_at_all_is_refused() -> None:
    with pytest.raises(PercorsoError) as caught:
        Retention(0, months=0)
    assert caught.value.code == "bad_months"


def test_customers_of_the_first_days_are_counted_apart(written: Callable[..., Journeys]) -> None:
    def ordered(*days: float) -> list[dict[str, Any]]:
        return [{"day": day, "role": "order"} for day in days]

    found = asked(written(ordered(10), ordered(39.5, 60), ordered(40.5), ordered(100)))
    assert (found.early.successes, found.early.n) == (2, 4)
    assert asked(written([])).early.n == 0
