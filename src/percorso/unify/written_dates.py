"""Dates as people and spreadsheets write them: in figures or with the month's name, the year in two digits or four."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

# Without accents; a month may be cut short while it stays one month's in these languages: English, Italian, German,
# French and Spanish.
_MONTHS = tuple(
    names.split()
    for names in (
        "january gennaio januar janner janvier enero",
        "february febbraio februar feber fevrier febrero",
        "march marzo marz maerz mars",
        "april aprile avril abril",
        "may maggio mai mayo",
        "june giugno juni juin junio",
        "july luglio juli juillet julio",
        "august agosto aout",
        "september settembre septembre septiembre setiembre",
        "october ottobre oktober octobre octubre",
        "november novembre noviembre",
        "december dicembre dezember decembre diciembre",
    )
)
_SHORTEST = 3
# Customers are born up to 2020 rather than before 1921.
_OWN_CENTURY = 20
_CLOCK = r"(?:(?:t|,?\s+)\d{1,2}[:.]\d{2}.*)?"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_FIRST_YEAR = re.compile(rf"(\d{{4}})[-/. ]?(\d{{2}})[-/. ]?(\d{{2}}){_CLOCK}")
_FIGURES = re.compile(rf"(\d{{1,2}})[-/. ](\d{{1,2}})[-/. ]{_YEAR}{_CLOCK}")
_NAMED = tuple(
    re.compile(rf"(?:[a-z]{{2,10}}\.?,?\s+)?{date},?[\s/-]+(?:de[l]?\s+)?{_YEAR}{_CLOCK}")
    for date in (
        r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|°|o)?\.?[\s/-]*(?:de\s+)?(?P<month>[a-z]{3,})\.?",
        r"(?P<month>[a-z]{3,})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?",
    )
)


def is_date(text: str) -> bool:
    """Say whether a text is written as a date; a mistyped one, such as a 35th, is as long as its year is whole."""
    plain = _plain(text)
    if _FIRST_YEAR.fullmatch(plain):
        return True
    if found := _FIGURES.fullmatch(plain):
        first, second = int(found[1]), int(found[2])
        return len(found["year"]) == len("1980") or (first <= 31 and second <= 31 and min(first, second) <= 12)
    return bool(_named(plain))


def reader(texts: Sequence[str]) -> Callable[[str], str]:
    """Make what writes a date as eight digits, empty for no date.

    Args:
        texts: a column: whether the month stands first in it is told by all of them.
    """
    found = [match for text in texts if (match := _FIGURES.fullmatch(_plain(text)))]
    firsts = [(int(match[1]), int(match[2])) for match in found]
    month_first = any(second > 12 for _, second in firsts) and all(first <= 12 for first, _ in firsts)

    def read(text: str) -> str:
        plain = _plain(text)
        if match := _FIRST_YEAR.fullmatch(plain):
            return match[1] + match[2] + match[3]
        if match := _FIGURES.fullmatch(plain):
            day, month = (match[2], match[1]) if month_first else (match[1], match[2])
            return _whole(match["year"]) + month.zfill(2) + day.zfill(2)
        return _named(plain)

    return read


def _named(plain: str) -> str:
    for form in _NAMED:
        if (match := form.fullmatch(plain)) and (month := _month(match["month"])):
            return f"{_whole(match['year'])}{month:02}{match['day'].zfill(2)}"
    return ""


def _month(word: str) -> int:
    """Tell a month by its name or the beginning of it; 0 for none, or for a beginning of two."""
    told = {
        number
        for number, names in enumerate(_MONTHS, start=1)
        if any(name.startswith(word.removesuffix(".")) for name in names)
    }
    return told.pop() if len(word) >= _SHORTEST and len(told) == 1 else 0


def _whole(year: str) -> str:
    if len(year) == len("1980"):
        return year
    return f"{20 if int(year) <= _OWN_CENTURY else 19}{year}"


def _plain(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text.strip().casefold())
    return " ".join("".join(sign for sign in spread if not unicodedata.combining(sign)).split())
