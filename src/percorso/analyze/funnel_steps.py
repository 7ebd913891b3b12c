"""Funnel steps: what makes a row a step of a funnel, and what undoes a run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from percorso.analyze.ways import MICROSECOND
from percorso.core.errors import PercorsoError, unknown
from percorso.sequence.codes import distinct
from percorso.sequence.journeys import Journeys
from percorso.sequence.kernels import Narrow, in_parts
from percorso.sequence.laying import column_named
from percorso.sequence.runs import ordered_runs, plain_runs, strict_runs, unordered_runs
from percorso.sequence.units import Rows, codes, longs, narrow

Bools = NDArray[np.bool_]
Longs = NDArray[np.int64]
Masks = NDArray[np.uint64]
Order = Literal["ordered", "strict", "unordered"]
ORDERS = ("ordered", "strict", "unordered")
Where = tuple[tuple[str, str], ...]

# More microseconds than lie between any two moments.
_FOREVER = 1 << 60
# Steps are bits of a 64-bit mask, whose last is left for signs.
MOST_STEPS = 62


@dataclass(frozen=True)
class Step:
    """One step of a funnel.

    Attributes:
        name: how it is called; the event's name, where ``events`` does not say otherwise.
        events: the events that are it, any one of them; empty for the one of its name, None for any event at all.
        where: what such a row must say besides: column to value.
        optional: whether it may be left out.
    """

    name: str
    events: tuple[str, ...] | None = ()
    where: Where = ()
    optional: bool = False


@dataclass(frozen=True)
class Exclusion:
    """An event that undoes a run where it comes between two steps.

    Attributes:
        event: its name.
        after, before: the numbers of the steps between which it may not lie; ``before`` None is the last step.
        where: what its row must say besides: column to value.
    """

    event: str
    after: int = 0
    before: int | None = None
    where: Where = ()


def read_steps(steps: Sequence[str | Step]) -> tuple[Step, ...]:
    """Take names for steps.

    Raises:
        PercorsoError: ``bad_steps`` for one text, whose letters would be the steps.
    """
    if isinstance(steps, str):
        message = f"The steps of a funnel are a list, and '{steps}' is a text."
        raise PercorsoError("bad_steps", message, hint=f"Write ['{steps}'].")
    return tuple(Step(one) if isinstance(one, str) else one for one in steps)


def read_exclusions(exclusions: Sequence[str | Exclusion]) -> tuple[Exclusion, ...]:
    """Take names for exclusions.

    Raises:
        PercorsoError: ``bad_exclusion`` for one text, whose letters would be excluded.
    """
    if isinstance(exclusions, str):
        message = f"The exclusions of a funnel are a list, and '{exclusions}' is a text."
        raise PercorsoError("bad_exclusion", message, hint=f"Write ['{exclusions}'].")
    return tuple(Exclusion(one) if isinstance(one, str) else one for one in exclusions)


def excluding(exclusions: Sequence[Exclusion], steps: Sequence[Step], order: Order) -> list[int]:
    """Give, for each exclusion, the steps after which it undoes a run, one bit each.

    Raises:
        PercorsoError: ``bad_exclusion``, ``unknown_funnel_order``.
    """
    if order not in ORDERS:
        raise unknown("order", order, ORDERS, code="unknown_funnel_order")
    last = len(steps) - 1
    found = []
    for one in exclusions:
        before = last if one.before is None else one.before
        if not 0 <= one.after < before <= last:
            message = (
                f"'{one.event}' cannot be excluded between steps {one.after} and {before}: the last one is {last}."
            )
            raise PercorsoError("bad_exclusion", message, hint="Steps are numbered from 0.")
        if order == "strict" or (order == "unordered" and (one.after, before) != (0, last)):
            why = "nothing at all may lie between its steps" if order == "strict" else "its steps have no order"
            message = f"'{one.event}' cannot be excluded between two steps of this funnel: {why}."
            raise PercorsoError("bad_exclusion", message)
        found.append(sum(1 << step for step in range(one.after, before)))
    return found


def rows_of(journeys: Journeys, where: Iterable[tuple[str, str]]) -> Bools:
    """Mark the rows that say what is asked: column to value."""
    kept = np.ones(journeys.rows, np.bool_)
    for name, value in where:
        column = column_named(journeys, name)
        words = journeys.words[column]
        kept &= codes(journeys, column) == (words.index(value) if value in words else -2)
    return kept


def taken_by(
    journeys: Journeys,
    rows: Rows | None,
    steps: Sequence[Step],
    exclusions: Sequence[Exclusion],
    order: Order,
    within: timedelta,
    column: str,
) -> Longs:
    """Give the row of the journeys by which each unit took each step, -1 where it did not.

    Args:
        journeys: a bucket.
        rows: the rows that count, by unit; None for all rows by customer.
        steps, exclusions, order, within, column: see ``funnels.CountFunnel``.
    """
    if order == "strict":
        rows = _named_rows(journeys, rows)
    kinds, steps_of, ended_by = _kinds(journeys, steps, exclusions, order, column)
    at, offsets = longs(journeys, "at"), journeys.offsets
    if rows is not None:
        at, kinds, offsets = at[rows.rows], np.ascontiguousarray(kinds[rows.rows]), rows.offsets
    onward, count, reach = _onward(steps), len(steps), min(within // MICROSECOND, _FOREVER)
    plain = not ended_by.any() and not any(step.optional for step in steps)
    longest = int(np.diff(offsets).max(initial=0))
    taken = np.empty((len(offsets) - 1, count), np.int64)
    # The plainest loop reads codes as narrow as they are.
    wide = np.zeros(0, np.int32) if order == "ordered" and plain else np.ascontiguousarray(kinds, np.int32)

    def take(begin: int, end: int) -> None:
        own, found = offsets[begin : end + 1], taken[begin:end]
        if order == "ordered" and plain:
            plain_runs(own, at, kinds, steps_of, count, reach, found)
        elif order == "ordered":
            ordered_runs(own, at, wide, steps_of, ended_by, onward, count, reach, longest, found)
        elif order == "strict":
            strict_runs(own, at, wide, steps_of, onward, count, reach, found)
        else:
            unordered_runs(own, at, wide, steps_of, ended_by, count, reach, found)

    in_parts(take, len(offsets) - 1, len(at))
    if rows is None or not len(rows.rows):
        return taken
    return np.where(taken >= 0, rows.rows[taken], -1)


def _named_rows(journeys: Journeys, rows: Rows | None) -> Rows | None:
    """Leave out rows that do not say what happened: transitions pass over them, and so does what follows at once."""
    told = codes(journeys, "name") >= 0
    if told.all():
        return rows
    own = rows or Rows(journeys.offsets, np.arange(journeys.rows))
    kept = told[own.rows]
    return Rows(np.concatenate([[0], np.cumsum(kept)])[own.offsets].astype(np.int64), own.rows[kept])


def _kinds(
    journeys: Journeys, steps: Sequence[Step], exclusions: Sequence[Exclusion], order: Order, column: str
) -> tuple[Narrow, Masks, Masks]:
    """Give each row its kind, and by kind plus one the steps it can be and those it undoes."""
    words, names = journeys.words.get(column, ()), narrow(journeys, column)
    bits = [(place, step.events if step.events != () else (step.name,)) for place, step in enumerate(steps)]
    undone = excluding(exclusions, steps, order)
    if not any(one.where for one in steps) and not any(one.where for one in exclusions):
        steps_of = [_bits(word, bits) for word in (None, *words)]
        ended_by = [_undone(word, exclusions, undone) for word in (None, *words)]
        return names, np.array(steps_of, np.uint64), np.array(ended_by, np.uint64)
    can, ends = np.zeros(journeys.rows, np.int64), np.zeros(journeys.rows, np.int64)
    for (place, events), step in zip(bits, steps, strict=True):
        can |= (_named(names, words, events) & rows_of(journeys, step.where)).astype(np.int64) << place
    for one, mask in zip(exclusions, undone, strict=True):
        ends |= np.where(_named(names, words, (one.event,)) & rows_of(journeys, one.where), mask, 0)
    # Masks may fill their 64 bits, so each is numbered by itself before the two are paired.
    first, kind = distinct([distinct([can])[1], distinct([ends])[1]])
    nothing = np.zeros(1, np.int64)
    by_kind = (np.concatenate([nothing, column[first]]).astype(np.uint64) for column in (can, ends))
    return (kind.astype(np.int32), *by_kind)  # type: ignore[return-value]


def _onward(steps: Sequence[Step]) -> Longs:
    """Give, by step, the first one after it that may not be left out; where there is none, the last of all."""
    last, found = len(steps) - 1, []
    for step in reversed(range(len(steps))):
        found.append(last)
        last = last if steps[step].optional else step
    return np.array(found[::-1], np.int64)


def _bits(word: str | None, bits: Sequence[tuple[int, tuple[str, ...] | None]]) -> int:
    return sum(1 << place for place, events in bits if events is None or (word is not None and word in events))


def _undone(word: str | None, exclusions: Sequence[Exclusion], undone: Sequence[int]) -> int:
    found = 0
    for one, mask in zip(exclusions, undone, strict=True):
        found |= mask if one.event == word else 0
    return found


def _named(names: Narrow, words: Sequence[str], events: Sequence[str] | None) -> Bools:
    if events is None:
        return np.ones(len(names), np.bool_)
    return np.isin(names, [words.index(event) for event in events if event in words])
