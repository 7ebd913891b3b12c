"""Gaps: where sessions are lost on their way to an order, and what each loss is worth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from statistics import NormalDist
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.analyze.intervals import Estimate, Rate, rate
from percorso.analyze.ways import Longs, session_orders
from percorso.core.time import DAY
from percorso.sequence.journeys import ORDER, Journeys
from percorso.sequence.resample import BLOCKS, REPLICATES, blocks_of, replicates
from percorso.sequence.tally import Tally, merge, tally
from percorso.sequence.units import Units, codes, first_known, longer, longs, marked, units

Reals = NDArray[np.float64]
By = Literal["landing", "channel", "device", "campaign"]

# Funnel steps fit below this.
_STEPS = 64
# How often, at most, any interval may leave out the truth.
_DOUBT = 0.05
# The first and the last moment of no session.
_NEVER = (np.iinfo(np.int64).max, np.iinfo(np.int64).min)


@dataclass(frozen=True)
class SegmentSteps:
    """One segment's sessions: how many came as far as each step, what they ordered (minor units)."""

    subject: str
    sessions: tuple[int, ...]
    orders: int
    value: int


@dataclass(frozen=True)
class Gap:
    """What a segment loses at a step, were it to go on as often as the best sizeable segment.

    Attributes:
        step, next_step: the passage that loses.
        here, best_rate: the rates of going on, of this segment and of ``best``.
        orders, money: expected more orders and their revenue (minor units) over the whole period; money per order is
            the segment's own average. Their intervals hold for all gaps at once.
    """

    step: str
    next_step: str
    subject: str
    best: str
    here: Rate
    best_rate: Rate
    orders: Estimate
    money: Estimate


@dataclass(frozen=True)
class GapResult:
    """The session funnel of everybody and of each segment, and its gaps, the dearest first.

    Attributes:
        steps: names in funnel order; the last is the order.
        days: how long a period the sessions cover; money a month is ``money * 30 / days``.
    """

    by: str
    currency: str
    steps: tuple[str, ...]
    whole: SegmentSteps
    segments: tuple[SegmentSteps, ...]
    gaps: tuple[Gap, ...]
    days: float


@dataclass(frozen=True)
class GapsPartial:
    """Sessions of some buckets.

    Attributes:
        steps, words: the dictionaries of steps and of segments.
        people: by block: customers with a session.
        seen: by step: its rows.
        sessions: by ``((segment + 1) * 64 + furthest step) * BLOCKS + block``: sessions, orders, their value.
        span: the first and last moment of any session, microseconds UTC.
    """

    steps: tuple[str, ...]
    words: tuple[str, ...]
    people: Tally
    seen: Tally
    sessions: Tally
    span: tuple[int, int]


class _Drawn(NamedTuple):
    """Sums of segments, everybody last: as seen (first row), then by replicate.

    Attributes:
        reached: by replicate, segment, step: sessions that came at least so far.
        orders, value: by replicate and segment.
    """

    reached: Reals
    orders: Reals
    value: Reals


class _Behind(NamedTuple):
    """A segment set against the best at a step.

    Attributes:
        missing: the best's rate less its own.
        loss: in orders and in money.
        centre, error: what their intervals lie about, and standard errors.
    """

    place: int
    own: int
    best: int
    missing: float
    loss: Reals
    centre: Reals
    error: Reals


class _Segment(NamedTuple):
    """A segment's sums by block (rows) and step (columns): sessions whose furthest step it is; orders and value."""

    subject: str
    furthest: Longs
    orders: Longs
    value: Longs


