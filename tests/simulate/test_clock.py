from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from percorso.simulate.clock import DAY, HOUR, Clock
from percorso.simulate.options import Options

ROME = ZoneInfo("Europe/Rome")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CLOCK = Clock.of(Options(start=date(2026, 3, 1), days=300))


@given(minutes=st.integers(0, 300 * 24 * 60))
def test_wall_clock_and_instants_agree_with_the_zone(minutes: int) -> None:
    instant = CLOCK.first + minutes * 60_000
    local = (EPOCH + timedelta(milliseconds=instant)).astimezone(ROME)
    wall = int(CLOCK.wall(np.array([instant]))[0])
    assert EPOCH + timedelta(milliseconds=wall) == local.replace(tzinfo=UTC)
    if local.fold == 0 and (local + timedelta(hours=1)).utcoffset() == local.utcoffset():
        assert CLOCK.instant(np.array([wall]))[0] == instant


def test_an_hour_that_does_not_exist_becomes_the_next() -> None:
    night = int((datetime(2026, 3, 29, 2, 30, tzinfo=UTC) - EPOCH) / timedelta(milliseconds=1))
    assert CLOCK.shown(np.array([night]))[0] == night + HOUR
    # Shown twice or once, any other time stays as it is.
    days = CLOCK.first + np.arange(0, 300 * 24 * 4) * HOUR // 4
    moved = CLOCK.shown(days) != days
    assert moved.sum() == 4


def test_november_ends_stronger_than_august() -> None:
    year = Clock.of(Options(start=date(2026, 1, 1), days=365))
    of = {day: year.weights[(day - date(2026, 1, 1)).days] for day in (date(2026, 8, 10), date(2026, 11, 27))}
    assert of[date(2026, 11, 27)] > 2 * of[date(2026, 8, 10)]
    assert (year.last - year.first) // DAY == 365
