"""Funnels: how many people take each of several steps, within a time; how long they take, and who is lost where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.analyze.funnel_steps import (
    MOST_STEPS,
    Exclusion,
    Order,
    Step,
    excluding,
    read_exclusions,
    read_steps,
    rows_of,
    taken_by,
)
from percorso.analyze.intervals import Spread, rate, spread
from percorso.analyze.ways import MICROSECOND
from percorso.core.errors import PercorsoError
from percorso.core.time import parse_duration
from percorso.sequence.journeys import Journeys
from percorso.sequence.laying import column_named
from percorso.sequence.ranges import asked as in_ranges
from percorso.sequence.tally import Tally, merge, tally
from percorso.sequence.units import Rows, codes, grouped, longer, longs, units

__all__ = ["CountFunnel", "Exclusion", "Funnel", "FunnelGroup", "FunnelStep", "Step", "dropped", "funnel", "reached"]

Longs = NDArray[np.int64]
Attribution = Literal["first", "last", "all", "step"]

_SECOND, _MILLISECOND = timedelta(seconds=1) // MICROSECOND, timedelta(milliseconds=1) // MICROSECOND
# Seconds of any duration fit below this, and beside them steps of so many groups; more are told without times.
_SECONDS = 1 << 39
_TIMED_GROUPS = 1 << 17


@dataclass(frozen=True)
class FunnelStep:
    """One step; of an unordered funnel, the taking of so many different steps.

    Attributes:
        customers: how many units (customers or sessions) took it, after those before it that may not be left out.
        rate: share of those who entered, with its interval ``low`` to ``high``; None when nobody entered.
        rate_from_previous: share of those at the step before that may not be left out, with its interval; None when
            nobody was there.
        dropped: how many of those went no further than there.
        time: how long it took from the step taken before; None at the first.
        mean: of the same.
        quantiles: of the same, those that were asked for; none where nobody took any time.
    """

    name: str
    customers: int
    rate: float | None
    low: float
    high: float
    rate_from_previous: float | None
    previous_low: float
    previous_high: float
    dropped: int = 0
    time: Spread | None = None
    mean: timedelta | None = None
    quantiles: tuple[timedelta, ...] = ()


@dataclass(frozen=True)
class FunnelGroup:
    """The funnel of one device, landing page or channel; empty subject where it is not known.

    Attributes:
        time: from the first step to the last, of those who took both; nobody's where there are too many groups.
    """

    subject: str
    steps: tuple[FunnelStep, ...]
    time: Spread


@dataclass(frozen=True)
class Funnel:
    """A funnel, for everybody and for each group (largest first; none when not broken down).

    Attributes:
        unit: who takes the steps: ``customer`` or ``session``.
        time: from the first step to the last, of those who took both.
    """

    unit: str
    order: Order
    within: timedelta
    steps: tuple[FunnelStep, ...]
    groups: tuple[FunnelGroup, ...]
    time: Spread


class FunnelPartial(NamedTuple):
    """Counts of some buckets.

    Attributes:
        units: by ``group * 64 + step``: units that took the step; group 0 is everybody, 1 who belongs to none.
        times: by ``(group * 64 + step) * 2**39 + seconds``: how often a step took so long; step 0 stands for the whole
            funnel.
    """

    words: tuple[str, ...]
    units: Tally
    times: Tally


@dataclass(frozen=True)
class CountFunnel:
    """Steps to be taken within a time of the first.

    Attributes:
        steps: in the order to be taken; the same one may come more than once.
        within: from the first step's row to the last's, both ends included.
        order: ``ordered``: other rows may lie between; ``strict``: none may; ``unordered``: in any order.
        exclusions: what undoes a run.
        by: the column to break down by.
        attribution: whose value counts: the ``first`` or ``last`` one known among a run's rows, that of ``step``
            number ``by_step``, or ``all``: every row must have it, so that one customer may be in several groups.
        where: what a row must say to count at all: column to value.
        unit: who takes the steps, a customer over all time or one session.
        column: where the steps' names are: the funnel ``step`` of stage rules, or the event's ``name``.
        quantiles: which of the times between steps are told besides, as shares of those who took any.
    """

    steps: tuple[Step, ...]
    within: timedelta = timedelta(days=14)
    order: Order = "ordered"
    exclusions: tuple[Exclusion, ...] = ()
    by: str | None = None
    attribution: Attribution = "first"
    by_step: int = 0
    where: tuple[tuple[str, str], ...] = ()
    unit: Literal["customer", "session"] = "customer"
    column: Literal["step", "name"] = "step"
    quantiles: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is no funnel."""
        if not 1 <= len(self.steps) <= MOST_STEPS:
            raise PercorsoError("bad_steps", f"A funnel has 1 to {MOST_STEPS} steps, not {len(self.steps)}.")
        if self.steps[0].optional or (self.order == "unordered" and any(step.optional for step in self.steps)):
            hint = "Only a later step of an ordered or strict funnel can be left out."
            raise PercorsoError("bad_steps", "A step that cannot be left out is marked as optional.", hint=hint)
        if self.within < timedelta():
            raise PercorsoError("bad_duration", f"A funnel cannot end before it begins: {self.within} is below zero.")
        if not 0 <= self.by_step < len(self.steps):
            raise PercorsoError("bad_steps", f"The funnel has no step number {self.by_step}; the first is 0.")
        if not all(0 < one <= 1 for one in self.quantiles):
            message = "A quantile is a share of those who took any time, above 0 and up to 1."
            raise PercorsoError("bad_terms", message, hint="Write 0.9 for nine in ten.")
        excluding(self.exclusions, self.steps, self.order)

    def map(self, journeys: Journeys) -> FunnelPartial:
        """Count a bucket's units by group and step, and the times between steps."""
        return self.map_taken(journeys)[0]

    def map_taken(self, journeys: Journeys) -> tuple[FunnelPartial, Longs]:
        """Count a bucket, and give besides the row by which each unit took each step, as ``taken`` does."""
        rows = self._rows(journeys)
        taken = self._taken(journeys, rows)
        return self._counted(journeys, rows, taken), taken

    def _counted(self, journeys: Journeys, rows: Rows | None, taken: Longs) -> FunnelPartial:
        by = column_named(journeys, self.by) if self.by else None
        places = range(len(self.steps))
        counted = tally(np.arange(len(places)), np.array([np.count_nonzero(taken[:, one] >= 0) for one in places]))
        at, words = longs(journeys, "at"), journeys.words.get(by, ()) if by else ()
        times = _times(taken, at)
        if by is not None:
            own, groups = self._by_group(journeys, rows, taken, codes(journeys, by))
            counted = merge(counted, _counted(own, groups))
            times = merge(times, _times(own, at, groups)) if len(words) < _TIMED_GROUPS else times
        return FunnelPartial(words, counted, times)

    def combine(self, one: FunnelPartial, other: FunnelPartial) -> FunnelPartial:
        """Add the units of two sets of buckets."""
        words = longer(one.words, other.words)
        return FunnelPartial(words, merge(one.units, other.units), merge(one.times, other.times))

    def finish(self, partial: FunnelPartial) -> Funnel:
        """Turn counts into steps with their rates."""
        group, step = np.divmod(partial.units.keys, MOST_STEPS + 2)
        counts = np.zeros((int(group.max(initial=0)) + 1, len(self.steps)), np.int64)
        counts[group, step] = partial.units.sums[:, 0]
        names, timed = ("", *partial.words), _by_group(partial.times)
        groups = [
            FunnelGroup(names[one - 1], self._named(counts[one], own := timed.get(one, _NONE)), _spread(own, 0)[0])
            for one in np.unique(group).tolist()
            if one
        ]
        groups.sort(key=lambda one: (-one.steps[0].customers, one.subject))
        everybody = timed.get(0, _NONE)
        steps = self._named(counts[0], everybody)
        return Funnel(self.unit, self.order, self.within, steps, tuple(groups), _spread(everybody, 0)[0])

    def taken(self, journeys: Journeys) -> Longs:
        """Give the row by which each unit took each step, -1 where it did not."""
        return self._taken(journeys, self._rows(journeys))

    def _rows(self, journeys: Journeys) -> Rows | None:
        """Group the rows that count by who takes the steps; None for all rows by customer, as they lie."""
        if self.unit == "customer" and not self.where:
            return None
        rows = grouped(units(journeys, "session")) if self.unit == "session" else _everything(journeys)
        if not self.where:
            return rows
        kept = rows_of(journeys, self.where)[rows.rows]
        return Rows(np.concatenate([[0], np.cumsum(kept)])[rows.offsets].astype(np.int64), rows.rows[kept])

    def _taken(self, journeys: Journeys, rows: Rows | None) -> Longs:
        return taken_by(journeys, rows, self.steps, self.exclusions, self.order, self.within, self.column)

    def _by_group(
        self, journeys: Journeys, rows: Rows | None, taken: Longs, values: NDArray[np.int32]
    ) -> tuple[Longs, Longs]:
        """Give the steps that units took, and of each unit its group, 1 for none."""
        if self.attribution != "all":
            return taken, self._groups(taken, values) + 1
        split, groups = _split_by_value(rows or _everything(journeys), values)
        return self._taken(journeys, split), groups + 1

    def _groups(self, taken: Longs, values: NDArray[np.int32]) -> Longs:
        """Give each unit its value plus one, 0 for none, by whichever of its rows counts."""
        found = np.where(taken >= 0, values[np.maximum(taken, 0)] if len(values) else -1, -1).astype(np.int64)
        if self.attribution == "step":
            return np.asarray(found[:, self.by_step] + 1)
        known = found >= 0
        if self.attribution == "last":
            found, known = found[:, ::-1], known[:, ::-1]
        return np.asarray(np.where(known.any(axis=1), found[np.arange(len(found)), known.argmax(axis=1)] + 1, 0))

    def _named(self, counts: Longs, times: Tally) -> tuple[FunnelStep, ...]:
        steps = []
        before, entered = int(counts[0]), int(counts[0])
        for place, step in enumerate(self.steps):
            here = int(counts[place])
            took, mean = _spread(times, place) if place else (None, None)
            asked = _quantiles(times, place, self.quantiles) if place else ()
            lost = 0 if step.optional else before - here
            rates = *rate(here, entered)[2:], *rate(here, before)[2:]
            steps.append(FunnelStep(step.name, here, *rates, lost, took, mean, asked))
            before = before if step.optional else here
        return tuple(steps)


