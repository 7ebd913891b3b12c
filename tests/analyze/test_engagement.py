from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.engagement import Engagement, EngagementResult
from percorso.analyze.intervals import difference, rate
from percorso.sequence.journeys import Journeys

DAY = 86_400_000_000
AS_OF = 60


def asked(journeys: Journeys, by: Any = "name") -> EngagementResult:
    question = Engagement(AS_OF * DAY, by, without=("cart",), plain=("Page Viewed",))
    return question.finish(question.map(journeys))


@pytest.mark.parametrize("by", ["name", "channel"])
@given(data=st.data())
def test_shares_equal_the_slow_reference(
    by: str, data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop = data.draw(shops)
    found = asked(journeys(shop), by)

    def tells(row: Any) -> bool:
        if by == "channel":
            return bool(row.role == "touch" and row.session >= 0)
        return row.role in ("touch", "step") and row.step != "cart" and row.name != "Page Viewed"

    ordering: list[tuple[Any, int]] = []
    still_open: list[Any] = []
    alone = 0
    for person in shop:
        for cycle in {row.cycle for row in person}:
            rows = [row for row in person if row.cycle == cycle]
            met = [row for row in rows if tells(row) and getattr(row, by)]
            order = next((row for row in rows if row.role == "order"), None)
            if order and any(row.role in ("touch", "step") for row in rows):
                ordering.append((met, order.at))
            elif order:
                alone += 1
            elif AS_OF * DAY - rows[0].at >= 30 * DAY:
                still_open.append(met)
    assert (found.ordering_cycles, found.open_cycles, found.orders_alone) == (len(ordering), len(still_open), alone)
    everything = [*(met for met, _ in ordering), *still_open]
    assert {row.subject for row in found.rows} == {getattr(row, by) for met in everything for row in met}
    for row in found.rows:
        held = [[one.at for one in met if getattr(one, by) == row.subject] for met, _ in ordering]
        assert row.ordering == rate(sum(map(bool, held)), len(ordering))
        without = [met for met in still_open if any(getattr(one, by) == row.subject for one in met)]
        assert row.open == rate(len(without), len(still_open))
        assert row.difference == difference(row.ordering, row.open)
        times = sorted(at - one[0] for one, (_, at) in zip(held, ordering, strict=True) if one)
        assert row.before.n == len(times)
        if times:
            assert row.before.median == timedelta(microseconds=times[(len(times) + 1) // 2 - 1])
            assert row.occurrences == sum(map(len, held)) / len(times)


def test_what_comes_after_the_order_is_not_before_it(written: Callable[..., Journeys]) -> None:
    person = [
        {"day": 0, "name": "Email Opened"},
        {"day": 1, "role": "order"},
        {"day": 2, "role": "after", "name": "Support Ticket"},
    ]
    assert [row.subject for row in asked(written(person)).rows] == ["Email Opened"]


def test_orders_with_nothing_before_them_are_in_no_share(written: Callable[..., Journeys]) -> None:
    person = [
        {"day": 0, "role": "order"},
        {"day": 1, "cycle": 2, "name": "Email Opened"},
        {"day": 2, "cycle": 2, "role": "order"},
    ]
    found = asked(written(person))
    assert (found.ordering_cycles, found.orders_alone) == (1, 1)
    assert found.rows[0].ordering == rate(1, 1)
