"""Paths: the sequences of channels people take to an order, or without one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, NamedTuple

import numpy as np

from percorso.analyze.ways import Codes, Longs, asked_orders, money_in, open_ways, ways
from percorso.sequence.journeys import Journeys
from percorso.sequence.kernels import first_of_its_kind
from percorso.sequence.units import longer

# A path as the bytes of its int32 codes: a key that compares and hashes fast.
Path = bytes


@dataclass(frozen=True)
class PathRow:
    """One sequence of channels; empty for orders without a creditable touch.

    Attributes:
        conversions: orders reached by it; ``value`` their net revenue in minor units.
        non_conversions: ways without an order that took it.
    """

    path: tuple[str, ...]
    conversions: int
    non_conversions: int
    value: int


@dataclass(frozen=True)
class PathsResult:
    """Every path, the most orders first, then the most ways."""

    currency: str
    rows: tuple[PathRow, ...]
    conversions: int
    non_conversions: int


class PathsPartial(NamedTuple):
    """Paths of some buckets, with their orders, ways without an order, and value."""

    words: tuple[str, ...]
    conversions: Mapping[Path, int]
    non_conversions: Mapping[Path, int]
    value: Mapping[Path, int]


@dataclass(frozen=True)
class Paths:
    """Paths of creditable touches, to each order and of each way without an order.

    Attributes:
        by: what stands for a touch.
        look_back: how long before the order (or before the last touch of a way without one) a touch counts.
        transform: ``none``; ``exposure`` makes one of equal touches that follow each other; ``unique`` keeps the first
            of each.
        without_order: ``cycles`` takes every cycle still open; ``people`` only those of people who never ordered.
    """

    by: Literal["channel", "campaign"] = "channel"
    look_back: timedelta = timedelta(days=90)
    currency: str = "EUR"
    transform: Literal["none", "exposure", "unique"] = "none"
    without_order: Literal["cycles", "people"] = "cycles"

    def map(self, journeys: Journeys) -> PathsPartial:
        """Collect a bucket's paths."""
        laid = ways(journeys, asked_orders(journeys), self.by, self.look_back)
        to_orders = self._paths(laid.starts, laid.subjects)
        value: Counter[Path] = Counter()
        for path, money in zip(to_orders, money_in(journeys, self.currency)[laid.orders].tolist(), strict=True):
            value[path] += money
        unended = open_ways(journeys, self.by, self.look_back, self.without_order)
        without = self._paths(unended.starts, unended.subjects)
        return PathsPartial(journeys.words.get(self.by, ()), Counter(to_orders), Counter(without), value)

    def combine(self, one: PathsPartial, other: PathsPartial) -> PathsPartial:
        """Add the paths of two sets of buckets."""
        return PathsPartial(
            longer(one.words, other.words),
            _added(one.conversions, other.conversions),
            _added(one.non_conversions, other.non_conversions),
            _added(one.value, other.value),
        )

    def finish(self, partial: PathsPartial) -> PathsResult:
        """Name the paths."""
        rows = [
            PathRow(
                tuple(partial.words[code] for code in np.frombuffer(path, np.int32)),
                partial.conversions.get(path, 0),
                partial.non_conversions.get(path, 0),
                partial.value.get(path, 0),
            )
            for path in {**partial.conversions, **partial.non_conversions}
        ]
        rows.sort(key=lambda row: (-row.conversions, -row.non_conversions, row.path))
        conversions, without = sum(partial.conversions.values()), sum(partial.non_conversions.values())
        return PathsResult(self.currency, tuple(rows), conversions, without)

    def _paths(self, starts: Longs, subjects: Codes) -> list[Path]:
        """Cut the touches into one path per way, transformed; a touch without a subject is passed over."""
        way = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        kept = subjects >= 0
        way, subjects = way[kept], np.ascontiguousarray(subjects[kept])
        if self.transform == "exposure":
            new = (np.diff(way, prepend=-1) != 0) | (np.diff(subjects, prepend=-1) != 0)
            way, subjects = way[new], subjects[new]
        elif self.transform == "unique":
            first = np.zeros(len(way), np.int8)
            first_of_its_kind(way, subjects, int(subjects.max(initial=0)) + 1, first)
            way, subjects = way[first == 1], subjects[first == 1]
        sizes = np.bincount(way, minlength=len(starts) - 1) * subjects.itemsize
        ends = np.cumsum(sizes)
        packed, begins = subjects.tobytes(), ends - sizes
        return [packed[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]


def _added(one: Mapping[Path, int], other: Mapping[Path, int]) -> Mapping[Path, int]:
    added = Counter(one)
    added.update(other)
    return added
