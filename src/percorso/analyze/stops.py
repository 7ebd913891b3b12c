"""Stops: where ways to an order end before it, and what winning some of them back would bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.analyze.intervals import Estimate
from percorso.analyze.timing import NEVER, PASSAGES, cycle_moments, first_at, settled_cycles
from percorso.analyze.ways import Longs, money_in
from percorso.core.time import DAY
from percorso.sequence.journeys import ORDER, Journeys
from percorso.sequence.resample import BLOCKS, blocks_of, interval, replicates
from percorso.sequence.tally import Tally, merge, tally
from percorso.sequence.units import first_known, marked, units

Reals = NDArray[np.float64]
Span = tuple[int, int]

# The first and the last moment of no way.
_NOBODY: Span = (NEVER, -1)
# The passages on the way to an order; the others follow one.
_TO_ORDER = tuple(place for place, (_, end) in enumerate(PASSAGES) if end not in {"retention", "advocacy"})


@dataclass(frozen=True)
class Stop:
    """Ways that reached ``start`` and never ``end``, and what it brings when some are won back.

    Those won back are taken to order as often, and for as much, as those who went on by themselves.

    Attributes:
        stopped: how many ways.
        orders, money: more orders, and their net revenue (minor units), over the period; intervals from resampling
            customers.
    """

    start: str
    end: str
    stopped: int
    orders: Estimate
    money: Estimate


@dataclass(frozen=True)
class StopsResult:
    """The passages that anybody took, in their order; the last is the whole way.

    Attributes:
        days: the period: from the first moment that a way reached a passage to the last, at least one day. Orders with
            nothing before them are no part of it.
    """

    currency: str
    stops: tuple[Stop, ...]
    days: float


class StopsPartial(NamedTuple):
    """Ways of some buckets.

    Attributes:
        people: by block: customers with a way.
        ways: by ``passage * BLOCKS + block``: ways that reached the start; that went on; of these, that ordered; what
            they ordered (minor units).
        span: when the first and the last way reached a passage, microseconds UTC.
    """

    people: Tally
    ways: Tally
    span: Span


@dataclass(frozen=True)
class Stops:
    """What winning back a share of the ways that end at each passage would bring.

    Attributes:
        as_of: microseconds UTC.
        won: the share won back, 0 to 1: a supposition.
        settled: a way without an order counts when it began at least this long before ``as_of``, as in ``Timing``.
    """

    as_of: int
    currency: str = "EUR"
    won: float = 0.1
    settled: timedelta = timedelta(days=30)
    seed: int = 0

    def map(self, journeys: Journeys) -> StopsPartial:
        """Count a bucket's ways, passage by passage."""
        of = units(journeys, "cycle")
        starts, ends = cycle_moments(journeys, of)
        ordered = first_at(journeys, of, journeys["role"] == ORDER)
        row = first_known(of.of_row, len(of.owner), np.arange(journeys.rows), journeys["role"] == ORDER)
        value = np.append(money_in(journeys, self.currency), 0)[row]
        counted = np.flatnonzero(settled_cycles(journeys, of, self.as_of - self.settled // timedelta(microseconds=1)))
        block = blocks_of(journeys)
        ways, span = [tally(np.empty(0, np.int64), *[np.empty(0, np.int64)] * 4)], _NOBODY
        for place in _TO_ORDER:
            start, end = starts[place], ends[place]
            reached = counted[start[counted] != NEVER]
            on = end[reached] != NEVER
            bought = on & (ordered[reached] != NEVER)
            columns = (np.ones(len(reached), np.int64), on, bought, np.where(bought, value[reached], 0))
            ways.append(tally(place * BLOCKS + block[of.owner[reached]], *(one.astype(np.int64) for one in columns)))
            if len(reached):
                span = _both(span, (int(start[reached].min()), int(start[reached].max())))
        people = np.flatnonzero(marked(of.owner[counted], journeys.customers))
        return StopsPartial(tally(block[people]), reduce(merge, ways), span)

    def left(self, journeys: Journeys, start: str, end: str) -> Longs:
        """Give the customers of a bucket with a way that reached the start of a passage and never its end."""
        of, place = units(journeys, "cycle"), PASSAGES.index((start, end))
        starts, ends = cycle_moments(journeys, of)
        settled = settled_cycles(journeys, of, self.as_of - self.settled // timedelta(microseconds=1))
        return np.unique(of.owner[settled & (starts[place] != NEVER) & (ends[place] == NEVER)])

    def combine(self, one: StopsPartial, other: StopsPartial) -> StopsPartial:
        """Add the ways of two sets of buckets."""
        return StopsPartial(merge(one.people, other.people), merge(one.ways, other.ways), _both(one.span, other.span))

    def finish(self, partial: StopsPartial) -> StopsResult:
        """Price each passage that anybody took."""
        people = np.zeros(BLOCKS, np.int64)
        people[partial.people.keys] = partial.people.sums[:, 0]
        found = []
        for place in _TO_ORDER:
            sums = self._sums(partial.ways, place)
            reached, went_on = sums.sum(axis=0)[:2].tolist()
            if went_on:
                value = self._gains(sums.sum(axis=0, keepdims=True).astype(np.float64))[0]
                low, high = interval(self._gains(replicates(sums, people, self.seed)))
                orders, money = (Estimate(float(value[i]), float(low[i]), float(high[i])) for i in range(2))
                found.append(Stop(*PASSAGES[place], reached - went_on, orders, money))
        first, last = partial.span
        return StopsResult(self.currency, tuple(found), max((last - first) / DAY, 1.0))

    def _sums(self, ways: Tally, place: int) -> Longs:
        sums = np.zeros((BLOCKS, 4), np.int64)
        here = ways.keys // BLOCKS == place
        sums[ways.keys[here] % BLOCKS] = ways.sums[here]
        return sums

    def _gains(self, sums: Reals) -> Reals:
        """Multiply out, one row per replicate: ways won back × what each that went on ordered."""
        reached, went_on = sums[:, 0], sums[:, 1]
        each = np.divide(sums[:, 2:], went_on[:, None], out=np.zeros_like(sums[:, 2:]), where=went_on[:, None] > 0)
        gains: Reals = self.won * (reached - went_on)[:, None] * each
        return gains


def _both(one: Span, other: Span) -> Span:
    return min(one[0], other[0]), max(one[1], other[1])