def _counted(taken: Longs, groups: Longs) -> Tally:
    unit, step = np.nonzero(taken >= 0)
    return tally(groups[unit] * (MOST_STEPS + 2) + step)


def _everything(journeys: Journeys) -> Rows:
    return Rows(journeys.offsets, np.arange(journeys.rows))


def _split_by_value(rows: Rows, values: NDArray[np.int32]) -> tuple[Rows, Longs]:
    """Make a unit of its own of each unit's rows of one value; give each such unit its value plus one."""
    value = values[rows.rows].astype(np.int64) + 1
    owner = np.repeat(np.arange(len(rows.offsets) - 1), np.diff(rows.offsets))
    order = np.lexsort((np.arange(len(owner)), value, owner))
    changes = np.diff(owner[order], prepend=-1).astype(np.bool_) | np.diff(value[order], prepend=-1).astype(np.bool_)
    starts = np.flatnonzero(changes)
    return Rows(np.append(starts, len(order)).astype(np.int64), rows.rows[order]), value[order][starts]


def _times(taken: Longs, at: Longs, groups: Longs | None = None) -> Tally:
    """Count how long each step took from the one taken before, and the whole funnel from first to last, by group.

    Durations are counted by their nearest second, of which there are few, and added up in milliseconds.
    """
    steps, times = [], []
    group = np.zeros(len(taken), np.int64) if groups is None else groups * (MOST_STEPS + 2)
    before = taken[:, 0].copy()
    for step in range(1, taken.shape[1]):
        took = np.flatnonzero(taken[:, step] >= 0)
        steps.append(group[took] + step)
        times.append(at[taken[took, step]] - at[before[took]])
        before[took] = taken[took, step]
    done = np.flatnonzero(taken[:, -1] >= 0)
    steps.append(group[done])
    times.append(at[taken[done, -1]] - at[taken[done, 0]])
    whole = np.concatenate(times)
    seconds, milliseconds = (whole + _SECOND // 2) // _SECOND, (whole + _MILLISECOND // 2) // _MILLISECOND
    return tally(np.concatenate(steps) * _SECONDS + seconds, np.ones(len(whole), np.int64), milliseconds)


# Times of nobody.
_NONE = tally(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))


