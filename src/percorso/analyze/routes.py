"""Routes: the ways through events that people took, from or to any one of them, loops kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.core.errors import PercorsoError
from percorso.sequence.journeys import STAGES, Journeys
from percorso.sequence.tally import Tally, merge, tally
from percorso.sequence.units import Rows, codes, grouped, longer, owners, units

Codes = NDArray[np.int32]
Longs = NDArray[np.int64]

# Places on a route are told apart by six bits, words by 28.
MOST_STEPS = 60
_WORDS = 1 << 28


@dataclass(frozen=True)
class Link:
    """How many went on, at a place of the route, from one event to the next.

    Attributes:
        place: of ``start`` on the route, from 1; of routes to an event, counted back from it.
    """

    place: int
    start: str
    end: str
    count: int


@dataclass(frozen=True)
class Route:
    """One whole route, and how many took it; ``share`` is of everybody with a route."""

    path: tuple[str, ...]
    count: int
    share: float


@dataclass(frozen=True)
class RoutesResult:
    """The links of all routes, and the routes that most took.

    Attributes:
        units: how many customers (or sessions) have a route: of ``all_units``, the others never met the event asked.
        shown: the share of them whose whole route is among ``routes``.
    """

    by: str
    unit: str
    units: int
    all_units: int
    links: tuple[Link, ...]
    routes: tuple[Route, ...]
    shown: float


class RoutesPartial(NamedTuple):
    """Routes of some buckets: links by ``(place * 2**28 + start) * 2**28 + end``, whole routes, and all units."""

    words: tuple[str, ...]
    links: Tally
    routes: Mapping[bytes, int]
    units: int


@dataclass(frozen=True)
class Routes:
    """Routes over the rows that have a value in the column ``by``.

    Attributes:
        start: a route begins with its unit's first row of this; units without one have none.
        end: a route ends with its unit's first row of this (after the start, where there is one).
        steps: how many rows of a route are followed: its first ones, or its last where it is asked to an ``end``.
        top: how many whole routes are listed.
        loops: whether equal rows that follow each other stay several.
    """

    by: str = "name"
    unit: Literal["customer", "session"] = "customer"
    start: str | None = None
    end: str | None = None
    steps: int = 5
    top: int = 20
    loops: bool = True

    def __post_init__(self) -> None:
        """Refuse routes that lead nowhere, or further than can be told."""
        if not 2 <= self.steps <= MOST_STEPS:
            raise PercorsoError("bad_steps", f"A route has 2 to {MOST_STEPS} steps, not {self.steps}.")

    def map(self, journeys: Journeys) -> RoutesPartial:
        """Cut a bucket's routes and count them."""
        words = self._words(journeys)
        unit, values = self._met(journeys)
        everybody = int(np.count_nonzero(np.diff(unit, prepend=-1)))
        unit, values = self._cut(unit, values, words)
        begins = np.flatnonzero(np.diff(unit, prepend=-1))
        sizes = np.diff(np.append(begins, len(unit)))
        place = np.arange(len(unit)) - np.repeat(begins, sizes)
        on = np.flatnonzero(unit[1:] == unit[:-1])
        # Places of routes to an event are counted back from it, which is at place 0.
        number = np.repeat(sizes, sizes)[on] - place[on] - 1 if self.end else place[on] + 1
        keys = (number * _WORDS + values[on]) * _WORDS + values[on + 1]
        packed, ends = np.ascontiguousarray(values, np.int32).tobytes(), np.cumsum(sizes) * 4
        routes = Counter(packed[end - 4 * size : end] for size, end in zip(sizes.tolist(), ends.tolist(), strict=True))
        return RoutesPartial(words, tally(keys), routes, everybody)

    def combine(self, one: RoutesPartial, other: RoutesPartial) -> RoutesPartial:
        """Add the routes of two sets of buckets."""
        routes = Counter(one.routes)
        routes.update(other.routes)
        return RoutesPartial(
            longer(one.words, other.words), merge(one.links, other.links), routes, one.units + other.units
        )

    def finish(self, partial: RoutesPartial) -> RoutesResult:
        """Name the links and the routes."""
        words = partial.words
        taken = sum(partial.routes.values())
        named = [
            (tuple(words[code] for code in np.frombuffer(route, np.int32)), count)
            for route, count in partial.routes.items()
        ]
        named.sort(key=lambda one: (-one[1], one[0]))
        top = tuple(Route(path, count, count / taken) for path, count in named[: self.top])
        links = []
        for key, count in zip(partial.links.keys.tolist(), partial.links.sums[:, 0].tolist(), strict=True):
            rest, end = divmod(key, _WORDS)
            place, start = divmod(rest, _WORDS)
            links.append(Link(place, words[start], words[end], count))
        links.sort(key=lambda one: (one.place, -one.count, one.start, one.end))
        shown = sum(one.count for one in top) / taken if taken else 0.0
        return RoutesResult(self.by, self.unit, taken, partial.units, tuple(links), top, shown)

    def takers(self, journeys: Journeys, path: Sequence[str]) -> Longs:
        """Give the units of a bucket whose whole route is a path."""
        words = self._words(journeys)
        unit, values = self._cut(*self._met(journeys), words)
        begins = np.flatnonzero(np.diff(unit, prepend=-1))
        sizes = np.diff(np.append(begins, len(unit)))
        begins = begins[sizes == len(path)]
        asked = np.array([_code(word, words) for word in path], np.int32)
        same = (values[begins[:, None] + np.arange(len(path))] == asked).all(axis=1)
        return unit[begins[same]] if len(path) else unit[:0]

    def _words(self, journeys: Journeys) -> tuple[str, ...]:
        return STAGES if self.by == "stage" else journeys.words.get(self.by, ())

    def _met(self, journeys: Journeys) -> tuple[Longs, Codes]:
        """Give the rows that have a value: each one's unit, and the value's code."""
        rows, unit_of = _units(journeys, self.unit)
        values = codes(journeys, self.by)[rows.rows]
        unit = unit_of[rows.rows]
        kept = values >= 0
        if not self.loops:
            unit, values = unit[kept], values[kept]
            kept = (np.diff(unit, prepend=-1) != 0) | (np.diff(values, prepend=-1) != 0)
        return unit[kept], values[kept]

    def _cut(self, unit: Longs, values: Codes, words: tuple[str, ...]) -> tuple[Longs, Codes]:
        """Cut what lies before the start and after the end, then all but the steps asked for."""
        if self.start is not None:
            since = _first(unit, values == _code(self.start, words))
            kept = np.arange(len(unit)) >= since[unit] if len(unit) else np.zeros(0, np.bool_)
            unit, values = unit[kept], values[kept]
        if self.end is None:
            begins = np.flatnonzero(np.diff(unit, prepend=-1))
            place = np.arange(len(unit)) - np.repeat(begins, np.diff(np.append(begins, len(unit))))
            kept = place < self.steps
            return unit[kept], values[kept]
        until = _first(unit, values == _code(self.end, words))
        place = np.arange(len(unit))
        kept = (place <= until[unit]) & (until[unit] < len(unit)) & (place > until[unit] - self.steps)
        return unit[kept], values[kept]


def _units(journeys: Journeys, unit: Literal["customer", "session"]) -> tuple[Rows, Longs]:
    """Group rows by customer or session; give each row its own."""
    if unit == "customer":
        return Rows(journeys.offsets, np.arange(journeys.rows)), owners(journeys)
    of = units(journeys, "session")
    return grouped(of), of.of_row


def _first(unit: Longs, asked: NDArray[np.bool_]) -> Longs:
    """Give each unit the place of its first row asked for; one without any a place after all rows."""
    found = np.full(int(unit.max(initial=-1)) + 1, len(unit), np.int64)
    places = np.flatnonzero(asked)[::-1]
    # Of several places set for one unit the last one stays: from the end, that is the first.
    found[unit[places]] = places
    return found


def _code(word: str, words: tuple[str, ...]) -> int:
    return words.index(word) if word in words else -2