@dataclass(frozen=True)
class SessionGaps:
    """Where sessions are lost, in money.

    A session that came to a later step counts for every step before it, from the first (landing) on.

    The dearest of many gaps is dear by luck too, and so is the best of many segments. So intervals are simultaneous:
    each segment is set against each sizeable one at each step, and in every replicate (customers resampled) the largest
    distance of a difference of rates from the one seen, in standard errors, is kept; its 95th percentile is how far all
    intervals reach (max-T: Westfall and Young, 1993; Hothorn, Bretz and Westfall, 2008, doi:10.1002/bimj.200810425).
    Whichever gap is then chosen for its size, the chance that any interval leaves out the truth is about 5%.

    Attributes:
        sizeable: the least share of a step's sessions a segment needs to be the one to compare with.
        least: the least number of its sessions at the step, likewise.
        searches: in how many breakdowns gaps are looked for; the 5% are shared among them (Bonferroni).
    """

    by: By = "device"
    currency: str = "EUR"
    sizeable: float = 0.1
    least: int = 100
    searches: int = 1
    seed: int = 0

    def map(self, journeys: Journeys) -> GapsPartial:
        """Find how far each session of a bucket came."""
        of = units(journeys, "session")
        steps, words = journeys.words.get("step", ()), journeys.words.get(self.by, ())
        inside = of.of_row >= 0
        step = codes(journeys, "step")
        furthest = self._furthest(journeys, of, step, len(steps))
        values = codes(journeys, self.by)
        segment = first_known(of.of_row, len(of.owner), values, values >= 0) + 1
        block = blocks_of(journeys)
        key = (segment * _STEPS + furthest) * BLOCKS + block[of.owner]
        used = np.flatnonzero(marked(of.of_row[inside], len(of.owner)))
        session, value = session_orders(journeys, of, self.currency)
        ones, none = np.ones(len(used), np.int64), np.zeros(len(used), np.int64)
        ordered = tally(key[session], np.zeros_like(value), np.ones_like(value), value)
        at = longs(journeys, "at")[inside]
        return GapsPartial(
            steps,
            words,
            tally(block[marked(of.owner[used], journeys.customers)]),
            tally(step[inside & (step >= 0)].astype(np.int64)),
            merge(tally(key[used], ones, none, none), ordered),
            (int(at.min()), int(at.max())) if len(at) else _NEVER,
        )

    def left(self, journeys: Journeys, subject: str, step: str, next_step: str) -> Longs:
        """Give the customers of a bucket with a session of a segment that came to a step and not to the next."""
        steps, words = journeys.words.get("step", ()), journeys.words.get(self.by, ())
        if subject not in words or step not in steps or next_step not in steps:
            return np.empty(0, np.int64)
        of, values = units(journeys, "session"), codes(journeys, self.by)
        own = first_known(of.of_row, len(of.owner), values, values >= 0) == words.index(subject)
        furthest = self._furthest(journeys, of, codes(journeys, "step"), len(steps))
        return np.unique(of.owner[own & (furthest >= steps.index(step)) & (furthest < steps.index(next_step))])

    def combine(self, one: GapsPartial, other: GapsPartial) -> GapsPartial:
        """Add the sessions of two sets of buckets."""
        return GapsPartial(
            longer(one.steps, other.steps),
            longer(one.words, other.words),
            merge(one.people, other.people),
            merge(one.seen, other.seen),
            merge(one.sessions, other.sessions),
            (min(one.span[0], other.span[0]), max(one.span[1], other.span[1])),
        )

    def finish(self, partial: GapsPartial) -> GapResult:
        """Compare the segments at each step, and draw the intervals."""
        kept = self._kept(partial)
        names = tuple(partial.steps[step] for step in kept)
        segments = _segments(partial, kept)
        whole = reduce(_add, segments, _nothing(kept))
        people = np.zeros(BLOCKS, np.int64)
        people[partial.people.keys] = partial.people.sums[:, 0]
        gaps = self._gaps(names, [one for one in segments if one.subject], whole, people)
        told = sorted((_told(one) for one in segments), key=lambda one: (-sum(one.sessions[:1]), one.subject))
        first, last = partial.span
        days = max((last - first) / DAY, 1.0) if first <= last else 0.0
        return GapResult(self.by, self.currency, names, _told(whole), tuple(told), gaps, days)

    def _furthest(self, journeys: Journeys, of: Units, step: NDArray[np.int32], steps: int) -> Longs:
        """Give each session its furthest step; all came to the first, those with an order to the last."""
        furthest = np.zeros(len(of.owner), np.int64)
        inside = of.of_row >= 0
        rows = inside & (step >= 0)
        np.maximum.at(furthest, of.of_row[rows], step[rows])
        furthest[of.of_row[inside & (journeys["role"] == ORDER)]] = max(steps - 1, 0)
        return furthest

    def _kept(self, partial: GapsPartial) -> list[int]:
        """Leave out the steps this shop does not record: at one nobody is seen at, nobody can be said to be lost."""
        last = len(partial.steps) - 1
        return sorted({0, *partial.seen.keys.tolist(), last}) if last > 0 else []

    def _gaps(
        self, names: tuple[str, ...], segments: list[_Segment], whole: _Segment, people: Longs
    ) -> tuple[Gap, ...]:
        """List every loss against the best sizeable segment, the dearest first."""
        drawn = _drawn([*segments, whole], people, self.seed)
        behind: list[_Behind] = []
        largest = np.zeros(REPLICATES)
        for place in range(len(names) - 1):
            here, on = drawn.reached[0, :, place], drawn.reached[0, :, place + 1]
            rivals = np.flatnonzero(here[:-1] >= max(self.least, self.sizeable * here[-1]))
            for own in np.flatnonzero(here[:-1] >= self.least).tolist():
                others = rivals[rivals != own]
                if len(others):
                    missing, errors = _missing(drawn, place, own, others)
                    largest = np.maximum(largest, (np.abs(missing[1:] - missing[0]) / errors).max(axis=1))
                    best = int(np.argmax(_ratio(on[others], here[others])))
                    behind.append(_behind(drawn, place, own, int(others[best]), missing[:, best], errors[best]))
        doubt = _DOUBT / self.searches
        reach = max(float(np.quantile(largest, 1 - doubt)), NormalDist().inv_cdf(1 - doubt / 2))
        found = (_gap(one, names, segments, reach) for one in behind if one.missing > 0)
        return tuple(sorted(found, key=lambda gap: (-gap.money.value, -gap.orders.value, gap.subject, gap.step)))