def _by_group(times: Tally) -> dict[int, Tally]:
    """Take the times of each group apart; of all keys those of one lie together."""
    span = (MOST_STEPS + 2) * _SECONDS
    groups, starts = np.unique(times.keys // span, return_index=True)
    ends = np.append(starts, len(times.keys))[1:].tolist()
    return {
        group: Tally(times.keys[start:end] - group * span, times.sums[start:end])
        for group, start, end in zip(groups.tolist(), starts.tolist(), ends, strict=True)
    }


def _quantiles(times: Tally, step: int, shares: Sequence[float]) -> tuple[timedelta, ...]:
    """Give order statistics of a step's times: the shortest that at least such a share did not take longer than."""
    here = times.keys // _SECONDS == step
    ranks = np.cumsum(times.sums[here, 0])
    if not len(ranks):
        return ()
    places = (np.searchsorted(ranks, ceil(int(ranks[-1]) * share)) for share in shares)
    return tuple(timedelta(seconds=int(times.keys[here][place] % _SECONDS)) for place in places)


def _spread(times: Tally, step: int) -> tuple[Spread, timedelta | None]:
    here = times.keys // _SECONDS == step
    counts = times.sums[here, 0]
    whole = int(counts.sum())
    mean = timedelta(milliseconds=int(times.sums[here, 1].sum()) / whole) if whole else None
    return spread(times.keys[here] % _SECONDS, counts), mean


def funnel(
    journeys: Journeys,
    steps: Sequence[str | Step],
    *,
    within: str | timedelta = "14d",
    order: Order = "ordered",
    exclusions: Sequence[str | Exclusion] = (),
    by: str | None = None,
    attribution: Attribution = "first",
    by_step: int = 0,
    where: Sequence[tuple[str, str]] = (),
) -> Funnel:
    """Count how many customers take steps of events, within a time; buckets on disk are asked through ``run``.

    Args:
        journeys: held in memory, as ``percorso.journeys.from_table`` makes them.
        steps: names of events in order, or ``Step`` for alternatives, filters and steps that may be left out.
        within: from the first step to the last, both ends included: ``7d``, ``12h``, or a timedelta.
        order: ``ordered``, ``strict`` (no other event between) or ``unordered``.
        exclusions: events that undo a run where they come between its first and last step, or ``Exclusion``.
        by, attribution, by_step, where: see ``CountFunnel``.

    Raises:
        PercorsoError: ``bad_steps``, ``bad_exclusion``, ``bad_duration``, ``unknown_column``.
    """
    question = CountFunnel(
        read_steps(steps),
        parse_duration(within) if isinstance(within, str) else within,
        order,
        read_exclusions(exclusions),
        by,
        attribution,
        by_step,
        tuple(where),
        column="name",
    )
    return in_ranges(question, journeys)


def dropped(journeys: Journeys, question: CountFunnel, step: int) -> Longs:
    """Give the units (customers by place) who took the step before this one and not this one, nor any after it.

    Args:
        journeys: a bucket.
        question: the funnel.
        step: the number of the step that was not reached, from 1.

    Raises:
        PercorsoError: ``bad_steps`` when there is no such step.
    """
    if not 1 <= step < len(question.steps):
        raise PercorsoError("bad_steps", f"Nobody is lost before step {step}.", hint="The second step is number 1.")
    required = [place for place in range(step) if not question.steps[place].optional]
    taken = question.taken(journeys)
    return np.flatnonzero((taken[:, required[-1]] >= 0) & (taken[:, step:] < 0).all(axis=1))


def reached(journeys: Journeys, question: CountFunnel, step: int) -> Longs:
    """Give the units (customers by place) who took a step; its number is from 0."""
    return np.flatnonzero(question.taken(journeys)[:, step] >= 0)
