"""Headers: recognising a known export by the names of its columns, whatever their case, spaces and punctuation."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence


def fold(name: str) -> str:
    """Reduce a column name to its letters and digits: ``Email (Billing)`` becomes ``emailbilling``."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def recognise(columns: Sequence[str], aliases: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """Find our fields among a file's columns.

    Args:
        columns: the names as the file has them.
        aliases: field to the names it goes by; an earlier name is preferred to a later one.

    Returns:
        Field to column number; fields the file does not have are absent.
    """
    places: dict[str, int] = {}
    for number, column in enumerate(columns):
        places.setdefault(fold(column), number)
    found = {}
    for field, names in aliases.items():
        place = next((places[key] for name in names if (key := fold(name)) in places), None)
        if place is not None:
            found[field] = place
    return found
