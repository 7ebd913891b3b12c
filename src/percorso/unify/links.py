"""Links: which identifiers belong to one person, and what says so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.core.identity import EVIDENCE, KINDS, PERSONAL
from percorso.sequence.codes import Bools, Ints, Numbers
from percorso.sequence.kernels import kernel

_ALONE, _PARCEL, _ALIAS = (EVIDENCE.index(kind) for kind in ("alone", "pickup", "alias"))
_NONE = np.int32(-1)
_ORDER, _PICKUP, _DEVICE = (KINDS.index(kind) for kind in ("order", "pickup", "anonymous"))
_PERSONS = tuple(KINDS.index(kind) for kind in PERSONAL)
# What ties a device, by the kind of what it is tied to; what ties anything else is its own kind.
_BY_CENTRE = np.array([EVIDENCE.index("login"), *(EVIDENCE.index(kind) for kind in PERSONAL[1:])], dtype=np.int8)


@dataclass(frozen=True)
class Naming:
    """Which identifiers identities name, and when; all of one length.

    Attributes:
        of: by kind, in the order of KINDS, then for previous ids: the number of the identifier, -1 for none.
        placed: whether its events place the order.
        change: whether they change or deliver it.
        choice: whether they only tell a choice of consent.
        first, last: when it was seen, microseconds.
        seq: the first of its events; ``source``, who told it, as a code.
    """

    of: tuple[NDArray[np.integer], ...]
    placed: Bools
    change: Bools
    choice: Bools
    first: Ints
    last: Ints
    seq: Ints
    source: NDArray[np.int16]

    @cached_property
    def person(self) -> NDArray[np.int32]:
        """The strongest identifier of a person that each names, -1 for none."""
        return _strongest([self.of[kind] for kind in _PERSONS])


@dataclass(frozen=True)
class Links:
    """Links between identifiers, by their numbers, each once, in the order of the first three.

    Attributes:
        left: the stronger end; the other end is ``right``, the same for an identifier that is seen alone.
        evidence: places in EVIDENCE.
        first, last: when the link was seen, microseconds.
        seq: the event that showed it first; ``source``, who told that, as a code.
    """

    left: Numbers
    right: Numbers
    evidence: NDArray[np.int8]
    first: Ints
    last: Ints
    seq: Ints
    source: NDArray[np.int16]


def links(named: Naming, ordered: Bools) -> Links:
    """Find every link that identities show.

    The identifiers of one identity form a star around the strongest; one with a single identifier links it to itself,
    so that every identifier is known. Order ids link only where the order is placed: who opens, ships or refunds it may
    be another. A parcel's code links to its order or to a person, never to a device: terminals scan many. An alias of
    itself says nothing.

    Args:
        named: what the identities name.
        ordered: which identifiers are orders that somebody placed, and one slot more (see ``known_orders``).
    """
    order = named.of[_ORDER]
    by_order = (order >= 0) & ordered[order]
    parcel = np.where(by_order | (named.person >= 0), named.of[_PICKUP], _NONE)
    points = [*(named.of[kind] for kind in (*_PERSONS, _DEVICE)), np.where(named.placed, order, _NONE), parcel]
    points = [np.ascontiguousarray(point, dtype=np.int32) for point in (*points, named.of[-1])]
    told = [-1, *(EVIDENCE.index(kind) for kind in PERSONAL[1:]), -1]
    told += [EVIDENCE.index("order"), _PARCEL, _ALIAS]
    centre, kind = np.full(len(order), _NONE), np.zeros(len(order), dtype=np.int8)
    shown = _Shown.room_for(sum(int(np.count_nonzero(point >= 0)) for point in points))
    tied, count = np.zeros(len(order), dtype=bool), np.zeros(1, dtype=np.int64)
    for place, (point, by) in enumerate(zip(points, told, strict=True)):
        end = np.where(by_order, order, centre) if by == _PARCEL else centre
        _tie(point, end, place, by, _BY_CENTRE, centre, kind, tied, *shown, count)
    _tie_alone(centre, tied, _ALONE, *shown, count)
    return _each_once(named, shown.first(int(count[0])), len(ordered) - 1)


def known_orders(named: Naming, count: int) -> Bools:
    """Tell of each identifier whether it is an order that somebody placed; the last slot is for no identifier."""
    ordered = np.zeros(count + 1, dtype=bool)
    ordered[named.of[_ORDER][named.placed]] = True
    ordered[-1] = False
    return ordered


def _strongest(columns: list[NDArray[np.integer]]) -> Numbers:
    found = columns[0].astype(np.int32)
    for column in columns[1:]:
        _fill(np.ascontiguousarray(column, dtype=np.int32), found)
    return found


@kernel("int32[] int32[]!")
def _fill(column: Numbers, found: Numbers) -> None:
    """Give those that have none yet the number in a column."""
    for row in range(len(found)):
        if found[row] < 0:
            found[row] = column[row]


class _Shown(NamedTuple):
    """Links as identities show them: both ends, places in EVIDENCE, and the identities."""

    left: Numbers
    right: Numbers
    evidence: NDArray[np.int8]
    of: Numbers

    @classmethod
    def room_for(cls, count: int) -> _Shown:
        """Give room for some; what is not used of it is never touched."""
        left, right, of = (np.empty(count, dtype=np.int32) for _ in range(3))
        return cls(left, right, np.empty(count, dtype=np.int8), of)

    def first(self, count: int) -> _Shown:
        """Give the first ones."""
        return _Shown(self.left[:count], self.right[:count], self.evidence[:count], self.of[:count])


@kernel("int32[] int32[] int64 int64 int8[] int32[]! int8[]! bool_[]! int32[]! int32[]! int8[]! int32[]! int64[]!")
def _tie(
    point: Numbers,
    end: Numbers,
    place: int,
    by: int,
    by_centre: NDArray[np.int8],
    centre: Numbers,
    kind: NDArray[np.int8],
    tied: Bools,
    left: Numbers,
    right: Numbers,
    evidence: NDArray[np.int8],
    of: Numbers,
    count: Ints,
) -> None:
    """Tie what identities name by one kind to their ends, or make it their centre where they have none."""
    link = count[0]
    for row in range(len(point)):
        if point[row] < 0:
            continue
        if end[row] >= 0 and end[row] != point[row]:
            left[link], right[link], of[link] = end[row], point[row], row
            evidence[link] = by_centre[kind[row]] if by < 0 else by
            tied[row] = True
            link += 1
        if centre[row] < 0:
            centre[row], kind[row] = point[row], place
    count[0] = link


@kernel("int32[] bool_[] int64 int32[]! int32[]! int8[]! int32[]! int64[]!")
def _tie_alone(
    centre: Numbers,
    tied: Bools,
    alone: int,
    left: Numbers,
    right: Numbers,
    evidence: NDArray[np.int8],
    of: Numbers,
    count: Ints,
) -> None:
    """Tie what is named by itself to itself."""
    link = count[0]
    for row in range(len(centre)):
        if centre[row] >= 0 and not tied[row]:
            left[link], right[link], evidence[link], of[link] = centre[row], centre[row], alone, row
            link += 1
    count[0] = link


def _each_once(named: Naming, shown: _Shown, identifiers: int) -> Links:
    """Bring together what several identities show: when first and last, and by which event first."""
    key, of = np.empty(len(shown.left), dtype=np.int64), np.empty(len(shown.left), dtype=np.int32)
    ends = np.zeros(identifiers + 1, dtype=np.int32)
    _gather(*shown, ends, key, of)
    count = np.zeros(1, dtype=np.int64)
    _order_each(ends, key, of, count)
    left, right = (np.empty(count[0], dtype=np.int32) for _ in range(2))
    first, last, seq = (np.empty(count[0], dtype=np.int64) for _ in range(3))
    evidence, source = np.empty(count[0], dtype=np.int8), np.empty(count[0], dtype=np.int16)
    seen = (named.first, named.last, named.seq, named.source)
    _bring_together(ends, key, of, *seen, left, right, evidence, first, last, seq, source)
    return Links(left, right, evidence, first, last, seq, source)


@kernel("int32[] int32[] int8[] int32[] int32[]! int64[]! int32[]!")
def _gather(
    left: Numbers,
    right: Numbers,
    evidence: NDArray[np.int8],
    of: Numbers,
    ends: Numbers,
    key: Ints,
    gathered: Numbers,
) -> None:
    """Gather links by their left ends (by counting: Knuth, volume 3, 5.2), as they stand; tells where each's end."""
    for one in left:
        ends[one + 1] += 1
    for number in range(1, len(ends)):
        ends[number] += ends[number - 1]
    for link in range(len(left)):
        place = ends[left[link]]
        key[place] = np.int64(right[link]) << 4 | evidence[link]
        gathered[place] = of[link]
        ends[left[link]] = place + 1


