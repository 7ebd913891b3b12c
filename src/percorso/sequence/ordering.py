"""Ordering: rows of many customers brought into each customer's order of time, in time that grows with the rows."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from percorso.sequence.kernels import in_parts, kernel

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


def in_time(offsets: Ints, at: Ints, rows: Ints | None) -> tuple[Ints, Ints | None]:
    """Bring each customer's rows into their order of time; equal times stand as they stood.

    Args:
        offsets: int64, one more than customers: where each one's rows begin.
        at: int64 microseconds of a table's rows, as the table has them; may be brought into order itself.
        rows: int64: the table's rows by customer; None where they stand so already.

    Returns:
        the times in that order, and the table's rows in it; None where they stand so already.
    """
    at = at if rows is None else at[rows]
    risen = np.ones(len(offsets) - 1, np.bool_)
    in_parts(lambda begin, end: _rise(offsets[begin : end + 1], at, risen[begin:end]), len(risen), len(at))
    if risen.all():
        return at, rows
    at, rows = np.require(at, requirements="W"), np.arange(len(at)) if rows is None else rows
    in_parts(lambda begin, end: _sort(offsets[begin : end + 1], at, rows), len(risen), len(at))
    return at, rows


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


@kernel("int32[] int64[] int64[]! int64[]!")
def bring_together(number: NDArray[np.int32], sizes: Ints, offsets: Ints, rows: Ints) -> None:
    """Gather each customer's rows by counting (Knuth, volume 3, 5.2); they keep their order.

    Args:
        number: of each run of rows: whose it is.
        sizes: how many rows it has.
        offsets: one more than customers, all nought: where each one's rows begin, is written.
        rows: all rows, by customer, are written.
    """
    for run in range(len(number)):
        offsets[number[run] + 1] += sizes[run]
    for customer in range(len(offsets) - 1):
        offsets[customer + 1] += offsets[customer]
    ends = offsets[:-1].copy()
    row = 0
    for run in range(len(number)):
        for _ in range(sizes[run]):
            rows[ends[number[run]]] = row
            ends[number[run]] += 1
            row += 1


@kernel("int64[] int64[] bool_[]!")
def _rise(offsets: Ints, at: Ints, risen: NDArray[np.bool_]) -> None:
    """Say of each customer whether the times of the rows never fall."""
    for customer in range(len(offsets) - 1):
        for row in range(offsets[customer] + 1, offsets[customer + 1]):
            if at[row] < at[row - 1]:
                risen[customer] = False


@kernel("int64[] int64[]! int64[]!")
def _sort(offsets: Ints, at: Ints, rows: Ints) -> None:
    """Sort each customer's times, and rows with them: the few of most by insertion, those of others by merging."""
    for customer in range(len(offsets) - 1):
        begin, end = offsets[customer], offsets[customer + 1]
        if end - begin > 32:
            order = np.argsort(at[begin:end], kind="mergesort")
            at[begin:end], rows[begin:end] = at[begin:end][order], rows[begin:end][order]
            continue
        for place in range(begin + 1, end):
            own, row, before = at[place], rows[place], place - 1
            while before >= begin and at[before] > own:
                at[before + 1], rows[before + 1] = at[before], rows[before]
                before -= 1
            at[before + 1], rows[before + 1] = own, row