def _segments(partial: GapsPartial, kept: list[int]) -> list[_Segment]:
    """Lay out each segment's sums; a step left out counts as the one before it."""
    key, block = np.divmod(partial.sessions.keys, BLOCKS)
    segment, furthest = np.divmod(key, _STEPS)
    place = np.maximum(np.searchsorted(np.array(kept, np.int64), furthest, side="right") - 1, 0)
    laid = []
    for one in np.unique(segment):
        here = segment == one
        sums = _nothing(kept)
        np.add.at(sums.furthest, (block[here], place[here]), partial.sessions.sums[here, 0])
        np.add.at(sums.orders, block[here], partial.sessions.sums[here, 1:2])
        np.add.at(sums.value, block[here], partial.sessions.sums[here, 2:3])
        laid.append(sums._replace(subject=partial.words[one - 1] if one else ""))
    return laid


def _nothing(kept: list[int]) -> _Segment:
    furthest, orders, value = (np.zeros((BLOCKS, width), np.int64) for width in (max(len(kept), 1), 1, 1))
    return _Segment("", furthest, orders, value)


def _add(one: _Segment, other: _Segment) -> _Segment:
    return _Segment("", one.furthest + other.furthest, one.orders + other.orders, one.value + other.value)


def _told(one: _Segment) -> SegmentSteps:
    reached = tuple(int(count) for count in _reached(one.furthest))
    return SegmentSteps(one.subject, reached, int(one.orders.sum()), int(one.value.sum()))


def _reached(furthest: Longs) -> Longs:
    """Count the sessions that came at least as far as each step."""
    counts: Longs = furthest.sum(axis=0)[::-1].cumsum()[::-1]
    return counts


def _passage(one: _Segment, place: int) -> Rate:
    reached = _reached(one.furthest)
    return rate(int(reached[place + 1]), int(reached[place]))


def _gap(one: _Behind, names: tuple[str, ...], segments: list[_Segment], reach: float) -> Gap:
    """Give a loss its intervals, as far about it as makes all that were compared hold at once."""
    orders, money = (
        Estimate(float(loss), float(centre - reach * error), float(centre + reach * error))
        for loss, centre, error in zip(one.loss, one.centre, one.error, strict=True)
    )
    here, best = segments[one.own], segments[one.best]
    passage = names[one.place], names[one.place + 1]
    rates = _passage(here, one.place), _passage(best, one.place)
    return Gap(*passage, here.subject, best.subject, *rates, orders, money)


def _drawn(segments: list[_Segment], people: Longs, seed: int) -> _Drawn:
    """Resample the sums of all segments together."""
    sums = np.stack([np.concatenate([one.furthest, one.orders, one.value], axis=1) for one in segments], axis=1)
    flat = sums.reshape(BLOCKS, -1)
    rows = np.concatenate([flat.sum(axis=0, keepdims=True).astype(np.float64), replicates(flat, people, seed)])
    laid = rows.reshape(-1, *sums.shape[1:])
    return _Drawn(laid[:, :, :-2][:, :, ::-1].cumsum(axis=2)[:, :, ::-1], laid[:, :, -2], laid[:, :, -1])


def _missing(drawn: _Drawn, place: int, own: int, others: Longs) -> tuple[Reals, Reals]:
    """Give by how much a segment's rate is below each of the others', with standard errors.

    Resampling sees no doubt in a rate of nought or one. So a success and a failure are added to each rate, and no
    difference is taken to be surer than that makes it (Agresti and Caffo, 2000, doi:10.1080/00031305.2000.10474560).
    """
    n = drawn.reached[:, :, place] + 2
    rates = (drawn.reached[:, :, place + 1] + 1) / n
    variance = rates[0] * (1 - rates[0]) / n[0]
    missing = rates[:, others] - rates[:, own, None]
    return missing, np.maximum(missing[1:].std(axis=0), np.sqrt(variance[others] + variance[own]))


def _behind(drawn: _Drawn, place: int, own: int, best: int, missing: Reals, error: float) -> _Behind:
    """Multiply out a loss: sessions here × missing rate × orders of each that goes on × money of each order."""
    here, on = drawn.reached[:, own, place], drawn.reached[:, own, place + 1]
    orders, value = drawn.orders[:, own], drawn.value[:, own]
    # A segment that never ordered tells nothing of what its sessions would order, so everybody's average stands in.
    each = np.where(orders > 0, _ratio(orders, on), _ratio(drawn.orders[:, -1], drawn.reached[:, -1, place + 1]))
    worth = np.where(orders > 0, _ratio(value, orders), _ratio(drawn.value[:, -1], drawn.orders[:, -1]))
    price = np.stack([here * each, here * each * worth], axis=1)
    losses = missing[:, None] * price
    rates = _ratio(drawn.reached[0, :, place + 1], drawn.reached[0, :, place])
    seen = float(rates[best] - rates[own])
    return _Behind(
        place, own, best, seen, seen * price[0], losses[0], np.maximum(losses[1:].std(axis=0), error * price[0])
    )


def _ratio(part: Reals, whole: Reals) -> Reals:
    """Divide, giving 0 where there is nothing to divide by."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
