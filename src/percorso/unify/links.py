"""Links: which identifiers belong to one person, and what says so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from percorso.core.identity import EVIDENCE, KINDS, PERSONAL
from percorso.sequence.codes import Bools, Ints, distinct

_ALONE, _ALIAS = EVIDENCE.index("alone"), EVIDENCE.index("alias")
_ORDER, _PICKUP, _DEVICE = (KINDS.index(kind) for kind in ("order", "pickup", "anonymous"))
_PERSONS = tuple(KINDS.index(kind) for kind in PERSONAL)
# What ties a device, by the kind of what it is tied to; what ties anything else is its own kind.
_BY_CENTRE = np.array([EVIDENCE.index("login"), *(EVIDENCE.index(kind) for kind in PERSONAL[1:])], dtype=np.int64)


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
    source: NDArray[np.integer]

    @property
    def person(self) -> Ints:
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

    left: Ints
    right: Ints
    evidence: Ints
    first: Ints
    last: Ints
    seq: Ints
    source: Ints


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
    order = named.of[_ORDER].astype(np.int64)
    by_order = (order >= 0) & ordered[order]
    person = named.person
    parcel = np.where(by_order | (person >= 0), named.of[_PICKUP], -1)
    points = [named.of[kind] for kind in (*_PERSONS, _DEVICE)]
    told = [-1, *(EVIDENCE.index(kind) for kind in PERSONAL[1:]), -1]
    points += [np.where(named.placed, order, -1), parcel, named.of[-1]]
    told += [EVIDENCE.index("order"), EVIDENCE.index("pickup"), _ALIAS]
    centre = np.full(len(order), -1, dtype=np.int64)
    kind = np.zeros(len(order), dtype=np.int64)
    rows, left, right, evidence = [], [], [], []
    several = np.zeros(len(order), dtype=bool)
    for place, (point, by) in enumerate(zip(points, told, strict=True)):
        end = np.where(by_order, order, centre) if by == EVIDENCE.index("pickup") else centre
        tied = np.flatnonzero((end >= 0) & (point >= 0) & (end != point))
        rows.append(tied)
        left.append(end[tied])
        right.append(point[tied].astype(np.int64))
        evidence.append(_BY_CENTRE[kind[tied]] if by < 0 else np.full(len(tied), by))
        several[tied] = True
        begins = (centre < 0) & (point >= 0)
        centre = np.where(begins, point, centre)
        kind = np.where(begins, place, kind)
    alone = np.flatnonzero((centre >= 0) & ~several)
    ends = (np.concatenate([*left, centre[alone]]), np.concatenate([*right, centre[alone]]))
    return _each_once(named, np.concatenate([*rows, alone]), *ends, np.concatenate([*evidence, _same(alone, _ALONE)]))


def known_orders(named: Naming, count: int) -> Bools:
    """Tell of each identifier whether it is an order that somebody placed; the last slot is for no identifier."""
    ordered = np.zeros(count + 1, dtype=bool)
    ordered[named.of[_ORDER][named.placed]] = True
    ordered[-1] = False
    return ordered


def _same(rows: Ints, value: int) -> Ints:
    return np.full(len(rows), value, dtype=np.int64)


def _strongest(columns: list[NDArray[np.integer]]) -> Ints:
    found = columns[0].astype(np.int64)
    for column in columns[1:]:
        found = np.where(found >= 0, found, column)
    return found


def _each_once(named: Naming, of: Ints, left: Ints, right: Ints, evidence: Ints) -> Links:
    """Bring together what several identities show: when first and last, and by which event first."""
    rows, place = distinct([left, right, evidence])
    first, last = np.full(len(rows), np.iinfo(np.int64).max), np.full(len(rows), np.iinfo(np.int64).min)
    seq = first.copy()
    np.minimum.at(first, place, named.first[of])
    np.maximum.at(last, place, named.last[of])
    opening = named.first[of] == first[place]
    np.minimum.at(seq, place[opening], named.seq[of[opening]])
    source = np.zeros(len(rows), dtype=np.int64)
    opener = np.flatnonzero(opening & (named.seq[of] == seq[place]))
    source[place[opener]] = named.source[of[opener]]
    return Links(left[rows], right[rows], evidence[rows], first, last, seq, source)
