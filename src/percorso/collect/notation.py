"""How a file writes times and amounts: as its mapping says, as its values show, as the shop's country suggests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from percorso.collect import currency_signs, month_names
from percorso.core.errors import PercorsoError, unknown
from percorso.core.money import known_currency, parse_decimal, places
from percorso.core.settings import Shop
from percorso.core.time import parse_date, parse_instant, zone

KEYS = ("connector", "source", "encoding", "time_zone", "decimal", "currency", "format")

_PLAIN = re.compile(r"(0|[1-9]\d{0,9})(\.\d+)?", re.ASCII)
_SPACE_BEFORE_OFFSET = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)")
_UTC_WORD = re.compile(r"\s*(UTC|GMT)$")
_POINT_DECIMAL = re.compile(r"[^\d]*(\d+|\d{1,3}(,\d{3})+)\.\d{1,2}[^\d]*|\d{1,3}(,\d{3})+\.\d+|\d{1,3}(,\d{3}){2,}")
_COMMA_DECIMAL = re.compile(r"[^\d]*(\d+|\d{1,3}(\.\d{3})+),\d{1,2}[^\d]*|\d{1,3}(\.\d{3})+,\d+|\d{1,3}(\.\d{3}){2,}")
# One digit too many or too few to part thousands, or none but zero before the mark: 1234.567, 1.2345, 0.500.
_ONE_MARK = re.compile(r"[^\d]*(?:\d{4,}([.,])\d{3}|0([.,])\d{3}|\d+([.,])\d{4,})[^\d]*")
_SHORTENED = re.compile(r"[-+]?\d+([.,]\d+)?[eE][-+]?\d+", re.ASCII)
_NUMERIC_DATE = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?:[ ,]+(\d{1,2}:\d{2})(:\d{2})?)?")

# Countries that write the month first (CLDR numeric date patterns).
_MONTH_FIRST = frozenset(("US", "PH", "PR", "GU", "FM", "MH", "PW"))


@dataclass(frozen=True)
class Notation:
    """How one file is written.

    Attributes:
        encoding: None lets the byte order mark, or UTF-8, decide.
        zone: of times that carry no offset.
        decimal: ``.`` or ``,``; None when the mapping does not say.
        currency: ISO 4217, or empty when the mapping does not say.
        format: a ``strptime`` pattern of its dates, or None.
    """

    encoding: str | None
    zone: ZoneInfo
    decimal: str | None
    currency: str
    format: str | None


def notation(document: Mapping[str, Any] | None, shop: Shop) -> Notation:
    """Read the notation keys of a mapping; what it leaves out comes from the shop or the file.

    Raises:
        PercorsoError: ``bad_mapping``, ``unknown_time_zone``, ``unknown_currency``.
    """
    given = document or {}
    decimal = _text(given, "decimal")
    if decimal not in (None, ".", ","):
        raise PercorsoError("bad_mapping", f"decimal = {decimal!r} is no decimal mark.", hint='Write "." or ",".')
    currency = given.get("currency", "")
    return Notation(
        encoding=_text(given, "encoding"),
        zone=zone(_text(given, "time_zone") or shop.time_zone),
        decimal=decimal,
        currency=_currency(currency) if isinstance(currency, str) and currency else "",
        format=_text(given, "format"),
    )


def notation_only(document: Mapping[str, Any] | None, shop: Shop, extra: tuple[str, ...] = ()) -> Notation:
    """Read the mapping of a connector that knows its columns by itself; any further key is refused."""
    for key in document or {}:
        if key not in (*KEYS, *extra):
            raise unknown("key for this connector's mapping", key, (*KEYS, *extra), code="unknown_mapping_key")
    return notation(document, shop)


def in_zone(written: Notation, document: Mapping[str, Any] | None, name: str | None) -> Notation:
    """Take the zone that a source fixes for its times (None for none), unless the mapping names one."""
    if name is None or _text(document or {}, "time_zone"):
        return written
    return replace(written, zone=zone(name))


def _text(document: Mapping[str, Any], key: str) -> str | None:
    value = document.get(key)
    if value is not None and not isinstance(value, str):
        raise PercorsoError("bad_mapping", f"{key} = {value!r} must be a text.")
    return value or None


def _currency(text: str) -> str:
    try:
        return known_currency(text)
    except PercorsoError as problem:
        hint = 'For a currency given row by row write currency = {column = "..."}.'
        raise PercorsoError(problem.code, problem.message, hint=hint) from None


def instant(text: str, where: ZoneInfo, pattern: str | None = None) -> int:
    """Read a time as core.time does, and also months by name, ``… +0100`` after a space and a trailing ``UTC``.

    Raises:
        PercorsoError: ``bad_time``, ``time_does_not_exist``, ``time_out_of_range``.
    """
    if pattern is None:
        text = month_names.iso(_UTC_WORD.sub("+00:00", _SPACE_BEFORE_OFFSET.sub("", text.strip())))
    return parse_instant(text, where, pattern)


def day(text: str, pattern: str | None = None) -> date:
    """Read a calendar date; unlike an instant it has no zone.

    Raises:
        PercorsoError: ``bad_date``, ``time_out_of_range``, ``future_time``.
    """
    found = parse_date(text, pattern)
    if found > datetime.now(UTC).date() + timedelta(days=1):
        hint = "Is it another column, or a clock that is wrong?"
        raise PercorsoError("future_time", f"{text} has not come yet.", hint=hint)
    return found


def amount(text: str, decimal: str) -> str:
    """Write an amount as plain decimal text, every digit kept: ``1.234,50`` is ``1234.50``; or ``bad_amount``."""
    if decimal == "." and _PLAIN.fullmatch(text):
        return text
    return format(parse_decimal(currency_signs.bare(text), decimal), "f")


def guess_decimal(amounts: Iterable[str], counts: Iterable[str] = (), default: str = ".") -> str:
    """Tell the decimal mark as ``shown_decimal`` does, or take the default where nothing shows it."""
    return shown_decimal(amounts, counts) or default


def shown_decimal(amounts: Iterable[str], counts: Iterable[str] = ()) -> str | None:
    """Tell the decimal mark by the first value that can only be written one way, or None.

    Args:
        amounts: ``12,50`` shows a comma, ``1,234`` shows nothing.
        counts: whole numbers, whose mark can only part thousands: ``1.234`` shows a decimal comma.
    """
    for text in amounts:
        bare = text.strip()
        if _POINT_DECIMAL.fullmatch(bare):
            return "."
        if _COMMA_DECIMAL.fullmatch(bare):
            return ","
        if found := _ONE_MARK.fullmatch(bare):
            return found[1] or found[2] or found[3]
    for text in counts:
        if re.fullmatch(r"\d{1,3}([.,]\d{3})+", text.strip()):
            return "," if "." in text else "."
    return None


def require_sure(text: str, decimal: str, currency: str) -> None:
    """Refuse ``1.500``, read with a decimal mark that nothing confirms: thousands, or three decimal places?

    Raises:
        PercorsoError: ``ambiguous_amount``.
    """
    if places(currency) < 3 and re.fullmatch(rf"\D*\d{{1,3}}[{decimal}]\d{{3}}\D*", text.strip()):
        raise PercorsoError(
            "ambiguous_amount",
            f"'{text}' may be thousands or three decimal places.",
            hint='Say which mark is decimal: pass a mapping file with decimal = "," or decimal = ".".',
        )


def require_unshortened(text: str) -> None:
    """Refuse ``1E+05``: no shop system writes money so, a spreadsheet does, and keeps no more digits than it shows.

    Raises:
        PercorsoError: ``bad_amount``.
    """
    if _SHORTENED.fullmatch(text.strip()):
        raise PercorsoError(
            "bad_amount",
            f"'{text}' is what a spreadsheet makes of a number too long for its column.",
            hint="Export it again and import it without opening it in between.",
        )


def guess_date_format(texts: Iterable[str], country: str) -> str | None:
    """Tell the ``strptime`` pattern of numeric dates; None where they are ISO 8601 or not dates.

    A part above 12 is a day; where no date shows which part that is, the shop's country decides. Of years of two digits
    the country decides nothing.
    """
    shown: str | None = None
    short: list[re.Match[str]] = []
    month_first = country in _MONTH_FIRST
    for text in texts:
        found = _NUMERIC_DATE.fullmatch(text.strip())
        if found is None:
            continue
        if len(found[4]) == 2:
            short.append(found)
            continue
        first, mark, second = found[1], found[2], found[3]
        decided = int(first) > 12 or int(second) > 12
        if shown is None or decided:
            order = "%m{0}%d{0}%Y" if (int(second) > 12 if decided else month_first) else "%d{0}%m{0}%Y"
            shown = order.format(mark) + _clock(found)
        if decided:
            break
    return shown or _short_years(short)


def _short_years(dates: Sequence[re.Match[str]]) -> str | None:
    """Tell the pattern of dates whose year has two digits, or None where they could be read otherwise.

    25/09/01 may begin with its year: only where the days are more than the years do they show which part is which.
    """
    by_day = [date for date in dates if int(date[1]) > 12]
    by_month = [date for date in dates if int(date[3]) > 12]
    latest = datetime.now(UTC).year - 2000 + 1
    if bool(by_day) == bool(by_month) or any(date[2] == "-" or int(date[4]) > latest for date in dates):
        return None
    if by_day and len({date[1] for date in dates}) <= len({date[4] for date in dates}):
        return None
    found = (by_day or by_month)[0]
    return ("%d{0}%m{0}%y" if by_day else "%m{0}%d{0}%y").format(found[2]) + _clock(found)


def fitted(pattern: str | None, text: str) -> str | None:
    """Fit a guessed pattern to one text: one may hold the time of day, the next the day alone, a third ISO 8601.

    Which part is the day is the pattern's, and whether a year may have two digits; the marks and the time of day are
    the text's own.
    """
    found = _NUMERIC_DATE.fullmatch(text.strip())
    if pattern is None or found is None:
        return None
    # From 69 on, strptime takes the last century.
    if len(found[4]) == 2 and ("%y" not in pattern or int(found[4]) >= 69):
        return None
    year = "%y" if len(found[4]) == 2 else "%Y"
    order = "%m{0}%d{0}{1}" if pattern.startswith("%m") else "%d{0}%m{0}{1}"
    return order.format(found[2], year) + _clock(found)


def _clock(found: re.Match[str]) -> str:
    """Write the pattern of a numeric date's time of day, or nothing."""
    separator = ", " if "," in found[0] else " "
    return (f"{separator}%H:%M" if found[5] else "") + (":%S" if found[6] else "")
