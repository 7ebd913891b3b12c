"""Notes on days, as the terminal lists them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from percorso.speak import numbers
from percorso.speak.catalogue import Catalogue

Document = Mapping[str, Any]


def note(one: Document, language: str) -> str:
    """Say a note in a line: its number, its days, what kind of thing happened, and what."""
    catalogue = Catalogue.of(language)
    days = numbers.period(one["on"], one["until"], catalogue.locale)
    return f"{one['id']}  {days}  {catalogue.named('note_kind', one['kind'])}: {one['text']}"
