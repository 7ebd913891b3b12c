"""Sessions: visits cut where silence falls, where a new campaign arrives, or where the source says so."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


# What an event says of its coming: it may be an arrival; a return within the site; a return from where the site had
# sent the visitor.
SENT, RETURN, ARRIVAL = -1, 0, 1


class Moments(NamedTuple):
    """Events on the site, sorted by customer, then time; int64 columns of one length.

    Attributes:
        customer: dense number of the customer.
        at: microseconds.
        own: dense number of the source's own session, unlike for every customer; -1 for none.
        campaign: dense number of what the event names as its source; -1 when it names none.
        arrival: ARRIVAL, RETURN or SENT.
    """

    customer: Ints
    at: Ints
    own: Ints
    campaign: Ints
    arrival: Ints


def session_numbers(moments: Moments, gap: int, carry: int, on_campaign: bool) -> Ints:
    """Number the session of each event, from 0 in the order sessions start.

    An event with a session of its source's own belongs to that session. Any other belongs to the customer's latest
    session, unless there is none, or more than ``gap`` has passed since its last event (more than ``carry``, where that
    is longer, for a return; any time for one from where the site had sent the visitor), or the event names another
    source than the session and ``on_campaign`` holds.

    Args:
        moments: what happened.
        gap: microseconds of silence that end a session.
        carry: microseconds after which not even a return belongs to it.
        on_campaign: whether a new campaign opens a session.
    """
    columns = [np.ascontiguousarray(column, dtype=np.int64) for column in moments]
    sessions = np.empty(len(columns[0]), dtype=np.int64)
    own_count = int(columns[2].max(initial=-1)) + 1
    _compiled()(*columns, gap, max(gap, carry), int(on_campaign), own_count, sessions)
    return sessions


def _number(
    customer: Ints,
    at: Ints,
    own: Ints,
    campaign: Ints,
    arrival: Ints,
    gap: int,
    carry: int,
    on_campaign: int,
    own_count: int,
    sessions: Ints,
) -> None:
    session_of_own = np.full(own_count, -1, dtype=np.int64)
    source = np.full(len(at), -1, dtype=np.int64)  # of each session: the first campaign it named
    started = 0
    current = -1
    for i in range(len(at)):
        if i > 0 and customer[i] != customer[i - 1]:
            current = -1
        if own[i] >= 0:
            current = session_of_own[own[i]]
        elif current >= 0:
            silent = arrival[i] != SENT and at[i] - at[i - 1] > (gap if arrival[i] == ARRIVAL else carry)
            moved = on_campaign and campaign[i] >= 0 and campaign[i] != source[current]
            if silent or moved:
                current = -1
        if current < 0:
            current = started
            started += 1
            if own[i] >= 0:
                session_of_own[own[i]] = current
        if source[current] < 0:
            source[current] = campaign[i]
        sessions[i] = current


@cache
def _compiled() -> Callable[..., None]:
    """Compile once, for read-only columns; writeable ones are accepted too."""
    from numba import njit, types

    column = types.Array(types.int64, 1, "C", readonly=True)
    signature = types.void(*[column] * 5, *[types.int64] * 4, types.int64[::1])
    compiled: Callable[..., None] = njit(signature, cache=True, nogil=True)(_number)
    return compiled
