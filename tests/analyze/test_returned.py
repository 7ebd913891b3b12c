from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.returned import CountReturned, ReturnedRow
from percorso.sequence.journeys import Journeys

DAY = 86_400_000_000


def asked(journeys: Journeys, since: int | None = None) -> tuple[ReturnedRow, ...]:
    question = CountReturned("channel", timedelta(days=30), since)
    return question.finish(question.map(journeys))


def test_an_order_counts_once_for_every_channel_on_its_way(written: Callable[..., Journeys]) -> None:
    back = [
        {"day": 0, "channel": "Email"},
        {"day": 1, "channel": "Direct"},
        {"day": 2, "channel": "Email"},
        {"day": 3, "role": "order", "value": 500},
        {"day": 9, "role": "after", "refund": 200},
    ]
    kept = [{"day": 0, "channel": "Email"}, {"day": 3, "role": "order", "value": 500}]
    alone = [{"day": 3, "role": "order", "value": 500}]
    found = asked(written(back, kept, alone))
    told = [(row.subject, row.rate.successes, row.rate.n) for row in found]
    assert told == [("Email", 1, 2), ("Direct", 1, 1), ("", 0, 1)]
    assert asked(written(back, kept), since=5 * DAY) == ()


@given(data=st.data())
def test_rates_equal_the_slow_count_however_customers_are_split(
    data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop = data.draw(shops)
    counted: dict[str, list[int]] = {}
    for person in shop:
        for order in (row for row in person if row.role == "order"):
            way = [row for row in person if row.cycle == order.cycle and row.credit and row.at <= order.at]
            near = {row.channel for row in way if order.at - row.at <= 30 * DAY} or {""}
            back = any(row.refund for row in person if row.cycle == order.cycle and row.role in ("order", "after"))
            for channel in near:
                before = counted.setdefault(channel, [0, 0])
                counted[channel] = [before[0] + 1, before[1] + back]
    question = CountReturned("channel", timedelta(days=30))
    halves = [question.map(journeys(part)) for part in (shop[::2], shop[1::2])]
    found = question.finish(question.combine(*halves))
    assert {row.subject: [row.rate.n, row.rate.successes] for row in found} == counted
