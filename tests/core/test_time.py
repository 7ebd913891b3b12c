from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.errors import PercorsoError
from percorso.core.time import from_micros, parse_date, parse_duration, parse_instant, start_of_day, to_micros, zone

ROME = zone("Europe/Rome")


def instant(text: str) -> int:
    return to_micros(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-07-01 12:00:00", "2026-07-01T10:00:00+00:00"),
        ("2026-01-01", "2025-12-31T23:00:00+00:00"),
        ("2026-07-01T12:00:00+09:00", "2026-07-01T03:00:00+00:00"),
        ("2026-07-01 12:00:00 +0900", "2026-07-01T03:00:00+00:00"),
        ("2026-07-01T12:00:00Z", "2026-07-01T12:00:00+00:00"),
        ("1782900000", "2026-07-01T10:00:00+00:00"),
        ("1782900000000", "2026-07-01T10:00:00+00:00"),
        ("1782900000000000", "2026-07-01T10:00:00+00:00"),
    ],
)
def test_an_offset_in_the_text_wins_and_the_rest_is_local(text: str, expected: str) -> None:
    assert parse_instant(text, ROME) == instant(expected)


def test_a_time_the_clocks_skip_is_refused_and_one_shown_twice_is_the_first() -> None:
    with pytest.raises(PercorsoError) as caught:
        parse_instant("2026-03-29 02:30:00", ROME)
    assert caught.value.code == "time_does_not_exist"
    assert parse_instant("2026-10-25 02:30:00", ROME) == instant("2026-10-25T00:30:00+00:00")


@pytest.mark.parametrize(
    ("text", "code"), [("yesterday", "bad_time"), ("1970-01-01", "time_out_of_range"), ("", "bad_time")]
)
def test_a_time_that_cannot_be_meant_is_refused(text: str, code: str) -> None:
    with pytest.raises(PercorsoError) as caught:
        parse_instant(text, ROME)
    assert caught.value.code == code


def test_a_pattern_reads_what_iso_does_not() -> None:
    assert parse_instant("01/07/2026 12:00", ROME, "%d/%m/%Y %H:%M") == instant("2026-07-01T10:00:00+00:00")
    assert parse_date("01.07.2026", "%d.%m.%Y") == date(2026, 7, 1)
    with pytest.raises(PercorsoError, match="of the form"):
        parse_date("2026-07-01", "%d.%m.%Y")


@given(st.datetimes(datetime(1990, 1, 2), datetime(2099, 12, 30)))  # noqa: DTZ001
def test_instants_survive_the_way_there_and_back(naive: datetime) -> None:
    moment = naive.replace(tzinfo=UTC)
    assert from_micros(to_micros(moment)) == moment
    assert parse_instant(moment.isoformat(), ROME) == to_micros(moment)


def test_durations_carry_their_unit() -> None:
    assert parse_duration("30m") == timedelta(minutes=30)
    assert parse_duration(" 7 d ") == timedelta(days=7)
    with pytest.raises(PercorsoError) as caught:
        parse_duration("30")
    assert caught.value.code == "bad_duration"


def test_an_unknown_zone_names_the_nearest() -> None:
    with pytest.raises(PercorsoError, match="Did you mean 'Europe/Rome'"):
        zone("Europe/Roma")


@pytest.mark.parametrize("text", ["2024-04-26", "20240426"])
def test_a_day_begins_when_the_clocks_say_so_also_where_they_skip_midnight(text: str) -> None:
    # Egypt's summer time of 2024 began at midnight: 00:00 became 01:00, at 22:00 UTC of the day before.
    cairo = zone("Africa/Cairo")
    assert start_of_day(date(2024, 4, 26), cairo).isoformat() == "2024-04-25T22:00:00+00:00"
    assert parse_instant(text, cairo) == instant("2024-04-25T22:00:00+00:00")
    with pytest.raises(PercorsoError, match="does not exist"):
        parse_instant("2024-04-26 00:00:00", cairo)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "0001-01-01", "1970-01-01"])
def test_years_that_no_shop_has_seen_are_out_of_range(text: str) -> None:
    for read in (lambda: parse_instant(text, ROME), lambda: parse_date(text)):
        with pytest.raises(PercorsoError) as caught:
            read()
        assert caught.value.code == "time_out_of_range"
