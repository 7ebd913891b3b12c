from __future__ import annotations

import pytest

from percorso.analyze.intervals import Estimate, difference, rate
from percorso.analyze.outcomes import of_fault, of_rate, of_spend

EXPECTED = Estimate(20_000, 10_000, 30_000)


def test_what_came_since_is_what_is_counted_now_less_what_was_counted_then() -> None:
    # 30 of 100 went on before; of the 200 since, 90 did: 15 points more, of 200 in 30 days, at 10.00 each.
    found = of_rate(EXPECTED, rate(30, 100), rate(120, 300), 30.0, 1000)
    assert found.after == rate(90, 200)
    assert found.monthly is not None
    assert found.monthly.value == pytest.approx(0.15 * 200 * 1000)
    gained = difference(rate(90, 200), rate(30, 100))
    assert gained is not None
    assert found.monthly.low == pytest.approx(gained.low * 200_000)
    assert found.state == "held"


def test_a_forecast_is_missed_where_less_than_its_least_came_for_sure() -> None:
    found = of_rate(EXPECTED, rate(300, 1000), rate(1500, 5000), 30.0, 10)
    assert (found.state, found.monthly and found.monthly.value) == ("missed", 0.0)


def test_what_may_be_chance_is_told_neither_way() -> None:
    assert of_rate(EXPECTED, rate(30, 100), rate(67, 210), 30.0, 1000).state == "cannot_tell"


@pytest.mark.parametrize("now", [None, rate(30, 100), rate(60, 199)])
def test_with_too_little_since_nothing_is_told(now: object) -> None:
    found = of_rate(EXPECTED, rate(30, 100), now, 30.0, 1000)  # type: ignore[arg-type]
    assert (found.state, found.monthly) == ("cannot_tell", None)


def test_counts_that_shrank_since_make_no_impossible_share() -> None:
    found = of_rate(EXPECTED, rate(50, 100), rate(45, 300), 30.0, 1000)
    assert found.after == rate(0, 200)


@pytest.mark.parametrize(("now", "days", "state", "saved"), [(1000, 30.0, "held", 500), (1500, 30.0, "missed", 0)])
def test_money_no_longer_spent_is_saved(now: int, days: float, state: str, saved: float) -> None:
    found = of_spend(Estimate(500, 500, 500), 1000, now, days)
    assert found.state == state
    assert found.monthly == pytest.approx((saved, saved, saved))


def test_a_few_days_of_spend_tell_nothing() -> None:
    assert of_spend(Estimate(500, 500, 500), 1000, 1000, 3.0).state == "cannot_tell"


def test_a_fault_is_mended_once_it_is_gone() -> None:
    assert (of_fault(0).state, of_fault(3).state) == ("mended", "not_mended")
