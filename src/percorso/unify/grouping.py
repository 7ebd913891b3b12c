"""Grouping: customers from pairs of rows that probably are one person, where a few wrong pairs must not chain many."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from percorso.sequence.codes import Ints
from percorso.sequence.components import components

Weights = NDArray[np.float64]


@dataclass(frozen=True)
class Pairs:
    """Pairs of rows that were compared.

    Attributes:
        left, right: rows, left < right.
        weight: the logarithm to base 2 of the odds that both are one person.
        prior: the same of two rows at random.
    """

    left: Ints
    right: Ints
    weight: Weights
    prior: float


def grouped(rows: int, pairs: Pairs, least: float) -> Ints:
    """Give each row the first row of its group.

    Two groups become one where a pair of theirs reaches the threshold and all their pairs together do not speak against
    it: the mean of their weights is at least 0, so that together is likelier than apart. A pair that was never compared
    has the odds of two rows at random. The pair of groups with the highest mean goes first (average linkage: Sokal and
    Michener, 1958).

    Args:
        rows: how many rows there are.
        pairs: those compared.
        least: the threshold, as a weight.
    """
    linking = pairs.weight >= least
    reached = components(rows, pairs.left[linking], pairs.right[linking])
    inside = np.flatnonzero(reached[pairs.left] == reached[pairs.right])
    groups = _Groups(pairs.prior, least)
    ends = (pairs.left[inside].tolist(), pairs.right[inside].tolist(), pairs.weight[inside].tolist())
    for left, right, weight in zip(*ends, strict=True):
        groups.link(left, right, weight)
    first = np.arange(rows, dtype=np.int64)
    for members in groups.merged():
        first[members] = min(members)
    return first


@dataclass(frozen=True)
class _Between:
    """All pairs between two groups that were compared: the sum of their weights, their number, the highest weight."""

    total: float
    count: int
    best: float

    def __add__(self, other: _Between) -> _Between:
        return _Between(self.total + other.total, self.count + other.count, max(self.best, other.best))


class _Groups:
    """Groups of rows that grow; each is known by one of its rows."""

    def __init__(self, prior: float, least: float) -> None:
        self._prior, self._least = prior, least
        self._near: dict[int, dict[int, _Between]] = {}
        self._members: dict[int, list[int]] = {}
        self._version: dict[int, int] = {}

    def link(self, left: int, right: int, weight: float) -> None:
        """Take down a pair of rows."""
        for one, other in ((left, right), (right, left)):
            self._near.setdefault(one, {})[other] = _Between(weight, 1, weight)
            self._members.setdefault(one, [one])
            self._version.setdefault(one, 0)

    def merged(self) -> list[list[int]]:
        """Merge until nothing more is to be merged, and give the rows of each group."""
        queue = [
            ready
            for one in self._near
            for other in self._near[one]
            if one < other and (ready := self._ready(one, other))
        ]
        heapq.heapify(queue)
        while queue:
            _, one, other, *versions = heapq.heappop(queue)
            if versions == [self._version.get(one), self._version.get(other)]:
                self._merge(one, other)
                for third in self._near[one]:
                    if ready := self._ready(min(one, third), max(one, third)):
                        heapq.heappush(queue, ready)
        return list(self._members.values())

    def _ready(self, one: int, other: int) -> tuple[float, int, int, int, int] | None:
        between = self._near[one][other]
        possible = len(self._members[one]) * len(self._members[other])
        mean = (between.total + self._prior * (possible - between.count)) / possible
        if between.best < self._least or mean < 0:
            return None
        return -mean, one, other, self._version[one], self._version[other]

    def _merge(self, one: int, other: int) -> None:
        nearby = self._near.pop(other)
        for third, between in nearby.items():
            del self._near[third][other]
            if third != one:
                known = self._near[one].get(third)
                whole = between if known is None else known + between
                self._near[one][third] = self._near[third][one] = whole
        self._members[one] += self._members.pop(other)
        del self._version[other]
        self._version[one] += 1
