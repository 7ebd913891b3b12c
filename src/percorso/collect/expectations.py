"""Expectations: what events of a name are expected to hold, and what is found to be otherwise."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from percorso.collect import jsontext
from percorso.core.errors import PercorsoError, unknown

# Numbers stand where texts are expected all the time, as ids do, and harm nothing.
_KINDS: Mapping[str, tuple[type, ...]] = {
    "text": (str, int, float),
    "number": (int, float),
    "list": (list,),
    "yes_no": (bool,),
    "any": (object,),
}
_EXAMPLE = 80


@dataclass(frozen=True)
class Expected:
    """What an event of a name holds.

    Attributes:
        has: its fields, each with its kind.
        need: fields without which it says little; of each group one will do.
    """

    has: Mapping[str, str]
    need: tuple[tuple[str, ...], ...] = ()


@dataclass
class Finding:
    """One way in which events of a name are not as expected.

    Attributes:
        problem: ``unknown_event``, ``unknown_field``, ``wrong_kind`` or ``missing_field``.
        field: the field, or those of which one is missing; empty for the event itself.
        expected: the kind expected, or the known name that is nearest; empty for none.
        example: what was found, as JSON, cut to 80 characters.
    """

    event: str
    problem: str
    field: str = ""
    expected: str = ""
    count: int = 0
    example: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """The events that are known."""

    events: Mapping[str, Expected] = field(default_factory=dict)

    @classmethod
    @cache
    def built_in(cls) -> Vocabulary:
        """Give Segment's e-commerce events, version 2."""
        return cls().extended(files("percorso.collect").joinpath("vocabulary.toml").read_text(encoding="utf-8"))

    def extended(self, text: str) -> Vocabulary:
        """Add the events of a TOML text, written as ``vocabulary.toml`` is; those known already are replaced.

        Raises:
            PercorsoError: ``bad_expectations``.
        """
        document = _document(text)
        kinds = {name: kind for kind, names in document.get("fields", {}).items() for name in names.split()}
        kinds = {name: kind for one in self.events.values() for name, kind in one.has.items()} | kinds
        groups = {name: names.split() for name, names in document.get("groups", {}).items()}
        events = {name: _expected(name, told, groups, kinds) for name, told in document.get("events", {}).items()}
        return Vocabulary({**self.events, **events})


def findings(events: Iterable[tuple[str, str]], vocabulary: Vocabulary) -> list[Finding]:
    """Hold events against a vocabulary.

    Args:
        events: each one's name and its properties as JSON.

    Returns:
        what is otherwise, the most frequent first, each with the first example met.
    """
    found: dict[tuple[str, str, str], Finding] = {}
    for name, properties in events:
        for one in _differences(name, properties, vocabulary):
            known = found.setdefault((one.event, one.problem, one.field), one)
            known.count += 1
    return sorted(found.values(), key=lambda one: (-one.count, one.event, one.problem, one.field))


def _differences(name: str, properties: str, vocabulary: Vocabulary) -> Iterator[Finding]:
    expected = vocabulary.events.get(name)
    if expected is None:
        near = get_close_matches(name, vocabulary.events, n=1, cutoff=0.75)
        yield Finding(name, "unknown_event", expected=near[0] if near else "", example=properties[:_EXAMPLE])
        return
    table = jsontext.decode(properties)
    for field_name, value in table.items():
        kind = expected.has.get(field_name)
        if kind is None:
            near = get_close_matches(field_name, expected.has, n=1, cutoff=0.75)
            yield Finding(name, "unknown_field", field_name, near[0] if near else "", example=_shown(value))
        elif value is not None and not _is(value, kind):
            yield Finding(name, "wrong_kind", field_name, kind, example=_shown(value))
    for group in expected.need:
        if all(table.get(one) in (None, "") for one in group):
            yield Finding(name, "missing_field", " or ".join(group), example=properties[:_EXAMPLE])


def _is(value: object, kind: str) -> bool:
    return isinstance(value, _KINDS[kind]) and (kind in ("yes_no", "any") or not isinstance(value, bool))


def _shown(value: object) -> str:
    return jsontext.encode(value)[:_EXAMPLE]


def _document(text: str) -> dict[str, Any]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PercorsoError("bad_expectations", f"The expectations cannot be read as TOML: {error}.") from None
    for room in document:
        if room not in ("fields", "groups", "events"):
            raise unknown("table of expectations", room, ("fields", "groups", "events"), code="bad_expectations")
    if not all(isinstance(table, dict) for table in document.values()):
        raise PercorsoError("bad_expectations", "[fields], [groups] and [events] must be tables.")
    for kind in document.get("fields", {}):
        if kind not in _KINDS:
            raise unknown("kind of field", kind, _KINDS, code="bad_expectations")
    return document


def _expected(name: str, told: Any, groups: Mapping[str, list[str]], kinds: Mapping[str, str]) -> Expected:
    if not isinstance(told, dict) or not isinstance(told.get("has"), str) or not isinstance(told.get("need", []), list):
        hint = 'Such as: "Size Guide Opened" = { has = "size product_id", need = ["size"] }'
        raise PercorsoError("bad_expectations", f"What '{name}' holds cannot be read.", hint=hint)
    has: dict[str, str] = {}
    for word in told["has"].split():
        for one in groups.get(word.removeprefix("@"), []) if word.startswith("@") else [word]:
            has[one] = kinds.get(one, "any")
    return Expected(has, tuple(tuple(str(group).split()) for group in told.get("need", [])))
