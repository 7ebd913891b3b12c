"""Unmet: names that a question asks for and that nothing on record has."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from percorso.core.errors import unknown
from percorso.pipeline.exploring import CountFunnel, Source
from percorso.sequence.laying import column_named

Warned = dict[str, str | None]


def conditions_of(question: CountFunnel) -> tuple[tuple[str, str], ...]:
    """List what rows must say, of the whole funnel, of a step or of an exclusion: column to value."""
    parts = (*(step.where for step in question.steps), *(one.where for one in question.exclusions))
    return (*question.where, *(condition for part in parts for condition in part))


def events_of(question: CountFunnel) -> tuple[str, ...]:
    """List the events that the steps and exclusions name; of a step with several the first only calls it."""
    named = (event for step in question.steps for event in (step.events or ())[len(step.events or ()) > 1 :])
    return (*named, *(one.event for one in question.exclusions))


def unmet(source: Source, names: Iterable[str], column: str = "name") -> list[Warned]:
    """Warn of names that stand in no row of a column, each with the nearest one that does.

    Nobody need have done what is asked about, so such a name is no error: a day without orders is one.
    """
    words = source.words(column)
    return [
        {"code": "never_met", "name": name, "nearest": next(iter(get_close_matches(name, words, n=1)), None)}
        for name in dict.fromkeys(names)
        if name not in words
    ]


def require_met(source: Source, conditions: Iterable[tuple[str, str]]) -> None:
    """Refuse conditions (column, value) that no row meets, of journeys that have a row at all.

    Raises:
        PercorsoError: ``unknown_value``, ``unknown_column``.
    """
    if not source.buckets or not source.words("name"):
        return
    for column, value in conditions:
        words = source.words(column_named(source.buckets[0][0](), column))
        if value not in words:
            raise unknown(f"value of '{column}'", value, words, code="unknown_value")
