from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import groupby
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.paths import Paths, PathsResult
from percorso.sequence.journeys import Journeys

DAY = 86_400_000_000


def asked(journeys: Journeys, **options: Any) -> PathsResult:
    question = Paths(look_back=timedelta(days=30), **options)
    return question.finish(question.map(journeys))


def transformed(path: list[str], transform: str) -> tuple[str, ...]:
    if transform == "exposure":
        return tuple(channel for channel, _ in groupby(path))
    return tuple(dict.fromkeys(path)) if transform == "unique" else tuple(path)


def slow(shop: Any, by: str, without_order: str) -> tuple[list[tuple[list[str], int]], list[list[str]]]:
    """The slow, obvious way: paths of orders with their value, and of cycles without one."""
    orders, without = [], []
    for person in shop:
        for cycle in sorted({row.cycle for row in person}):
            rows = [row for row in person if row.cycle == cycle]
            order = next((row for row in rows if row.role == "order"), None)
            touches = [row for row in rows if row.credit]
            end = order.at if order else touches[-1].at if touches else 0
            path = [getattr(row, by) for row in touches if end - row.at <= 30 * DAY and getattr(row, by)]
            if order:
                orders.append((path, order.value if order.currency == "EUR" else 0))
            elif touches and (without_order == "cycles" or all(row.role != "order" for row in person)):
                without.append(path)
    return orders, without


@pytest.mark.parametrize("transform", ["none", "exposure", "unique"])
@pytest.mark.parametrize(("by", "without_order"), [("channel", "cycles"), ("campaign", "people")])
@given(data=st.data())
def test_paths_equal_the_slow_reference(
    transform: str, by: str, without_order: str, data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop = data.draw(shops)
    found = asked(journeys(shop), by=by, transform=transform, without_order=without_order)
    orders, without = slow(shop, by, without_order)
    value: Counter[tuple[str, ...]] = Counter()
    for path, money in orders:
        value[transformed(path, transform)] += money
    conversions = Counter(transformed(path, transform) for path, _ in orders)
    non_conversions = Counter(transformed(path, transform) for path in without)
    assert {row.path: row.conversions for row in found.rows if row.conversions} == conversions
    assert {row.path: row.non_conversions for row in found.rows if row.non_conversions} == non_conversions
    assert {row.path: row.value for row in found.rows if row.value} == {path: one for path, one in value.items() if one}
    assert (found.conversions, found.non_conversions) == (len(orders), len(without))


def test_equal_neighbours_are_one_exposure_but_a_return_is_another(written: Callable[..., Journeys]) -> None:
    channels = ["Email", "Email", "Direct", "Email"]
    person = [
        *({"day": day, "channel": one} for day, one in enumerate(channels)),
        {"day": 5, "role": "order", "value": 9},
    ]
    assert asked(written(person), transform="exposure").rows[0].path == ("Email", "Direct", "Email")
    assert asked(written(person), transform="unique").rows[0].path == ("Email", "Direct")
    assert asked(written(person)).rows[0].value == 9
