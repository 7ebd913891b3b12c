"""Routes: the ways through events that people took, from or to any one of them, loops kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.core.errors import PercorsoError
from percorso.sequence.journeys import STAGES, Journeys
from percorso.sequence.routes import ANY, cut_routes
from percorso.sequence.tally import Tally, merge, tally
from percorso.sequence.units import codes, grouped, longer, units

Codes = NDArray[np.int32]
Longs = NDArray[np.int64]

# Places on a route are told apart by six bits, words by 28.
MOST_STEPS = 60
_WORDS = 1 << 28
# Numbers of 64 bits tell shorter routes apart.
_LONGEST = 1 << 62


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
        everybody, sizes, values = self._cut(journeys, words)
        sizes = sizes[sizes > 0]
        ends = np.cumsum(sizes)
        place = np.arange(len(values)) - np.repeat(ends - sizes, sizes)
        on = np.flatnonzero(place[1:] > 0)
        # Places of routes to an event are counted back from it, which is at place 0.
        number = np.repeat(sizes, sizes)[on] - place[on] - 1 if self.end else place[on] + 1
        return RoutesPartial(
            words, _links(number, values, on, len(words)), _counted(values, ends, sizes, words), everybody
        )

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
        _, sizes, values = self._cut(journeys, words)
        begins = np.cumsum(sizes) - sizes
        units_ = np.flatnonzero(sizes == len(path))
        asked = np.array([_code(word, words) for word in path], np.int32)
        same = (values[begins[units_][:, None] + np.arange(len(path))] == asked).all(axis=1)
        return units_[same] if len(path) else units_[:0]

    def _words(self, journeys: Journeys) -> tuple[str, ...]:
        return STAGES if self.by == "stage" else journeys.words.get(self.by, ())

    def _cut(self, journeys: Journeys, words: tuple[str, ...]) -> tuple[int, Longs, Codes]:
        """Cut every unit's route: how many units have any row with a value, each route's size, all routes' codes."""
        offsets, values = journeys.offsets, codes(journeys, self.by)
        if self.unit == "session":
            offsets, rows = grouped(units(journeys, "session"))
            values = values[rows]
        start, end = (ANY if word is None else _code(word, words) for word in (self.start, self.end))
        met, sizes, route = np.zeros(1, np.int64), np.zeros(len(offsets) - 1, np.int64), np.empty(len(values), np.int32)
        cut_routes(offsets, values, start, end, self.steps, int(self.loops), met, sizes, route)
        return int(met[0]), sizes, route[: int(sizes.sum())]


def _links(number: Longs, values: Codes, on: Longs, words: int) -> Tally:
    """Count who went on from each place where one does; keys without gaps are added up fastest."""
    radix = words + 1
    found = tally((number * radix + values[on]) * radix + values[on + 1])
    rest, end = np.divmod(found.keys, radix)
    place, start = np.divmod(rest, radix)
    return Tally((place * _WORDS + start) * _WORDS + end, found.sums)


def _counted(values: Codes, ends: Longs, sizes: Longs, words: tuple[str, ...]) -> Mapping[bytes, int]:
    """Count equal routes: as numbers, whose digits are their codes, where these are not too long for that."""
    radix, longest = len(words) + 1, int(sizes.max(initial=0))
    packed = np.ascontiguousarray(values, np.int32)
    if radix**longest >= _LONGEST:
        whole = packed.tobytes()
        return Counter(
            whole[4 * (end - size) : 4 * end] for size, end in zip(sizes.tolist(), ends.tolist(), strict=True)
        )
    keys = np.zeros(len(sizes), np.int64)
    for place in range(longest):
        going = np.flatnonzero(sizes > place)
        keys[going] = keys[going] * radix + packed[ends[going] - sizes[going] + place] + 1
    found = tally(keys)
    return {
        _route(key, radix): count for key, count in zip(found.keys.tolist(), found.sums[:, 0].tolist(), strict=True)
    }


@lru_cache(maxsize=1 << 16)
def _route(key: int, radix: int) -> bytes:
    """Write out a route; the same ones are met in every bucket."""
    digits = []
    while key:
        key, digit = divmod(key, radix)
        digits.append(digit - 1)
    return np.array(digits[::-1], np.int32).tobytes()


def _code(word: str, words: tuple[str, ...]) -> int:
    return words.index(word) if word in words else -2
