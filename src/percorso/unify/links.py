"""Links: which identifiers belong to one person, and what says so."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from percorso.core.identity import EVIDENCE, KINDS, PERSONAL
from percorso.sequence.codes import Bools, Ints, Numbers
from percorso.sequence.kernels import in_parts, kernel
from percorso.unify.names import FIRST, FORMER, SLOTS, Kinds, Names

# What is told of an identity beside what it names, as bits.
PLACED, CHANGE, UNTIED, CHOICE = 1, 2, 4, 8
_ALONE, _LOGIN = (EVIDENCE.index(kind) for kind in ("alone", "login"))
_ORDER, _PICKUP, _DEVICE = (KINDS.index(kind) for kind in ("order", "pickup", "anonymous"))
# What a link rests on by the kind of its weaker end; of a device, by that of its stronger end.
_BY_END = np.array([_LOGIN] * SLOTS, dtype=np.int8)
_BY_END[:_DEVICE] = [_LOGIN, *(EVIDENCE.index(kind) for kind in PERSONAL[1:])]
_BY_END[[_ORDER, _PICKUP, FORMER]] = [EVIDENCE.index(kind) for kind in ("order", "pickup", "alias")]


@dataclass(frozen=True)
class Naming:
    """Which identifiers identities name, and when; all but ``names`` of one length.

    Attributes:
        names: which.
        flags: bits: whether its events place the order (PLACED); change or deliver one (CHANGE); deny to have their
            device tied to whom they name (UNTIED); only tell a choice of consent (CHOICE).
        first, last: when it was seen, microseconds.
        seq: the first of its events; ``source``, who told it, as a code.
    """

    names: Names
    flags: NDArray[np.int8]
    first: Ints
    last: Ints
    seq: Ints
    source: NDArray[np.int16]

    def column(self, kind: int) -> Numbers:
        """Give the identifier of one kind that each names, -1 for none, and for a device that is not to be tied."""
        return self.names.column(kind) if kind != _DEVICE else tied_device(self.names, self.flags)

    def some(self, rows: Ints) -> Naming:
        """Give what some identities name."""
        return self.told_of(rows, self.names.some(rows))

    def told_of(self, rows: Ints, names: Names) -> Naming:
        """Give what is told of some identities, and what they name."""
        others = (getattr(self, name)[rows] for name in ("flags", "first", "last", "seq", "source"))
        return Naming(names, *others)

    def renumbered(self, place: Numbers) -> Naming:
        """Give each identifier the number at its place."""
        return replace(self, names=Names(self.names.kinds, place[self.names.numbers]))


def tied_device(names: Names, flags: NDArray[np.int8]) -> Numbers:
    """Give the device that each identity names, -1 for none, and for one that it denies to be tied to."""
    device = names.column(_DEVICE)
    device[(flags & UNTIED) > 0] = -1
    return device


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
    count = len(ordered) - 1
    told = (*named.names, named.flags, ordered, _BY_END, FIRST)
    # Links are gathered by their left ends, of which each counts its own (Knuth, volume 3, 5.2).
    ends = np.zeros(count + 1, dtype=np.int32)
    key, of = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32)
    _tie(*told, 0, count, True, ends, key, of)
    np.cumsum(ends, out=ends)
    shown = int(ends[-1])
    middle = min(int(np.searchsorted(ends, shown // 2)), count - 1)
    key, of = np.empty(shown, dtype=np.int64), np.empty(shown, dtype=np.int32)
    in_parts(lambda begin, end: _tie(*told, begin, end, False, ends, key, of), count, shown, middle)
    return _each_once(named, ends, key, of, middle)


def known_orders(named: Naming, count: int) -> Bools:
    """Tell of each identifier whether it is an order that somebody placed; the last slot is for no identifier."""
    ordered = np.zeros(count + 1, dtype=bool)
    placed = named.column(_ORDER)[(named.flags & PLACED) > 0]
    ordered[placed] = True
    ordered[-1] = False
    return ordered


@kernel("uint16[] int32[] int8[] bool_[] int8[] int8[] int64 int64 bool_ int32[]! int64[]! int32[]!")
def _tie(  # noqa: PLR0912  (a kernel calls no other)
    kinds: Kinds,
    numbers: Numbers,
    flags: NDArray[np.int8],
    ordered: Bools,
    by_end: NDArray[np.int8],
    first_of: NDArray[np.int8],
    begin: int,
    end: int,
    counting: bool,
    ends: Numbers,
    key: Ints,
    of: Numbers,
) -> None:
    """Tie what each identity names to its centre: links whose left end is from ``begin`` to before ``end``.

    They are counted, or written where their left end's next one belongs: by right end and evidence, and by whom shown.
    """
    place = 0
    for row in range(len(kinds)):
        centre, order, tied = np.int32(-1), np.int32(-1), False
        left, right, strongest, evidence = centre, centre, np.int64(0), np.int64(0)
        rest = np.int64(kinds[row])
        while rest or (centre >= 0 and not tied):
            left = centre
            if rest:
                kind = np.int64(first_of[rest])
                rest &= rest - 1
                right, evidence = numbers[place], np.int64(by_end[kind])
                place += 1
                if kind == _ORDER:
                    order = right
                untied = kind == _DEVICE and flags[row] & UNTIED != 0
                barred = untied or (kind == _ORDER and flags[row] & PLACED == 0)
                if kind == _PICKUP:
                    if order >= 0 and ordered[order]:
                        left = order
                    else:
                        barred = centre < 0 or strongest >= _DEVICE
                if barred:
                    continue
                if kind == _DEVICE and centre >= 0:
                    evidence = np.int64(by_end[strongest])
                if centre < 0:
                    centre, strongest = right, kind
                if left < 0 or left == right:
                    continue
            else:
                right, evidence = centre, np.int64(_ALONE)
            tied = True
            if begin <= left < end:
                if counting:
                    ends[left + 1] += 1
                else:
                    key[ends[left]] = np.int64(right) << 4 | evidence
                    of[ends[left]] = row
                    ends[left] += 1


def _each_once(named: Naming, ends: Numbers, key: Ints, of: Numbers, middle: int) -> Links:
    """Bring together what several identities show: when first and last, and by which event first."""
    count, found = len(ends) - 1, dict[int, int]()

    def order(begin: int, end: int) -> None:
        own = np.zeros(1, dtype=np.int64)
        _order_each(ends, begin, end, key, of, own)
        found[end] = int(own[0])

    in_parts(order, count, len(key), middle)
    total = sum(found.values())
    left, right = (np.empty(total, dtype=np.int32) for _ in range(2))
    first, last, seq = (np.empty(total, dtype=np.int64) for _ in range(3))
    evidence, source = np.empty(total, dtype=np.int8), np.empty(total, dtype=np.int16)

    def bring_together(begin: int, end: int) -> None:
        seen = (named.first, named.last, named.seq, named.source)
        links = found[begin] if begin else 0
        _bring_together(ends, begin, end, links, key, of, *seen, left, right, evidence, first, last, seq, source)

    in_parts(bring_together, count, len(key), middle)
    return Links(left, right, evidence, first, last, seq, source)


@kernel("int32[] int64 int64 int64[]! int32[]! int64[]!")
def _order_each(ends: Numbers, number: int, last: int, key: Ints, of: Numbers, count: Ints) -> None:
    """Put each left end's links in the order of right end and evidence, and count the distinct ones."""
    begin = ends[number - 1] if number else 0
    for one in range(number, last):
        end = ends[one]
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
    "int32[] int64 int64 int64 int64[] int32[] int64[] int64[] int64[] int16[]"
    " int32[]! int32[]! int8[]! int64[]! int64[]! int64[]! int16[]!"
)
def _bring_together(
    ends: Numbers,
    number: int,
    end: int,
    links: int,
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
    """Make one link of those of the same ends and evidence, which lie side by side; they go behind others."""
    link, begin = links - 1, ends[number - 1] if number else 0
    for one in range(number, end):
        for place in range(begin, ends[one]):
            row = of[place]
            if place == begin or key[place] != key[place - 1]:
                link += 1
                left[link], right[link], evidence[link] = one, key[place] >> 4, key[place] & 15
                first[link], last[link], seq[link], source[link] = seen[row], seen_last[row], arrived[row], told[row]
                continue
            last[link] = max(last[link], seen_last[row])
            if seen[row] < first[link] or (seen[row] == first[link] and arrived[row] <= seq[link]):
                first[link], seq[link], source[link] = seen[row], arrived[row], told[row]
        begin = ends[one]
