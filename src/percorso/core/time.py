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
_DURATION = re.compile(r"(\d+)\s*([smhdw])")
# Numbers this large are epoch times; the unit follows from the magnitude (10, 13, 16 digits from 2001 to 2286).
# Exports of shops set the offset apart: 2026-03-01 10:00:00 +0100.
_APART = re.compile(r" (?=[+-]\d\d:?\d\d$)")
_EPOCH_TEXT = re.compile(r"\d{10}(\.\d+)?|\d{13}|\d{16}")
# Microseconds in a day, for whoever counts in them.
DAY = 86_400_000_000
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
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
    instant = localize(moment, where) if moment.tzinfo is None else moment.astimezone(UTC)
    return _in_range(instant, text)


def _of(pattern: str | None) -> str:
    return f" of the form {pattern}" if pattern else ""


def _from_epoch(text: str) -> int:
    whole = len(text.partition(".")[0])
    scale = {10: 1_000_000, 13: 1_000, 16: 1}[whole]
    micros = int(float(text) * scale) if "." in text else int(text) * scale
    return _in_range(from_micros(micros), text)


def _in_range(instant: datetime, text: str) -> int:
    if not EARLIEST <= instant < LATEST:
        raise PercorsoError("time_out_of_range", f"'{text}' lies outside 1990 to 2100.")
    return to_micros(instant)


def parse_date(text: str, pattern: str | None = None) -> date:
    """Read a calendar date, ISO 8601 unless a ``strptime`` format is given; raises ``bad_date``."""
    try:
        return datetime.strptime(text.strip(), pattern).date() if pattern else date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise PercorsoError("bad_date", f"'{text}' is not a date{_of(pattern)}.") from None


def parse_duration(text: str) -> timedelta:
    """Read a duration such as ``30m``, ``24h``, ``7d``; a bare number is refused, since its unit is a guess."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise PercorsoError("bad_duration", f"'{text}' is not a duration.", hint="Write 30m, 24h, 7d or 4w.")
    return timedelta(seconds=int(found[1]) * _UNITS[found[2]])