@kernel("int32[] int64[]! int32[]! int64[]!")
def _order_each(ends: Numbers, key: Ints, of: Numbers, count: Ints) -> None:
    """Put each left end's links in the order of right end and evidence, and count the distinct ones."""
    begin = 0
    for number in range(len(ends) - 1):
        end = ends[number]
        if end - begin > 32:
            order = np.argsort(key[begin:end], kind="mergesort")
            key[begin:end] = key[begin:end][order]
            of[begin:end] = of[begin:end][order]
        else:
            for place in range(begin + 1, end):
                own, row = key[place], of[place]
                before = place - 1
                while before >= begin and key[before] > own:
                    key[before + 1], of[before + 1] = key[before], of[before]
                    before -= 1
                key[before + 1], of[before + 1] = own, row
        for place in range(begin, end):
            count[0] += place == begin or key[place] != key[place - 1]
        begin = end


@kernel(
    "int32[] int64[] int32[] int64[] int64[] int64[] int16[]"
    " int32[]! int32[]! int8[]! int64[]! int64[]! int64[]! int16[]!"
)
def _bring_together(
    ends: Numbers,
    key: Ints,
    of: Numbers,
    seen: Ints,
    seen_last: Ints,
    arrived: Ints,
    told: NDArray[np.int16],
    left: Numbers,
    right: Numbers,
    evidence: NDArray[np.int8],
    first: Ints,
    last: Ints,
    seq: Ints,
    source: NDArray[np.int16],
) -> None:
    """Make one link of those of the same ends and evidence, which lie side by side."""
    link, begin = -1, 0
    for number in range(len(ends) - 1):
        for place in range(begin, ends[number]):
            row = of[place]
            if place == begin or key[place] != key[place - 1]:
                link += 1
                left[link], right[link], evidence[link] = number, key[place] >> 4, key[place] & 15
                first[link], last[link], seq[link], source[link] = seen[row], seen_last[row], arrived[row], told[row]
                continue
            last[link] = max(last[link], seen_last[row])
            if seen[row] < first[link] or (seen[row] == first[link] and arrived[row] <= seq[link]):
                first[link], seq[link], source[link] = seen[row], arrived[row], told[row]
        begin = ends[number]
