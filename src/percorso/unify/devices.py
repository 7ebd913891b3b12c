"""Devices: one that a single person uses is theirs for good; one that several use is divided, session by session."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.core.identity import KINDS, PERSONAL
from percorso.sequence.codes import Bools, Ints, Numbers, distinct
from percorso.sequence.components import joined
from percorso.sequence.kernels import kernel
from percorso.unify.links import Links

DEVICE = KINDS.index("anonymous")


def divided(
    links: Links, rows: Ints, rank: NDArray[np.int8], label: Numbers, people: int
) -> tuple[Numbers, Ints, Bools]:
    """Give each device to the person who uses it, unless several do.

    Devices that an alias or an order ties together, without anybody being named, are one in this. Where several
    people use it, none of its links ties anybody, those to orders that only it placed included.

    Args:
        links: every link.
        rows: those of devices that may tie.
        rank: each identifier's kind.
        label: each identifier's component, devices apart.
        people: how many people may be tied together by one device; more make it a shared one.

    Returns:
        the labels after it, the rows that are set aside, and whether each identifier is a shared device.
    """
    named = np.zeros(len(label), dtype=bool)
    named[label[rank < len(PERSONAL)]] = True
    device, other = (np.empty(len(rows), dtype=np.int32) for _ in range(2))
    person = np.empty(len(rows), dtype=bool)
    _part(links.left, links.right, rows, rank, label, named, device, other, person)
    group = joined(label, device[~person], other[~person])
    crowded = _crowded(group[device[person]], label[other[person]], people, len(label))
    if not crowded.any():
        return joined(label, device, other), rows[:0], crowded
    aside = crowded[group[device]]
    shared: Bools = crowded[group] & (rank == DEVICE)
    return joined(label, device[~aside], other[~aside]), rows[aside], shared


@kernel("int32[] int32[] int64[] int8[] int32[] bool_[] int32[]! int32[]! bool_[]!")
def _part(
    left: Numbers,
    right: Numbers,
    rows: Ints,
    rank: NDArray[np.int8],
    label: Numbers,
    named: Bools,
    device: Numbers,
    other: Numbers,
    person: Bools,
) -> None:
    """Tell the ends of links of devices: the device, what it is tied to, and whether that is a person's."""
    for row in range(len(rows)):
        one, end = left[rows[row]], right[rows[row]]
        if rank[end] != DEVICE:
            one, end = end, one
        device[row], other[row] = end, one
        person[row] = named[label[one]]


def _crowded(group: Numbers, user: Numbers, people: int, count: int) -> Bools:
    """Tell of which groups there are more users than may be; only where there are several they are counted."""
    several: Bools = np.zeros(count, dtype=bool)
    _compare(group, user, np.full(count, np.int32(-1)), several)
    busy = np.flatnonzero(several[group]) if people else np.arange(len(group))
    if not len(busy):
        return several
    first, _ = distinct([group[busy], user[busy]])
    crowded: Bools = np.bincount(group[busy][first], minlength=count) > people
    return crowded


@kernel("int32[] int32[] int32[]! bool_[]!")
def _compare(group: Numbers, user: Numbers, met: Numbers, several: Bools) -> None:
    """Mark the groups in which a second user is met."""
    for row in range(len(group)):
        if met[group[row]] < 0:
            met[group[row]] = user[row]
        elif met[group[row]] != user[row]:
            several[group[row]] = True


class Use(NamedTuple):
    """Events on shared devices; int64 columns of one length.

    Attributes:
        device: the device.
        at: microseconds.
        person: the customer that the event names, as a number that depends on who it is alone; -1 where it names none.
    """

    device: Ints
    at: Ints
    person: Ints


def users(use: Use, gap: int, window: int) -> Ints:
    """Tell whose each event on a shared device is, -1 for nobody's.

    It is theirs whom it names; else theirs who logs in later in the same session, that is before the device falls
    silent; else theirs who logged in last, within the window.

    Args:
        use: the events, in any order.
        gap: the silence that ends a session, microseconds.
        window: for how long somebody counts as the last one logged in, microseconds.
    """
    order = np.lexsort((use.person, use.at, use.device))
    device, at, person = (column[order] for column in use)
    count = len(order)
    place = np.arange(count)
    begins = np.diff(device, prepend=-1) != 0
    session = np.cumsum(begins | (np.diff(at, prepend=0) > gap))
    told = person >= 0
    coming = np.minimum.accumulate(np.where(told, place, count)[::-1])[::-1]
    gone = np.maximum.accumulate(np.where(told, place, -1))
    later = coming < count
    later[later] = session[coming[later]] == session[later]
    before = ~later & (gone >= 0)
    last = gone[before]
    before[before] = (device[last] == device[before]) & (at[before] - at[last] <= window)
    found = np.full(count, -1, dtype=np.int64)
    found[later] = person[coming[later]]
    found[before] = person[gone[before]]
    result = np.empty(count, dtype=np.int64)
    result[order] = found
    return result
