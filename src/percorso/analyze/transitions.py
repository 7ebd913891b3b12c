"""Transitions: what follows what on people's ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from percorso.sequence.journeys import STAGES, Journeys
from percorso.sequence.kernels import Narrow, count_transitions
from percorso.sequence.tally import Tally, merge, tally
from percorso.sequence.units import Longs, grouped, longer, narrow, units

# Up to this many words transitions are counted in a square table.
_SQUARE = 2048
# Words fit below this in a pair's key.
_WORDS = 1 << 31


@dataclass(frozen=True)
class Transition:
    """How often ``end`` came directly after ``start``; the same name twice is a loop and is kept.

    Attributes:
        units: how many customers (or sessions) went so at least once: as a strict funnel of the two counts them.
    """

    start: str
    end: str
    count: int
    units: int = 0


@dataclass(frozen=True)
class TransitionsResult:
    """Every transition, the most frequent first, and how often units began and ended with each name."""

    by: str
    unit: str
    transitions: tuple[Transition, ...]
    starts: tuple[tuple[str, int], ...]
    ends: tuple[tuple[str, int], ...]


class TransitionsPartial(NamedTuple):
    """Counts of some buckets.

    Attributes:
        pairs: by ``before * 2**31 + after``: how often, and by how many units.
        starts, ends: by word.
    """

    words: tuple[str, ...]
    pairs: Tally
    starts: Tally
    ends: Tally


@dataclass(frozen=True)
class Transitions:
    """What follows what, over the rows that have a value in the column ``by``."""

    by: str = "name"
    unit: Literal["customer", "session"] = "customer"

    def map(self, journeys: Journeys) -> TransitionsPartial:
        """Count a bucket's transitions."""
        words = STAGES if self.by == "stage" else journeys.words.get(self.by, ())
        values, offsets = narrow(journeys, self.by), journeys.offsets
        if self.unit == "session":
            offsets, rows = grouped(units(journeys, "session"))
            values = values[rows]
        counted = _in_square(offsets, values, len(words)) if len(words) <= _SQUARE else _by_pair(offsets, values)
        return TransitionsPartial(words, *counted)

    def combine(self, one: TransitionsPartial, other: TransitionsPartial) -> TransitionsPartial:
        """Add the transitions of two sets of buckets."""
        return TransitionsPartial(
            longer(one.words, other.words),
            merge(one.pairs, other.pairs),
            merge(one.starts, other.starts),
            merge(one.ends, other.ends),
        )

    def finish(self, partial: TransitionsPartial) -> TransitionsResult:
        """Name the transitions."""
        words = partial.words
        pairs = [
            Transition(words[key // _WORDS], words[key % _WORDS], int(count), int(people))
            for key, (count, people) in zip(partial.pairs.keys, partial.pairs.sums, strict=True)
        ]
        pairs.sort(key=lambda one: (-one.count, one.start, one.end))
        starts, ends = _named(partial.starts, words), _named(partial.ends, words)
        return TransitionsResult(self.by, self.unit, tuple(pairs), starts, ends)


def _in_square(offsets: Longs, values: Narrow, words: int) -> tuple[Tally, Tally, Tally]:
    counts, people = np.zeros((words, words), np.int64), np.zeros((words, words), np.int64)
    starts, ends = np.zeros(words, np.int64), np.zeros(words, np.int64)
    count_transitions(offsets, values, counts, people, starts, ends)
    before, after = np.nonzero(counts)
    each = np.arange(words)
    pairs = tally(before * _WORDS + after, counts[before, after], people[before, after])
    return pairs, tally(each, starts), tally(each, ends)


def _by_pair(offsets: Longs, values: Narrow) -> tuple[Tally, Tally, Tally]:
    """Count pair by pair, for dictionaries whose square would not fit."""
    unit = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))[values >= 0]
    words = values[values >= 0].astype(np.int64)
    same = unit[1:] == unit[:-1]
    starts, ends = np.append(True, ~same)[: len(words)], np.append(~same, True)[: len(words)]
    pair, whose = (words[:-1] * _WORDS + words[1:])[same], unit[1:][same]
    # A pair that its unit has gone before is counted, and the unit is not counted again.
    order = np.lexsort((whose, pair))
    new = np.ones(len(pair), np.int64)
    new[order[1:]] = (np.diff(pair[order]) != 0) | (np.diff(whose[order]) != 0)
    return tally(pair, np.ones(len(pair), np.int64), new), tally(words[starts]), tally(words[ends])


def _named(counts: Tally, words: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    named = [(words[key], int(count)) for key, count in zip(counts.keys, counts.sums[:, 0], strict=True)]
    return tuple(sorted(named, key=lambda one: (-one[1], one[0])))
