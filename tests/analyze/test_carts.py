from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.carts import Carts, CartsResult
from percorso.sequence.journeys import Journeys

DAY = 86_400_000_000
AS_OF = 150 * DAY


def asked(*buckets: Journeys, **options: Any) -> CartsResult:
    question = Carts(AS_OF, **options)
    return question.finish(reduce(question.combine, map(question.map, buckets)))


def way(*steps: str, day: float = 0, value: int | None = None) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{"day": day, "role": "step", "step": step} for step in steps]
    return rows if value is None else [*rows, {"day": day, "role": "order", "step": "order", "value": value}]


def test_carts_won_back_are_worth_what_ordered_ones_were(written: Callable[..., Journeys]) -> None:
    people = [
        *[way("product", "cart", value=5000)] * 100,
        *[way("product", "cart")] * 299,
        way("cart", day=60),
        *[way("product")] * 500,
        # An order that no cart is seen before, and a cart too young to be called left.
        way(value=900),
        way("cart", day=140),
    ]
    found = asked(written(*people))
    assert (found.ordered.successes, found.ordered.n, found.people) == (100, 400, 300)
    assert (found.each, found.days) == (5000, 60)
    assert found.money.value == pytest.approx(300 * 0.1 * 5000)
    assert found.money.low < found.money.value < found.money.high


def test_somebody_with_two_carts_left_is_one_person(written: Callable[..., Journeys]) -> None:
    twice = [*way("cart", value=100), *way("cart", day=1)]
    found = asked(written(twice, [*way("cart", day=2, value=100), *way("cart", day=3, value=100)]))
    assert (found.ordered.successes, found.ordered.n, found.people) == (3, 4, 1)


def test_without_a_cart_nothing_is_left(written: Callable[..., Journeys]) -> None:
    found = asked(written(way("product"), way(value=100)))
    assert (found.ordered.n, found.people, found.money) == (0, 0, (0.0, 0.0, 0.0))


@given(data=st.data())
def test_every_split_counts_alike_and_a_left_cart_has_no_order(
    data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop: Sequence[Any] = data.draw(shops)
    cut = data.draw(st.integers(0, len(shop)))
    whole = asked(journeys(shop))
    parts = asked(journeys(shop[:cut], range(cut)), journeys(shop[cut:], range(cut, len(shop))))
    assert parts == whole
    left = 0
    for person in shop:
        for cycle in {row.cycle for row in person}:
            rows = [row for row in person if row.cycle == cycle]
            in_cart = any(row.step in ("cart", "order") and row.role != "order" for row in rows)
            ordered = any(row.role == "order" for row in rows)
            left += in_cart and not ordered and min(row.at for row in rows) <= AS_OF - 30 * DAY
    assert whole.ordered.n - whole.ordered.successes == left
