"""Changes: whether what was counted in one period differs from the period before it by more than chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from percorso.analyze.intervals import Estimate, Rate, difference, rate

Verdict = Literal["likely_real", "no_clear_change", "cannot_tell"]

# Below this many in both periods together, counts say nothing of what lies behind them.
_ENOUGH = 30


@dataclass(frozen=True)
class Change:
    """One figure in two periods of equal length.

    Attributes:
        change: of a count relative to before (0.09 is +9%), of a rate the difference; None where it cannot be told.
    """

    name: str
    unit: Literal["count", "rate"]
    now: float | None
    before: float | None
    change: Estimate | None
    verdict: Verdict
    n: int


def of_count(name: str, now: int, before: int) -> Change:
    """Compare two counts of things that happen one by one.

    Given how many there were in all, those of the later period are a share of them, one half where nothing changed
    (Przyborowski and Wilenski, 1940); its Wilson interval gives that of the ratio.
    """
    if now + before < _ENOUGH or not before:
        return Change(name, "count", now, before, None, "cannot_tell", now)
    later = rate(now, now + before)
    change = Estimate(now / before - 1, _odds(later.low) - 1, _odds(later.high) - 1)
    return Change(name, "count", now, before, change, _verdict(change), now)


def of_rate(name: str, now: Rate, before: Rate) -> Change:
    """Compare two shares of different people."""
    change = difference(now, before) if min(now.n, before.n) >= _ENOUGH else None
    verdict: Verdict = "cannot_tell" if change is None else _verdict(change)
    return Change(name, "rate", now.value, before.value, change, verdict, now.n)


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else float("inf")


def _verdict(change: Estimate) -> Verdict:
    return "likely_real" if change.low > 0 or change.high < 0 else "no_clear_change"
