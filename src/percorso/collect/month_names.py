"""Dates with the month's name, as admin pages write them: ``Mar 2, 2026, 10:14:30 AM``, ``2 marzo 2026 10:14``."""

from __future__ import annotations

import re

# strptime reads month names in the language of the process only; files come in English and Italian.
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "gen"),
            ("feb",),
            ("mar",),
            ("apr",),
            ("may", "mag"),
            ("jun", "giu"),
            ("jul", "lug"),
            ("aug", "ago"),
            ("sep", "set"),
            ("oct", "ott"),
            ("nov",),
            ("dec", "dic"),
        ),
        start=1,
    )
    for name in names
}
_NAME = r"(?P<month>[a-z]{3})[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|º)?"
_CLOCK = (
    r"(?:,?\s+(?:at\s+|alle\s+|ore\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?P<second>:\d{2})?"
    r"(?:\s*(?P<half>am|pm))?(?:\s*(?P<offset>utc|gmt|z|[+-]\d{2}:?\d{2}))?)?"
)
_FORMS = tuple(
    re.compile(rf"(?:[a-z]{{3,9}},?\s+)?{date}[\s,-]+(?P<year>\d{{4}}){_CLOCK}", re.IGNORECASE)
    for date in (rf"{_NAME}\s+{_DAY}", rf"{_DAY}[\s-]+{_NAME}")
)


def iso(text: str) -> str:
    """Write a date with the month's name in ISO 8601; any other text is given back as it is."""
    if not any(letter.isalpha() for letter in text):
        return text
    found = next((match for form in _FORMS if (match := form.fullmatch(text.strip()))), None)
    month = _MONTHS.get(found["month"].casefold()) if found else None
    if found is None or month is None:
        return text
    date = f"{found['year']}-{month:02}-{int(found['day']):02}"
    if found["hour"] is None:
        return date
    return f"{date}T{_hour(found):02}:{found['minute']}{found['second'] or ''}{_offset(found['offset'])}"


def _hour(found: re.Match[str]) -> int:
    hour, half = int(found["hour"]), (found["half"] or "").casefold()
    if not half:
        return hour
    return hour % 12 + (12 if half == "pm" else 0)


def _offset(text: str | None) -> str:
    if text is None:
        return ""
    return text if text[0] in "+-" else "+00:00"
