from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.stops import Stop, Stops, StopsResult
from percorso.analyze.timing import Timing
from percorso.sequence.journeys import Journeys

DAY = 86_400_000_000
AS_OF = 150 * DAY


def result(journeys: Journeys, **options: Any) -> StopsResult:
    question = Stops(AS_OF, **options)
    return question.finish(question.map(journeys))


def asked(journeys: Journeys, **options: Any) -> dict[tuple[str, str], Stop]:
    return {(one.start, one.end): one for one in result(journeys, **options).stops}


def way(*stages: str, day: float = 0, value: int | None = None, currency: str = "EUR") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{"day": day, "stage": stage} for stage in stages]
    order = {"day": day, "role": "order", "stage": "decision", "value": value, "currency": currency}
    return rows if value is None else [*rows, order]


def test_those_won_back_order_as_often_and_for_as_much_as_those_who_went_on(written: Callable[..., Journeys]) -> None:
    # Of 1,000 who consider, 400 begin the checkout and 100 order, for 50.00 each.
    people = [
        *[way("consideration", "decision", value=5000)] * 99,
        *[way("consideration", "decision")] * 300,
        *[way("consideration")] * 600,
        way("consideration", "decision", day=60, value=5000),
    ]
    found = asked(written(*people))
    first, second = found["consideration", "decision"], found["decision", "order"]
    assert (first.stopped, second.stopped) == (600, 300)
    left = Stops(AS_OF).left(written(*people), "consideration", "decision")
    assert left.tolist() == list(range(399, 999))
    assert (first.orders.value, first.money.value) == pytest.approx(
        (600 * 0.1 * 100 / 400, 600 * 0.1 * 100 / 400 * 5000)
    )
    assert (second.orders.value, second.money.value) == pytest.approx((30, 150_000))
    # Few ordered, so what each is worth is in doubt by a fifth: resampling 100 of 400 gives about 17% either side.
    assert 0.1 < (first.money.high - first.money.low) / 2 / first.money.value < 0.3


def test_older_orders_with_nothing_before_them_stretch_no_month(written: Callable[..., Journeys]) -> None:
    seen = [*[way("consideration", "decision", day=100, value=100)] * 5, way("consideration", day=110)]
    old = [{"day": 0, "role": "order", "stage": "decision", "value": 900}]
    alone, among = result(written(*seen)), result(written(old, *seen))
    assert alone.days == among.days == 10
    assert alone.stops == among.stops


def test_money_is_of_one_currency_and_orders_are_of_all(written: Callable[..., Journeys]) -> None:
    ways = [way("decision", value=100), way("decision", value=100, currency="USD"), way("decision")]
    found = asked(written(*ways), won=1.0)["decision", "order"]
    assert (found.orders.value, found.money.value) == (1, 50)


@given(data=st.data())
def test_ways_stop_where_timing_says_they_do(
    data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    made = journeys(data.draw(shops))
    timing = Timing(AS_OF)
    passages = {(one.start, one.end): one.went_on for one in timing.finish(timing.map(made)).whole.passages}
    found = asked(made, won=1.0)
    to_order = {passage for passage in passages if passage[1] in {"consideration", "decision", "order"}}
    assert {passage for passage in to_order if passages[passage].successes} == set(found)
    for passage, stop in found.items():
        assert (stop.stopped > 0) <= (0 < len(Stops(AS_OF).left(made, *passage)) <= stop.stopped)
        went_on = passages[passage]
        assert stop.stopped == went_on.n - went_on.successes
        assert stop.orders.value <= stop.stopped or np.isclose(stop.orders.value, stop.stopped)
