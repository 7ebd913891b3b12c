"""Returning: of those who did something in a period, how many did it again in each later one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from percorso.analyze.ways import MICROSECOND
from percorso.core.errors import PercorsoError
from percorso.sequence.journeys import Journeys
from percorso.sequence.units import codes, longs, owners

Longs = NDArray[np.int64]

_MOST = 1000


@dataclass(frozen=True)
class Returning:
    """A triangle of counts.

    Attributes:
        since: microseconds UTC: where the first period begins.
        rows: row ``i`` has, from its own period on, the customers of period ``i`` who came in each.
    """

    since: int
    period: timedelta
    rows: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class CountReturning:
    """Who comes again, by period; a customer belongs to every period in which they did what is asked.

    Attributes:
        until: microseconds UTC: in the last period; periods are counted from midnight UTC of 1970.
        period: how long one is.
        periods: how many.
        events: what counts as coming; anything where empty.
        or_later: whether somebody counts for a period who came in it or in any later one.
    """

    until: int
    period: timedelta = timedelta(days=1)
    periods: int = 11
    events: Sequence[str] = ()
    or_later: bool = False

    def __post_init__(self) -> None:
        """Refuse no period, or more than a table holds."""
        if not 1 <= self.periods <= _MOST or self.period <= timedelta(0):
            raise PercorsoError("bad_months", f"Returning is told of 1 to {_MOST} periods, not of {self.periods}.")

    def map(self, journeys: Journeys) -> Longs:
        """Count a bucket's customers by the period they came in and the one they came again in."""
        words = journeys.words.get("name", ())
        period = longs(journeys, "at") // (self.period // MICROSECOND) - self._first
        kept = (period >= 0) & (period < self.periods)
        if self.events:
            kept &= np.isin(codes(journeys, "name"), [words.index(one) for one in self.events if one in words])
        came = np.zeros((journeys.customers, self.periods), np.int64)
        came[owners(journeys)[kept], period[kept]] = 1
        again = np.maximum.accumulate(came[:, ::-1], axis=1)[:, ::-1] if self.or_later else came
        counted: Longs = came.T @ again
        return counted

    def combine(self, one: Longs, other: Longs) -> Longs:
        """Add the customers of two sets of buckets."""
        return one + other

    def finish(self, partial: Longs) -> Returning:
        """Cut the triangle."""
        rows = tuple(tuple(int(count) for count in row[place:]) for place, row in enumerate(partial))
        return Returning(self._first * (self.period // MICROSECOND), self.period, rows)

    @property
    def _first(self) -> int:
        return self.until // (self.period // MICROSECOND) - self.periods + 1
