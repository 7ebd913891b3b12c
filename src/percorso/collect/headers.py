"""Headers: recognising a known export by the names of its columns, whatever their case, spaces and punctuation."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence


def fold(name: str) -> str:
    """Reduce a column name to its letters and digits: ``Email (Billing)`` becomes ``emailbilling``."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def aliases(text: str) -> dict[str, tuple[str, ...]]:
    """Read a table of ``field: name, name`` lines, preferred names first; a field's further lines add to it."""
    found: dict[str, tuple[str, ...]] = {}
    for line in text.strip().splitlines():
        field, _, names = (part.strip() for part in line.partition(":"))
        found[field] = (*found.get(field, ()), *(name.strip() for name in names.split(",")))
    return found


def recognise(columns: Sequence[str], names: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """Find our fields among a file's columns.

    Args:
        columns: the names as the file has them.
        names: field to the names it goes by; an earlier name is preferred to a later one.

    Returns:
        Field to column number; fields the file does not have are absent.
    """
    places: dict[str, int] = {}
    for number, column in enumerate(columns):
        places.setdefault(fold(column), number)
    found = {}
    for field, known in names.items():
        place = next((places[key] for name in known if (key := fold(name)) in places), None)
        if place is not None:
            found[field] = place
    return found
