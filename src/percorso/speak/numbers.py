"""Numbers and dates as a language writes them: decimal marks, grouping, real minus signs, en dashes.

``locale`` is a CLDR name such as ``en_GB``; units are those of core.answer. A number shows as many digits as a reader
needs: 8.1% but 31%, €21.40 but €14,300.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent

from percorso.core.answer import Unit
from percorso.core.errors import PercorsoError
from percorso.core.money import places as minor_places

Number = int | float | Decimal
_MINUS = "\u2212"
# A currency written in letters stands apart from its amount: CHF 12.
_LETTER_THEN_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)")
_FINEST = 2
_SPACED = (" ", "\u00a0", "\u202f")


def number(value: Number, unit: Unit, locale: str, currency: str = "") -> str:
    """Write one number with its sign: ``1,204``, ``8.1%``, ``€14,300``, ``3.2``.

    A rate is given from 0 to 1, money in minor units of ``currency``; a whole amount drops its empty decimals.

    Raises:
        PercorsoError: ``missing_currency`` for money without one.
    """
    shown = _shown(value, unit, currency)
    whole = unit == "money" and shown == shown.to_integral_value()
    amount = _rounded(shown, 0 if whole else _digits(shown, unit, currency))
    fraction = _fraction(amount)
    if unit == "rate":
        pattern = Locale.parse(locale).percent_formats[None].pattern.replace("##0", f"##0{fraction}")
        text = format_percent(amount.scaleb(-2), format=pattern, locale=locale)
    elif unit == "money":
        pattern = Locale.parse(locale).currency_formats["standard"].pattern.replace("0.00", f"0{fraction}")
        text = format_currency(amount, currency, format=pattern, locale=locale, currency_digits=False)
        text = _LETTER_THEN_DIGIT.sub("\u00a0", text)
    else:
        text = _plain(amount, locale)
    return text.replace("-", _MINUS)


def interval(low: Number, high: Number, unit: Unit, locale: str, currency: str = "") -> str:
    """Write two ends of an interval without their sign, with the same digits: ``7.2–9.0``, ``−400 – 250``.

    Ends that would look the same though they differ get further decimals, up to two.
    """
    ends = [_shown(end, unit, currency) for end in (low, high)]
    digits = _digits(max(ends, key=abs), unit, currency)
    while ends[0] != ends[1] and digits < _FINEST and _rounded(ends[0], digits) == _rounded(ends[1], digits):
        digits += 1
    first, last = (_plain(_rounded(end, digits), locale) for end in ends)
    return spanned(first, last)


def spanned(first: str, last: str) -> str:
    """Join two written ends with an en dash, spaced where an end holds a minus sign or a space."""
    gap = " " if any(mark in first + last for mark in (_MINUS, *_SPACED)) else ""
    return f"{first}{gap}–{gap}{last}"


def duration(days: Number) -> tuple[Decimal, str]:
    """Choose the unit a person would use: an amount and ``days``, ``hours``, ``minutes`` or ``seconds``."""
    exact = _decimal(days)
    seconds = _rounded(exact * 86_400, 0)
    if abs(seconds) < 60:
        return seconds, "seconds"
    if abs(seconds) < 3600:
        return _rounded(exact * 1440, 0), "minutes"
    if abs(exact) < 2 and exact != exact.to_integral_value():
        return _rounded(exact * 24, 0), "hours"
    return _rounded(exact, 0 if abs(exact) >= 10 or exact == exact.to_integral_value() else 1), "days"


def joined(parts: Sequence[str], locale: str) -> str:
    """Join texts as the language lists things: ``a, b and c``."""
    return format_list(list(parts), locale=locale)


def day(iso: str, locale: str) -> str:
    """Write an ISO date (or an instant's date): ``1 November 2026``."""
    return format_date(date.fromisoformat(iso[:10]), "long", locale=locale)


def month(iso: str, locale: str) -> str:
    """Write the month of an ISO date: ``November 2026``."""
    return format_skeleton("yMMMM", date.fromisoformat(iso[:10]), locale=locale)


def moment(iso: str, locale: str) -> str:
    """Write an ISO instant in its own offset: ``1 November 2026, 07:40``, with UTC named when that is its offset."""
    instant = datetime.fromisoformat(iso)
    offset = instant.utcoffset()
    zone = " UTC" if offset is not None and not offset else ""
    return f"{day(iso, locale)}, {format_time(instant.time(), 'HH:mm', locale=locale)}{zone}"


def period(first: str, last: str, locale: str) -> str:
    """Write a span of ISO dates: ``1 October – 31 October 2026``; a single date stands alone."""
    start, end = date.fromisoformat(first[:10]), date.fromisoformat(last[:10])
    if start == end:
        return day(last, locale)
    opening = format_skeleton("MMMMd", start, locale=locale) if start.year == end.year else day(first, locale)
    return f"{opening} – {day(last, locale)}"


def _decimal(value: Number) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _shown(value: Number, unit: Unit, currency: str) -> Decimal:
    """Turn a value into the number a reader sees: percent, major units."""
    exact = _decimal(value)
    if unit == "rate":
        return exact * 100
    if unit == "money":
        if not currency:
            raise PercorsoError("missing_currency", f"The amount {value} has no currency.")
        return exact.scaleb(-minor_places(currency))
    return exact


def _digits(shown: Decimal, unit: Unit, currency: str) -> int:
    """Choose how many decimals a number of this size needs."""
    size = abs(shown)
    if not size or (unit == "count" and shown == shown.to_integral_value()):
        return 0
    if unit == "money":
        return 0 if _rounded(size, 2) >= 100 else minor_places(currency)
    if unit == "ratio":
        return 0 if size >= 100 else 1 if _rounded(size, 2) >= 1 else 2
    if _rounded(size, 1) >= 10:
        return 0
    return 1 if unit == "count" or _rounded(size, 2) >= Decimal("0.1") else 2


def _rounded(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP) + 0


def _fraction(amount: Decimal) -> str:
    digits = -int(amount.as_tuple().exponent)
    return f".{'0' * digits}" if digits > 0 else ""


def _plain(amount: Decimal, locale: str) -> str:
    return format_decimal(amount, format=f"#,##0{_fraction(amount)}", locale=locale).replace("-", _MINUS)
