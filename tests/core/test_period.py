from __future__ import annotations

from datetime import UTC, date

import pytest

from percorso.core.errors import PercorsoError
from percorso.core.period import ALWAYS, WHOLE, Period
from percorso.core.time import from_micros, zone


def test_a_period_holds_both_its_days_in_the_shops_zone_even_where_clocks_change() -> None:
    period = Period.read("2026-03-29", "2026-03-29")
    since, until = period.moments(zone("Europe/Rome"))
    assert since is not None
    assert until is not None
    assert from_micros(since).isoformat() == "2026-03-28T23:00:00+00:00"
    assert from_micros(until).isoformat() == "2026-03-29T22:00:00+00:00"
    assert [period.holds(date(2026, 3, day)) for day in (28, 29, 30)] == [False, True, False]


def test_a_period_without_an_end_has_no_bound_there_and_the_last_day_there_is_has_one() -> None:
    assert WHOLE.moments(UTC) == ALWAYS == Period.read(None, "").moments(UTC)
    assert Period.read("2026-03-01", None).moments(UTC)[1] is None
    since, until = Period.read(None, "2099-12-31").moments(UTC)
    assert since is None
    assert until == 4_102_444_800_000_000


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [
        ("2026-03-02", "2026-03-01", "bad_period"),
        ("soon", None, "bad_date"),
        (None, "1826-03-01", "time_out_of_range"),
    ],
)
def test_what_is_no_period_is_refused(since: str | None, until: str | None, code: str) -> None:
    with pytest.raises(PercorsoError) as refused:
        Period.read(since, until)
    assert refused.value.code == code
