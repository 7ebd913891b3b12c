"""Carts: how many filled carts are left, by how many people, and what winning some of them back would bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.analyze.intervals import Estimate, Rate, rate
from percorso.analyze.timing import NEVER, first_at, settled_cycles
from percorso.analyze.ways import MICROSECOND, money_in
from percorso.core.time import DAY
from percorso.sequence.journeys import ORDER, Journeys
from percorso.sequence.resample import BLOCKS, blocks_of, interval, replicates
from percorso.sequence.tally import Tally, merge, tally
from percorso.sequence.units import Longs, Units, codes, first_known, marked, units

Reals = NDArray[np.float64]
Span = tuple[int, int]

_STEP = "cart"
# The first and the last moment of no way.
_NOBODY: Span = (NEVER, -1)


@dataclass(frozen=True)
class CartsResult:
    """The ways on which a cart was filled.

    Attributes:
        ordered: of these ways, those that ended in an order.
        people: customers with a cart that was left.
        money: net revenue (minor units) over the period, were ``won`` of the carts left ordered after all, for as much
            as the others; its interval from resampling customers.
        each: what an order after a cart brings on average, minor units.
        days: the period: from the first way's cart to the last's, at least one day.
    """

    currency: str
    ordered: Rate
    people: int
    money: Estimate
    each: float
    days: float


class CartsPartial(NamedTuple):
    """Ways of some buckets.

    Attributes:
        people: by block: customers with a cart, and those with one that was left.
        ways: by block: ways with a cart; of these, that ordered; what they ordered (minor units).
        span: when the first and the last cart was filled, microseconds UTC.
    """

    people: Tally
    ways: Tally
    span: Span


@dataclass(frozen=True)
class Carts:
    """What winning back a share of the carts that were left would bring.

    A way has a cart when it came to that step of the funnel or to one after it.

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

    def map(self, journeys: Journeys) -> CartsPartial:
        """Count a bucket's ways with a cart."""
        of = units(journeys, "cycle")
        ways, bought, filled = self._ways(journeys, of)
        row = first_known(of.of_row, len(of.owner), np.arange(journeys.rows), journeys["role"] == ORDER)
        value = np.append(money_in(journeys, self.currency), 0)[row]
        block, owner = blocks_of(journeys), of.owner[ways]
        with_cart, with_left = (marked(people, journeys.customers) for people in (owner, owner[~bought]))
        return CartsPartial(
            tally(block[with_cart], np.ones(int(with_cart.sum()), np.int64), with_left[with_cart].astype(np.int64)),
            tally(
                block[owner], np.ones(len(ways), np.int64), bought.astype(np.int64), np.where(bought, value[ways], 0)
            ),
            (int(filled[ways].min()), int(filled[ways].max())) if len(ways) else _NOBODY,
        )

    def left(self, journeys: Journeys) -> Longs:
        """Give the customers of a bucket with a cart that was left."""
        of = units(journeys, "cycle")
        ways, bought, _ = self._ways(journeys, of)
        return np.unique(of.owner[ways[~bought]])

    def _ways(self, journeys: Journeys, of: Units) -> tuple[Longs, NDArray[np.bool_], Longs]:
        """Find the settled ways with a cart, whether each ordered, and when the cart of any way was filled."""
        steps = journeys.words.get("step", ())
        is_order = journeys["role"] == ORDER
        in_cart = codes(journeys, "step") >= (steps.index(_STEP) if _STEP in steps else len(steps) + 1)
        filled, ordered = first_at(journeys, of, in_cart & ~is_order), first_at(journeys, of, is_order)
        settled = settled_cycles(journeys, of, self.as_of - self.settled // MICROSECOND)
        ways = np.flatnonzero(settled & (filled != NEVER))
        return ways, ordered[ways] != NEVER, filled

    def combine(self, one: CartsPartial, other: CartsPartial) -> CartsPartial:
        """Add the ways of two sets of buckets."""
        span = min(one.span[0], other.span[0]), max(one.span[1], other.span[1])
        return CartsPartial(merge(one.people, other.people), merge(one.ways, other.ways), span)

    def finish(self, partial: CartsPartial) -> CartsResult:
        """Price the carts that were left."""
        people, sums = np.zeros((BLOCKS, 2), np.int64), np.zeros((BLOCKS, 3), np.int64)
        people[partial.people.keys] = partial.people.sums
        sums[partial.ways.keys] = partial.ways.sums
        carts, ordered, value = sums.sum(axis=0).tolist()
        seen = self._gain(sums.sum(axis=0, keepdims=True).astype(np.float64))[0]
        low, high = interval(self._gain(replicates(sums, people[:, 0], self.seed))[:, None])
        first, last = partial.span
        return CartsResult(
            self.currency,
            rate(ordered, carts),
            int(people[:, 1].sum()),
            Estimate(float(seen), float(low[0]), float(high[0])),
            value / ordered if ordered else 0.0,
            max((last - first) / DAY, 1.0),
        )

    def _gain(self, sums: Reals) -> Reals:
        """Multiply out, one row per replicate: carts won back × what an order after a cart brings."""
        carts, ordered, value = sums.T
        each = np.divide(value, ordered, out=np.zeros_like(value), where=ordered > 0)
        gain: Reals = self.won * (carts - ordered) * each
        return gain
