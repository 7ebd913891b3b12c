from collections.abc import Callable

import pytest

from percorso.analyze.attribution import credit
from percorso.sequence.journeys import Journeys


def test_every_touch_of_a_way_earns_the_same(nine: Journeys) -> None:
    earned = {row.subject: (row.conversions, row.value) for row in credit(nine, "linear").rows}
    third, half = 1 / 3, 1 / 2
    orders = {"A": 1 + 3 * third + 3 * half, "B": 1 + 3 * third + 2 * half, "C": 1 + 3 * third + half, "": 0}
    for subject, share in orders.items():
        assert earned[subject] == pytest.approx((share, 3 * share), abs=1e-5)


def test_credits_of_ways_taken_by_several_people(three: Journeys) -> None:
    earned = {row.subject: row.conversions for row in credit(three, "linear").rows}
    assert earned == pytest.approx({"search": 19 / 6, "email": 19 / 6, "social": 5 / 3, "direct": 2, "": 0}, abs=1e-7)


def test_a_channel_touched_twice_earns_twice(of_paths: Callable[..., Journeys]) -> None:
    earned = {row.subject: row.conversions for row in credit(of_paths([(("a", "a", "b"), 6, 0)]), "linear").rows}
    assert earned == pytest.approx({"a": 4, "b": 2, "": 0}, abs=1e-7)
