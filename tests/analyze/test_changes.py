from __future__ import annotations

import pytest

from percorso.analyze.changes import of_count, of_rate
from percorso.analyze.intervals import rate


def test_twice_as_many_is_likely_real_and_its_interval_holds_the_ratio() -> None:
    found = of_count("orders", 200, 100)
    assert found.change is not None
    assert (found.change.value, found.verdict) == (1.0, "likely_real")
    # Wilson's interval of 200 in 300 is 61.1% to 71.8%, so of the ratio 1.57 to 2.54.
    assert (found.change.low, found.change.high) == pytest.approx((0.57, 1.54), abs=0.01)


def test_a_few_more_are_no_clear_change() -> None:
    assert of_count("orders", 105, 100).verdict == "no_clear_change"


@pytest.mark.parametrize(("now", "before"), [(5, 20), (40, 0), (0, 0)])
def test_of_few_nothing_is_told(now: int, before: int) -> None:
    found = of_count("orders", now, before)
    assert (found.change, found.verdict) == (None, "cannot_tell")


def test_none_any_more_is_a_change_too() -> None:
    found = of_count("visits", 0, 100)
    assert (found.change and found.change.value, found.verdict) == (-1.0, "likely_real")


def test_shares_are_compared_by_their_difference() -> None:
    found = of_rate("visit_to_order_rate", rate(30, 100), rate(10, 100))
    assert (found.unit, found.verdict, found.change and round(found.change.value, 6)) == ("rate", "likely_real", 0.2)
    assert of_rate("visit_to_order_rate", rate(3, 10), rate(10, 100)).verdict == "cannot_tell"
