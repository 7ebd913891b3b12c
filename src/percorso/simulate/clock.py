"""The clock: wall-clock milliseconds of the shop's zone and instants, both ways, without a loop over rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from percorso.core.time import zone
from percorso.simulate.options import Options
from percorso.simulate.planted import BLACK_WEEK, CHRISTMAS, MONTHS
from percorso.simulate.streams import Longs, Reals

ZONE = "Europe/Rome"
HOUR = 3_600_000
DAY = 24 * HOUR
MINUTE = 60_000
# What follows an order may fall after the period's end; offsets are known this much further.
_MARGIN = 400


@dataclass(frozen=True)
class Clock:
    """The period and the zone's offsets in it.

    Attributes:
        first, last: wall-clock milliseconds of the period's start and end.
        offsets: milliseconds ahead of UTC, for every hour (UTC) from a day before ``first``.
        weights: how likely a need arises on each day.
    """

    first: int
    last: int
    offsets: Longs
    weights: Reals

    @classmethod
    def of(cls, options: Options) -> Clock:
        """Wind the clock of a simulated period."""
        first = _midnight(options.start)
        hours = (options.days + _MARGIN) * 24
        start = datetime.fromtimestamp(first / 1000, UTC) - timedelta(days=1)
        where = zone(ZONE)
        offsets = [
            (start + timedelta(hours=hour)).astimezone(where).utcoffset() or timedelta() for hour in range(hours)
        ]
        days = [options.start + timedelta(days=day) for day in range(options.days)]
        return cls(
            first,
            _midnight(options.end),
            np.array([offset // timedelta(milliseconds=1) for offset in offsets], np.int64),
            np.array([_weight(day) for day in days]),
        )

    def instant(self, wall: Longs) -> Longs:
        """Turn wall-clock milliseconds into milliseconds since 1970 UTC.

        A time shown twice is taken as the second; one the clocks skip comes out an hour later, as a wall clock does.
        """
        near = wall - self._offset(wall - HOUR)
        return wall - self._offset(near)

    def wall(self, instant: Longs) -> Longs:
        """Turn instants into wall-clock milliseconds."""
        return instant + self._offset(instant)

    def shown(self, wall: Longs) -> Longs:
        """Give what a clock on the wall really shows: never a time that is skipped when clocks go forward."""
        return self.wall(self.instant(wall))

    def _offset(self, instant: Longs) -> Longs:
        hour = (instant - (self.first - DAY)) // HOUR
        return self.offsets[np.clip(hour, 0, len(self.offsets) - 1)]


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def _weight(day: date) -> float:
    season = MONTHS[day.month - 1]
    if day.month == 11 and day.day >= 22:
        return season * BLACK_WEEK
    return season * CHRISTMAS if day.month == 12 and day.day <= 21 else season
