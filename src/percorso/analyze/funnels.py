"""Funnels: how many people take each of several steps, in order, within a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.analyze.intervals import rate
from percorso.analyze.ways import MICROSECOND
from percorso.core.errors import PercorsoError
from percorso.sequence.journeys import Journeys
from percorso.sequence.kernels import furthest_step
from percorso.sequence.tally import Tally, merge, tally
from percorso.sequence.units import Rows, codes, first_known, grouped, longer, longs, owners, units

# Steps are bits of a 64-bit mask.
MOST_STEPS = 64


@dataclass(frozen=True)
class FunnelStep:
    """One step.

    Attributes:
        customers: how many units (customers or sessions) came this far.
        rate: share of those who entered, with its interval ``low`` to ``high``; None when nobody entered.
        rate_from_previous: share of those at the step before, with its interval; None when nobody was there.
    """

    name: str
    customers: int
    rate: float | None
    low: float
    high: float
    rate_from_previous: float | None
    previous_low: float
    previous_high: float


@dataclass(frozen=True)
class FunnelGroup:
    """The funnel of one device, landing page or channel; empty subject where it is not known."""

    subject: str
    steps: tuple[FunnelStep, ...]


@dataclass(frozen=True)
class FunnelResult:
    """A funnel, for everybody and for each group (largest first; none when not broken down)."""

    unit: str
    steps: tuple[FunnelStep, ...]
    groups: tuple[FunnelGroup, ...]


class FunnelPartial(NamedTuple):
    """Units by ``(group + 1) * 65 + furthest step``; group 0 where it is not known or not asked."""

    words: tuple[str, ...]
    units: Tally


@dataclass(frozen=True)
class Funnel:
    """Steps to be taken within a time of the first.

    Attributes:
        steps: names in the order to be taken; a name may come more than once.
        within: from the first step's event to the last's, both ends included.
        order: ``ordered``: other events may lie between.
        by: what to break down by: the unit's first known value.
        unit: who takes the steps, a customer over all time or one session.
        column: where the steps' names are: the funnel ``step`` of stage rules, or the event's ``name``.
    """

    steps: tuple[str, ...]
    within: timedelta = timedelta(days=14)
    order: Literal["ordered"] = "ordered"
    by: Literal["device", "landing", "channel"] | None = None
    unit: Literal["customer", "session"] = "customer"
    column: Literal["step", "name"] = "step"

    def __post_init__(self) -> None:
        """Refuse a funnel without steps, or with more than fit."""
        if not 1 <= len(self.steps) <= MOST_STEPS:
            raise PercorsoError("bad_steps", f"A funnel has 1 to {MOST_STEPS} steps, not {len(self.steps)}.")

    def map(self, journeys: Journeys) -> FunnelPartial:
        """Count a bucket's units by group and by the furthest step they took."""
        at, names = longs(journeys, "at"), codes(journeys, self.column)
        if self.unit == "session":
            of = units(journeys, "session")
            unit_of, rows = of.of_row, grouped(of)
            at, names = at[rows.rows], names[rows.rows]
        else:
            unit_of, rows = owners(journeys), Rows(journeys.offsets, np.arange(journeys.rows))
        furthest = np.zeros(len(rows.offsets) - 1, np.int8)
        steps_of = self._steps_of(journeys.words.get(self.column, ()))
        furthest_step(rows.offsets, at, names, steps_of, len(self.steps), self.within // MICROSECOND, furthest)
        entered = np.flatnonzero(furthest)
        group = np.zeros(len(entered), np.int64)
        if self.by:
            values = codes(journeys, self.by)
            group = first_known(unit_of, len(furthest), values, values >= 0)[entered] + 1
        counts = tally(group * (MOST_STEPS + 1) + furthest[entered])
        return FunnelPartial(journeys.words.get(self.by, ()) if self.by else (), counts)

    def combine(self, one: FunnelPartial, other: FunnelPartial) -> FunnelPartial:
        """Add the units of two sets of buckets."""
        return FunnelPartial(longer(one.words, other.words), merge(one.units, other.units))

    def finish(self, partial: FunnelPartial) -> FunnelResult:
        """Turn counts into steps with their rates."""
        group, furthest = np.divmod(partial.units.keys, MOST_STEPS + 1)
        counts = np.zeros((int(group.max(initial=0)) + 1, len(self.steps) + 1), np.int64)
        counts[group, furthest] = partial.units.sums[:, 0]
        reached = counts[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
        found = [int(one) for one in np.unique(group)] if self.by else []
        groups = [FunnelGroup(partial.words[one - 1] if one else "", self._named(reached[one])) for one in found]
        groups.sort(key=lambda one: (-one.steps[0].customers, one.subject))
        return FunnelResult(self.unit, self._named(reached.sum(axis=0)), tuple(groups))

    def _steps_of(self, words: tuple[str, ...]) -> NDArray[np.uint64]:
        """Say for each word, and before them for none, which steps it can be: one bit each."""
        places: dict[str, int] = {}
        for place, step in enumerate(self.steps):
            places[step] = places.get(step, 0) | 1 << place
        return np.array([0, *(places.get(word, 0) for word in words)], np.uint64)

    def _named(self, reached: NDArray[np.int64]) -> tuple[FunnelStep, ...]:
        steps = []
        for place, name in enumerate(self.steps):
            here, entered = int(reached[place]), int(reached[0])
            whole, passage = rate(here, entered), rate(here, int(reached[max(place - 1, 0)]))
            steps.append(FunnelStep(name, here, *whole[2:], *passage[2:]))
        return tuple(steps)
