"""Time: instants are whole microseconds since 1970 in UTC; local texts need a zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from percorso.core.errors import PercorsoError, unknown

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_DURATION = re.compile(r"(\d{1,12})\s*([smhdw])", re.ASCII)
# Numbers this large are epoch times; the unit follows from the magnitude (10, 13, 16 digits from 2001 to 2286).
# Exports of shops set the offset apart: 2026-03-01 10:00:00 +0100.
_APART = re.compile(r" (?=[+-]\d\d:?\d\d$)")
_EPOCH_TEXT = re.compile(r"\d{10}(\.\d+)?|\d{13}|\d{16}", re.ASCII)
# Microseconds in a day, for whoever counts in them.
DAY = 86_400_000_000
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LONGEST = timedelta(days=36_525)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)


def to_micros(instant: datetime) -> int:
    """Turn an aware datetime into microseconds since 1970 in UTC."""
    return (instant - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """Turn microseconds since 1970 into an aware UTC datetime."""
    return _EPOCH + timedelta(microseconds=micros)


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """Find a time zone by its IANA name, or raise ``unknown_time_zone``."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise unknown("time zone", name, available_timezones(), code="unknown_time_zone") from None


def start_of_day(day: date, where: tzinfo) -> datetime:
    """Give the first moment of a zone's calendar day, in UTC: midnight, or the end of the gap where clocks skip it."""
    # A time in the gap is read with the offset before it, which makes midnight the very moment of the change.
    return datetime(day.year, day.month, day.day, tzinfo=where).astimezone(UTC)


def localize(naive: datetime, where: tzinfo) -> datetime:
    """Place a wall-clock time in its zone and return it in UTC.

    A time the clocks skip (spring) raises ``time_does_not_exist``; one they show twice (autumn) is taken as the first.
    """
    placed = naive.replace(tzinfo=where, fold=0)
    if placed.astimezone(UTC).astimezone(where).replace(tzinfo=None) != naive:
        raise PercorsoError(
            "time_does_not_exist", f"{naive.isoformat(' ')} does not exist in {where}: clocks went forward."
        )
    return placed.astimezone(UTC)


def parse_instant(text: str, where: tzinfo, pattern: str | None = None) -> int:
    """Read a time as written in a file, in microseconds since 1970 UTC.

    Args:
        text: ISO 8601 (with or without offset), a date alone (its first moment), or epoch s/ms/µs by magnitude.
        where: the zone of texts that carry no offset; an offset in the text wins.
        pattern: a ``strptime`` format for anything else, such as ``%d/%m/%Y %H:%M``.

    Raises:
        PercorsoError: ``bad_time``, ``time_does_not_exist``, or ``time_out_of_range`` outside 1990–2100.
    """
    text = text.strip()
    if pattern is None and _EPOCH_TEXT.fullmatch(text):
        return _from_epoch(text)
    try:
        moment = datetime.strptime(text, pattern) if pattern else datetime.fromisoformat(_APART.sub("", text))
    except ValueError:
        raise PercorsoError("bad_time", f"'{text}' is not a time{_of(pattern)}.") from None
    return _in_range(_placed(moment, where, whole_day=_is_date(text, pattern)), text)


def _placed(moment: datetime, where: tzinfo, *, whole_day: bool) -> datetime | None:
    """Turn a moment into UTC; None beyond the years that a date can hold."""
    try:
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
        return start_of_day(moment.date(), where) if whole_day else localize(moment, where)
    except OverflowError:
        return None


def _is_date(text: str, pattern: str | None) -> bool:
    if pattern is None:
        return not any(mark in text for mark in "T :")
    return not any(directive in pattern for directive in ("%H", "%I", "%c", "%X"))


def _of(pattern: str | None) -> str:
    return f" of the form {pattern}" if pattern else ""


def _from_epoch(text: str) -> int:
    whole = len(text.partition(".")[0])
    scale = {10: 1_000_000, 13: 1_000, 16: 1}[whole]
    micros = int(float(text) * scale) if "." in text else int(text) * scale
    return _in_range(from_micros(micros), text)


def _in_range(instant: datetime | None, text: str) -> int:
    if instant is None or not EARLIEST <= instant < LATEST:
        raise _out_of_range(text)
    return to_micros(instant)


def _out_of_range(text: str) -> PercorsoError:
    return PercorsoError("time_out_of_range", f"'{text}' lies outside 1990 to 2100.", given={"given": text})


def parse_date(text: str, pattern: str | None = None) -> date:
    """Read a calendar date, ISO 8601 unless a ``strptime`` format is given.

    Raises:
        PercorsoError: ``bad_date``, or ``time_out_of_range`` outside 1990–2100.
    """
    try:
        found = datetime.strptime(text.strip(), pattern).date() if pattern else date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise PercorsoError("bad_date", f"'{text}' is not a date{_of(pattern)}.", given={"given": text}) from None
    if not EARLIEST.date() <= found < LATEST.date():
        raise _out_of_range(text)
    return found


def parse_duration(text: str) -> timedelta:
    """Read a duration such as ``30m``, ``24h``, ``7d``; a bare number is refused, since its unit is a guess."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        hint = "Write 30m, 24h, 7d or 4w."
        raise PercorsoError("bad_duration", f"'{text}' is not a duration.", hint=hint, given={"given": text})
    seconds = int(found[1]) * _UNITS[found[2]]
    if seconds > LONGEST.total_seconds():
        raise PercorsoError("bad_duration", f"'{text}' is longer than any shop has been open.")
    return timedelta(seconds=seconds)
