from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.refunds import asked_money, refunded_at_all, refunded_in, refunds_in
from percorso.sequence.journeys import ORDER, Journeys

DAY = 86_400_000_000
PERSON = (
    {"day": 0, "channel": "Email"},
    {"day": 1, "role": "order", "value": 300},
    {"day": 2, "channel": "Direct"},
    {"day": 3, "role": "order", "value": 500},
    {"day": 9, "role": "after", "refund": 200},
)


def test_a_refund_is_of_the_order_whose_cycle_it_lies_in(written: Callable[..., Journeys]) -> None:
    journeys = written(PERSON)
    found = refunds_in(journeys)
    assert (found.at.tolist(), found.order.tolist(), found.amount.tolist()) == ([9 * DAY], [3], [200])
    assert refunded_at_all(journeys).tolist() == [False, False, False, True, False]


def test_each_time_has_what_was_sold_and_what_was_taken_back_in_it(written: Callable[..., Journeys]) -> None:
    journeys = written(PERSON)
    assert asked_money(journeys, 0, 5 * DAY)[[1, 3]].tolist() == [300, 700]
    assert asked_money(journeys, 5 * DAY, None)[[1, 3]].tolist() == [0, -200]
    assert refunded_in(journeys, "all", 5 * DAY, None).tolist() == [3]
    assert refunded_in(journeys, "first", 5 * DAY, None).tolist() == []


@given(data=st.data(), days=st.lists(st.integers(0, 200), max_size=4).map(sorted))
def test_times_that_follow_each_other_add_up_to_the_whole(
    data: st.DataObject, days: list[int], shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop = journeys(data.draw(shops))
    ends = [None, *(day * DAY for day in days), None]
    spans = [asked_money(shop, since, until) for since, until in pairwise(ends)]
    orders = shop["role"] == ORDER
    assert (np.sum(spans, axis=0)[orders] == shop["value"][orders]).all()


@given(data=st.data())
def test_every_refund_finds_its_order_as_a_slow_search_does(
    data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop = data.draw(shops)
    rows = [(person, row) for person, own in enumerate(shop) for row in own]
    slow = []
    for person, row in rows:
        if row.role == "after" and row.refund:
            closing = (person, row.cycle, "order")
            own = (place for place, (who, other) in enumerate(rows) if (who, other.cycle, other.role) == closing)
            slow.append((row.at, next(own), row.refund))
    found = refunds_in(journeys(shop))
    assert list(zip(*(column.tolist() for column in found), strict=True)) == slow
