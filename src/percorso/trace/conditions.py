"""Conditions of channel rules: how TOML says what a source, a medium and a campaign must be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from percorso.core.errors import PercorsoError, unknown
from percorso.trace.sources import NOT_SET, Origin

FIELDS = ("source", "medium", "campaign")
OPERATORS = ("is", "in", "contains", "matches")
GROUPS = ("all_of", "any_of")
NAMES = (*GROUPS, *(f"{field}_{operator}" for field in FIELDS for operator in OPERATORS))


class Condition(Protocol):
    """Something a visit's origin fulfils or not."""

    def holds(self, origin: Origin) -> bool:
        """Say whether the origin fulfils it."""
        ...


@dataclass(frozen=True)
class Among:
    """A field equals one of these texts (lower case)."""

    field: int
    texts: frozenset[str]

    def holds(self, origin: Origin) -> bool:
        """Compare the whole text."""
        return _read(origin, self.field) in self.texts


@dataclass(frozen=True)
class Containing:
    """A field contains one of these texts (lower case)."""

    field: int
    texts: tuple[str, ...]

    def holds(self, origin: Origin) -> bool:
        """Look for each text."""
        value = _read(origin, self.field)
        return any(text in value for text in self.texts)


@dataclass(frozen=True)
class Matching:
    """A field's whole text matches this regular expression."""

    field: int
    pattern: re.Pattern[str]

    def holds(self, origin: Origin) -> bool:
        """Match the whole text."""
        return self.pattern.fullmatch(_read(origin, self.field)) is not None


@dataclass(frozen=True)
class AllOf:
    """Every part holds; no parts always hold."""

    parts: tuple[Condition, ...]

    def holds(self, origin: Origin) -> bool:
        """Ask the parts in order."""
        return all(part.holds(origin) for part in self.parts)


@dataclass(frozen=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]

    def holds(self, origin: Origin) -> bool:
        """Ask the parts in order."""
        return any(part.holds(origin) for part in self.parts)


def _read(origin: Origin, field: int) -> str:
    return (origin[field] or NOT_SET).lower()


def condition(table: Mapping[str, Any], lists: Mapping[str, frozenset[str]]) -> Condition:
    """Read a table of conditions, all of which must hold.

    Raises:
        PercorsoError: ``unknown_channel_condition``, ``unknown_source_list`` or ``bad_channel_rules``.
    """
    parts = tuple(_part(name, value, lists) for name, value in table.items())
    return parts[0] if len(parts) == 1 else AllOf(parts)


def _part(name: str, value: object, lists: Mapping[str, frozenset[str]]) -> Condition:
    if name not in NAMES:
        raise unknown("condition of channel rules", name, NAMES, code="unknown_channel_condition")
    if name in GROUPS:
        parts = tuple(condition(table, lists) for table in _tables(name, value))
        return AllOf(parts) if name == "all_of" else AnyOf(parts)
    field, operator = name.split("_")
    texts = _texts(name, value)
    place = FIELDS.index(field)
    if operator == "in":
        return Among(place, _listed(texts, lists))
    if operator == "is":
        return Among(place, frozenset(texts))
    if operator == "contains":
        return Containing(place, texts)
    patterns = tuple(Matching(place, _pattern(name, text)) for text in _texts(name, value, as_written=True))
    return patterns[0] if len(patterns) == 1 else AnyOf(patterns)


def _listed(names: Iterable[str], lists: Mapping[str, frozenset[str]]) -> frozenset[str]:
    for name in names:
        if name not in lists:
            raise unknown("list of sources", name, lists, code="unknown_source_list")
    return frozenset().union(*(lists[name] for name in names))


def _texts(name: str, value: object, *, as_written: bool = False) -> tuple[str, ...]:
    given = [value] if isinstance(value, str) else value
    if isinstance(given, list) and given and all(isinstance(text, str) and text for text in given):
        return tuple(text if as_written else text.lower() for text in given)
    raise PercorsoError("bad_channel_rules", f"{name} = {value!r} must be a text or a list of texts.")


def _tables(name: str, value: object) -> list[Mapping[str, Any]]:
    if isinstance(value, list) and value and all(isinstance(table, dict) and table for table in value):
        return value
    raise PercorsoError("bad_channel_rules", f"{name} must be a list of tables, each with a condition.")


def _pattern(name: str, text: str) -> re.Pattern[str]:
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as wrong:
        raise PercorsoError("bad_channel_rules", f"{name} = '{text}' is not a regular expression: {wrong}.") from None
