"""Engagement: which touchpoints people had before they ordered, against those who did not order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.analyze.intervals import Estimate, Rate, Spread, difference, rate, spread
from percorso.analyze.ways import MICROSECOND, Longs, ahead
from percorso.sequence.journeys import ORDER, STEP, TOUCH, Journeys
from percorso.sequence.kernels import first_of_its_kind
from percorso.sequence.tally import Tally, merge, tally
from percorso.sequence.units import Units, codes, first_known, longer, longs, units

Flags = NDArray[np.bool_]

_PLACING = ("Coupon Redeemed", "Coupon Applied", "Coupon Entered", "Coupon Denied", "Coupon Removed", "Source Stated")
SECOND = timedelta(seconds=1) // MICROSECOND


@dataclass(frozen=True)
class EngagementRow:
    """One type of touchpoint (or channel).

    Attributes:
        ordering: of the cycles that ended in an order and have anything before it, those that had it.
        open: of the settled cycles without an order, those that had it.
        difference: the first rate less the second; None when either has no cycles. It is a contrast, not an effect.
        before: from its first occurrence in the cycle to the order.
        occurrences: how often it came in the ordering cycles that had it, on average.
    """

    subject: str
    ordering: Rate
    open: Rate
    difference: Estimate | None
    before: Spread
    occurrences: float | None


@dataclass(frozen=True)
class EngagementResult:
    """Every type, the most frequent before orders first.

    Attributes:
        ordering_cycles: those with anything on record before the order. A cycle without an order exists only by what
            it holds, so orders with nothing before them would make every share of the others look high.
        orders_alone: orders with nothing on record before them; in no share.
    """

    by: str
    ordering_cycles: int
    open_cycles: int
    orders_alone: int
    rows: tuple[EngagementRow, ...]


class EngagementPartial(NamedTuple):
    """Cycles by type.

    Attributes:
        counts: by ``type + 1``: ordering cycles with it, open cycles with it, its rows in ordering cycles; by 0: all
            ordering cycles, all open ones, orders alone.
        durations: by ``type * 2**32 + seconds`` from its first row to the order: how many ordering cycles.
    """

    words: tuple[str, ...]
    counts: Tally
    durations: Tally


@dataclass(frozen=True)
class Engagement:
    """What engaged customers before they bought.

    Attributes:
        as_of: microseconds UTC.
        by: the event's ``name`` (off the site or on it), or the ``channel`` of visits.
        settled: a cycle without an order counts when it began at least this long before ``as_of``.
        without: funnel steps whose rows are no engagement by name: nobody can order without them.
        plain: names that say no more than that somebody was there.
        placing: names of what is done while an order is placed (a coupon is handed in with the purchase): part of the
            order, and nothing that came before it.
    """

    as_of: int
    by: Literal["name", "channel"] = "name"
    settled: timedelta = timedelta(days=30)
    without: tuple[str, ...] = ("land", "product", "cart", "checkout", "delivery", "payment")
    plain: tuple[str, ...] = ("Page Viewed", "Visit Started")
    placing: tuple[str, ...] = _PLACING

    def map(self, journeys: Journeys) -> EngagementPartial:
        """Count a bucket's cycles by what they hold."""
        words = journeys.words.get(self.by, ())
        of, at, order = units(journeys, "cycle"), longs(journeys, "at"), ahead(journeys)
        ordered, opened = self._cycles(journeys, of)
        role, types = journeys["role"], codes(journeys, self.by)
        leads, inside = order >= 0, of.of_row >= 0
        seen = np.zeros(len(ordered), np.bool_)
        telling = ((role == TOUCH) | (role == STEP)) & ~self._placing(journeys)
        seen[of.of_row[inside & telling & (leads | opened[of.of_row])]] = True
        opened &= seen
        met = self._met(journeys)
        rows = np.flatnonzero(met & inside & (types >= 0) & (leads | opened[of.of_row]))
        first = np.zeros(len(rows), np.int8)
        first_of_its_kind(of.of_row[rows], types[rows], len(words), first)
        led, kinds = leads[rows], types[rows].astype(np.int64)
        once = first.astype(np.int64)
        counts = tally(kinds + 1, once * led, once * ~led, led.astype(np.int64))
        sizes = ((ordered & seen).sum(), opened.sum(), (ordered & ~seen).sum())
        cycles = tally(np.zeros(1, np.int64), *(np.array([size]) for size in sizes))
        timed = np.flatnonzero(once * led)
        seconds = (at[order[rows[timed]]] - at[rows[timed]]) // SECOND
        return EngagementPartial(words, merge(counts, cycles), tally((kinds[timed] << 32) + seconds))

    def combine(self, one: EngagementPartial, other: EngagementPartial) -> EngagementPartial:
        """Add the cycles of two sets of buckets."""
        return EngagementPartial(
            longer(one.words, other.words), merge(one.counts, other.counts), merge(one.durations, other.durations)
        )

    def finish(self, partial: EngagementPartial) -> EngagementResult:
        """Set the two shares of each type side by side."""
        counts = dict(zip(partial.counts.keys.tolist(), partial.counts.sums.tolist(), strict=True))
        ordering, still_open, alone = counts.pop(0, (0, 0, 0))
        rows = []
        for key, (before, without, occurrences) in counts.items():
            one, other = rate(before, ordering), rate(without, still_open)
            here = partial.durations.keys >> 32 == key - 1
            times = spread(partial.durations.keys[here] & 0xFFFFFFFF, partial.durations.sums[here, 0])
            often = occurrences / before if before else None
            rows.append(EngagementRow(partial.words[key - 1], one, other, difference(one, other), times, often))
        rows.sort(key=lambda row: (-row.ordering.successes, -row.open.successes, row.subject))
        return EngagementResult(self.by, ordering, still_open, alone, tuple(rows))

    def _met(self, journeys: Journeys) -> Flags:
        """Say of each row whether it is a touchpoint that tells something."""
        role = journeys["role"]
        if self.by == "channel":
            return np.asarray((role == TOUCH) & (longs(journeys, "session") >= 0))
        step = _places(journeys, "step", self.without)
        name = _places(journeys, "name", self.plain)
        told = ~np.isin(codes(journeys, "step"), step) & ~np.isin(codes(journeys, "name"), name)
        return np.asarray(told & ~self._placing(journeys) & ((role == TOUCH) | (role == STEP)))

    def _placing(self, journeys: Journeys) -> Flags:
        return np.isin(codes(journeys, "name"), _places(journeys, "name", self.placing))

    def _cycles(self, journeys: Journeys, of: Units) -> tuple[Flags, Flags]:
        """Say of each cycle whether it ended in an order, and whether it is open though it began long ago."""
        at, everything = longs(journeys, "at"), np.ones(journeys.rows, np.bool_)
        count = len(of.owner)
        order = first_known(of.of_row, count, np.arange(journeys.rows), journeys["role"] == ORDER)
        first: Longs = first_known(of.of_row, count, np.arange(journeys.rows), everything)
        old = (first >= 0) & (order < 0)
        old[old] = at[first[old]] <= self.as_of - self.settled // MICROSECOND
        return order >= 0, old


def _places(journeys: Journeys, column: str, wanted: tuple[str, ...]) -> list[int]:
    known = journeys.words.get(column, ())
    return [known.index(word) for word in wanted if word in known]
