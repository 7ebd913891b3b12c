"""Timing: how long the way takes from stage to stage and to the order, and where it ends early."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.analyze.intervals import Rate, Spread, rate, spread
from percorso.analyze.ways import MICROSECOND, Longs
from percorso.sequence.journeys import ORDER, STAGES, TOUCH, Journeys
from percorso.sequence.tally import Tally, merge, tally
from percorso.sequence.units import Units, codes, first_known, longer, longs, units

SECOND = timedelta(seconds=1) // MICROSECOND
NEVER = np.iinfo(np.int64).max

# The passages: from each stage to the next, from decision to the order it is for, and the whole way. Slots of a tally
# by segment; the last counts cycles.
PASSAGES = (*pairwise(STAGES[:3]), ("decision", "order"), *pairwise(STAGES[2:]), ("touch", "order"))
_CYCLES = len(PASSAGES)
_SLOTS = _CYCLES + 1


@dataclass(frozen=True)
class Passage:
    """From one stage of a cycle to the next, or from its first touch to its order.

    Attributes:
        start, end: stages; ``touch`` and ``order`` for the whole way. On the passage to its order a cycle has reached
            ``decision`` when something other than the order itself lies there.
        went_on: of the cycles that reached ``start``, those that reached ``end`` at all.
        times: from the first row in ``start`` to the first in ``end``, of the cycles that took them in that order.
    """

    start: str
    end: str
    went_on: Rate
    times: Spread


@dataclass(frozen=True)
class SegmentTiming:
    """One segment's passages; ``passages[-1]`` is the whole way, first touch to order."""

    subject: str
    cycles: int
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class TimingResult:
    """The passages of everybody and of each segment (largest first; none when not broken down)."""

    whole: SegmentTiming
    segments: tuple[SegmentTiming, ...]


class TimingPartial(NamedTuple):
    """Counts and durations by segment (0 for unknown, or not asked).

    Attributes:
        counts: by ``segment * 7 + slot``: cycles that reached the start, and those that went on.
        durations: by ``(segment * 7 + slot) * 2**32 + seconds``: how many.
    """

    words: tuple[str, ...]
    counts: Tally
    durations: Tally


@dataclass(frozen=True)
class Timing:
    """How long cycles take, stage by stage.

    A cycle still open counts only when it began at least ``settled`` before ``as_of``: younger ones may yet go on.

    Attributes:
        as_of: microseconds UTC.
        by: the segment of a cycle: the channel or device of its first row that has one.
    """

    as_of: int
    settled: timedelta = timedelta(days=30)
    by: Literal["channel", "device"] | None = None

    def map(self, journeys: Journeys) -> TimingPartial:
        """Time a bucket's cycles, to the second."""
        of = units(journeys, "cycle")
        starts, ends = cycle_moments(journeys, of)
        segment = np.zeros(len(of.owner), np.int64)
        if self.by:
            values = codes(journeys, self.by)
            segment = first_known(of.of_row, len(of.owner), values, values >= 0) + 1
        cycles = np.flatnonzero(settled_cycles(journeys, of, self.as_of - self.settled // MICROSECOND))
        slot = (segment[cycles] * _SLOTS + _CYCLES, np.ones(len(cycles), np.int64), np.zeros(len(cycles), np.int64))
        counts, durations = [tally(*slot)], [tally(np.empty(0, np.int64))]
        for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
            began = cycles[start[cycles] != NEVER]
            went_on = end[began] != NEVER
            key = segment[began] * _SLOTS + place
            counts.append(tally(key, np.ones(len(began), np.int64), went_on.astype(np.int64)))
            timed = went_on & (end[began] >= start[began])
            seconds = (end[began] - start[began])[timed] // SECOND
            durations.append(tally((key[timed] << 32) + seconds))
        return TimingPartial(
            journeys.words.get(self.by, ()) if self.by else (), reduce(merge, counts), reduce(merge, durations)
        )

    def combine(self, one: TimingPartial, other: TimingPartial) -> TimingPartial:
        """Add the cycles of two sets of buckets."""
        return TimingPartial(
            longer(one.words, other.words), merge(one.counts, other.counts), merge(one.durations, other.durations)
        )

    def finish(self, partial: TimingPartial) -> TimingResult:
        """Summarise everybody, and each segment when asked."""
        found = [int(one) for one in np.unique(partial.counts.keys // _SLOTS)] if self.by else []
        segments = [_summary(partial, one, partial.words[one - 1] if one else "") for one in found]
        segments.sort(key=lambda one: (-one.cycles, one.subject))
        return TimingResult(_summary(partial, None, ""), tuple(segments))


def cycle_moments(journeys: Journeys, of: Units) -> tuple[list[Longs], list[Longs]]:
    """Give each passage's first start and first end per cycle, NEVER where it has none."""
    stage, role = codes(journeys, "stage"), journeys["role"]
    moments = {name: first_at(journeys, of, stage == code) for code, name in enumerate(STAGES)}
    moments |= {name: first_at(journeys, of, role == code) for name, code in (("touch", TOUCH), ("order", ORDER))}
    # An order lies in decision itself: of those who only decided by ordering, all would have gone on to it.
    deciding = first_at(journeys, of, (stage == STAGES.index("decision")) & (role != ORDER))
    starts = [deciding if passage == ("decision", "order") else moments[passage[0]] for passage in PASSAGES]
    return starts, [moments[end] for _, end in PASSAGES]


def settled_cycles(journeys: Journeys, of: Units, before: int) -> NDArray[np.bool_]:
    """Find the cycles that ended in an order, or began by then (microseconds UTC)."""
    order = first_at(journeys, of, journeys["role"] == ORDER)
    opened = first_at(journeys, of, np.ones(journeys.rows, np.bool_))
    settled: NDArray[np.bool_] = (opened != NEVER) & ((order != NEVER) | (opened <= before))
    return settled


def first_at(journeys: Journeys, of: Units, asked: NDArray[np.bool_]) -> Longs:
    """Give each cycle the time of the first of the rows asked for, NEVER without one."""
    first = np.full(len(of.owner), NEVER)
    rows = np.flatnonzero(asked & (of.of_row >= 0))
    np.minimum.at(first, of.of_row[rows], longs(journeys, "at")[rows])
    return first


def _summary(partial: TimingPartial, segment: int | None, subject: str) -> SegmentTiming:
    """Summarise one segment, or all of them."""
    counts = _slots(partial.counts, segment, 1)
    durations = _slots(partial.durations, segment, 1 << 32)
    passages = []
    for place, (start, end) in enumerate(PASSAGES):
        reached, went_on = (int(one) for one in counts.sums[counts.keys == place].sum(axis=0))
        here = durations.keys >> 32 == place
        times = spread(durations.keys[here] & 0xFFFFFFFF, durations.sums[here, 0])
        passages.append(Passage(start, end, rate(went_on, reached), times))
    return SegmentTiming(subject, int(counts.sums[counts.keys == _CYCLES, 0].sum()), tuple(passages))


def _slots(whole: Tally, segment: int | None, width: int) -> Tally:
    """Take one segment's part of a tally, or add all segments up."""
    found = whole.keys // (_SLOTS * width)
    here = found == segment if segment is not None else np.ones(len(found), np.bool_)
    return tally(whole.keys[here] % (_SLOTS * width), *whole.sums[here].T)
