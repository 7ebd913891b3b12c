"""Months: calendar months in the shop's zone, as whole numbers that count on through the years."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from percorso.core.time import from_micros, to_micros, zone

Longs = NDArray[np.int64]


def months_of(at: Longs, time_zone: str) -> Longs:
    """Give each instant (microseconds UTC) its local month: ``year * 12 + month - 1``."""
    if len(at) == 0:
        return np.empty(0, np.int64)
    where = zone(time_zone)
    local = [from_micros(int(end)).astimezone(where) for end in (at.min(), at.max())]
    first, last = (moment.year * 12 + moment.month - 1 for moment in local)
    begins = [to_micros(datetime(month // 12, month % 12 + 1, 1, tzinfo=where)) for month in range(first, last + 1)]
    return first + np.searchsorted(np.array(begins), at, side="right") - 1


def first_day(month: int) -> date:
    """Give a month's first day."""
    return date(month // 12, month % 12 + 1, 1)
