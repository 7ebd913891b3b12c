"""Outcomes: what came of a move that was made, set against what it was to bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from percorso.analyze.facts import MONTH_DAYS
from percorso.analyze.intervals import Estimate, Rate, difference, rate

State = Literal["held", "missed", "cannot_tell", "mended", "not_mended"]

# Fewer than these that came since say too little of a rate.
_ENOUGH = 100
# Spend is told by the day, and a month of it by at least so many.
_ENOUGH_DAYS = 7.0


@dataclass(frozen=True)
class Outcome:
    """What came of a move.

    Attributes:
        before, after: of those that came to the place, how many went on; None where the move is about no rate.
        monthly: what it brought in 30 days, minor units; None where that cannot be told.
        n: how many came to the place since, or how many days spend covers.
    """

    state: State
    n: float
    before: Rate | None = None
    after: Rate | None = None
    monthly: Estimate | None = None


def of_rate(expected: Estimate, before: Rate, now: Rate | None, days: float, worth: float) -> Outcome:
    """Compare how many went on before a move was made and since.

    Args:
        expected: what it was to bring in 30 days, minor units.
        before, now: counted from the beginning: when it was decided, and now.
        days: how much time the data covers since.
        worth: what one more that goes on brings, minor units.
    """
    if now is None or days <= 0 or now.n - before.n < _ENOUGH:
        return Outcome("cannot_tell", 0 if now is None else max(now.n - before.n, 0))
    n = now.n - before.n
    # Links found later may move what was counted before; a share stays one.
    after = rate(min(max(now.successes - before.successes, 0), n), n)
    gained = difference(after, before)
    if gained is None:
        return Outcome("cannot_tell", n)
    monthly = Estimate(*(end * n / days * MONTH_DAYS * worth for end in gained))
    return Outcome(_judged(expected, monthly), n, before, after, monthly)


def of_spend(expected: Estimate, before: int, now: int, days: float) -> Outcome:
    """Say what was saved a month of what campaigns cost, counted from the beginning, minor units."""
    if days < _ENOUGH_DAYS:
        return Outcome("cannot_tell", max(days, 0.0))
    saved = expected.value - max(now - before, 0) / days * MONTH_DAYS
    monthly = Estimate(saved, saved, saved)
    return Outcome("held" if saved >= expected.low / 2 else "missed", days, monthly=monthly)


def of_fault(now: int) -> Outcome:
    """Say whether a fault is gone."""
    return Outcome("not_mended" if now else "mended", now)


def _judged(expected: Estimate, monthly: Estimate) -> State:
    """Say that a forecast held where something was gained for sure, and as much as was forecast may have been."""
    if monthly.high < expected.low:
        return "missed"
    return "held" if monthly.low > 0 else "cannot_tell"
