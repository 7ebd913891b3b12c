"""Ordering: rows of many customers brought into each customer's order of time, in time that grows with the rows."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

# Up to here inserting one row after another is the fastest way to sort; rows arrive nearly in order.
_SHORT = 32


def in_order(customer: Ints, at: Ints, seq: Ints, customers: int) -> Ints:
    """Order rows by customer, then time, then arrival.

    Args:
        customer: int64, each row's customer, from 0 to ``customers - 1``.
        at: int64 microseconds.
        seq: int64, the number of the row's arrival; no two are equal.
        customers: how many there are.

    Returns:
        the rows' places, int64, in their new order.
    """
    customer, at, seq = (np.ascontiguousarray(column, dtype=np.int64) for column in (customer, at, seq))
    rows = np.empty(len(customer), dtype=np.int64)
    _compiled()(customer, at, seq, customers, rows)
    return rows


def _order(customer: Ints, at: Ints, seq: Ints, customers: int, rows: Ints) -> None:
    """Gather each customer's rows by counting (Knuth, volume 3, 5.2), then sort them."""
    ends = np.zeros(customers + 1, dtype=np.int64)
    for row in range(len(customer)):
        ends[customer[row] + 1] += 1
    for number in range(customers):
        ends[number + 1] += ends[number]
    for row in range(len(customer)):
        rows[ends[customer[row]]] = row
        ends[customer[row]] += 1
    begin = 0
    for number in range(customers):
        own = rows[begin : ends[number]]
        if len(own) > _SHORT:
            own[:] = own[np.argsort(seq[own], kind="mergesort")]
            own[:] = own[np.argsort(at[own], kind="mergesort")]
        else:
            for place in range(1, len(own)):
                row = own[place]
                before = place - 1
                while before >= 0 and (
                    at[own[before]] > at[row] or (at[own[before]] == at[row] and seq[own[before]] > seq[row])
                ):
                    own[before + 1] = own[before]
                    before -= 1
                own[before + 1] = row
        begin = ends[number]


@cache
def _compiled() -> Callable[[Ints, Ints, Ints, int, Ints], None]:
    """Compile once, for read-only columns; writeable ones are accepted too."""
    from numba import njit, types

    column = types.Array(types.int64, 1, "C", readonly=True)
    signature = types.void(column, column, column, types.int64, types.int64[::1])
    compiled: Callable[[Ints, Ints, Ints, int, Ints], None] = njit(signature, cache=True, nogil=True)(_order)
    return compiled
