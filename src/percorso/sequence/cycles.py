"""Cycles: a journey is the way to an order and all that concerns that order; then the next way begins."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from percorso.sequence.kernels import kernel

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def latest_order(customer: Ints, order: Bools) -> Ints:
    """Give each row the customer's latest order row before it, -1 for none.

    Args:
        customer: int64, sorted dense numbers.
        order: whether the row is an order.
    """
    found = np.empty(len(customer), dtype=np.int64)
    _latest(np.ascontiguousarray(customer, np.int64), np.ascontiguousarray(order, np.bool_), found)
    return found


@kernel("int64[] bool_[] int64[]!")
def _latest(customer: Ints, order: Bools, found: Ints) -> None:
    latest = np.int64(-1)
    for row in range(len(customer)):
        if row > 0 and customer[row] != customer[row - 1]:
            latest = np.int64(-1)
        found[row] = latest
        if order[row]:
            latest = np.int64(row)


def cycle_numbers(customer: Ints, order: Bools, bound: Ints, message: Bools) -> Ints:
    """Number each customer's cycles from 1.

    An order closes its cycle. A row bound to an order belongs to that order's cycle, whenever it happens. The first
    other row after an order opens the next cycle, and a further order with nothing between is a cycle of its own. A
    message opens none: it lies in the cycle begun last, or in the first where none has begun.

    Args:
        customer: int64, sorted dense numbers.
        order: whether the row is an order.
        bound: the row of the order that a row concerns, -1 for none; an order is never bound.
        message: whether the row is a message that is no contact; it is never an order and never bound.
    """
    cycles = np.empty(len(customer), dtype=np.int64)
    owner, concerns = np.ascontiguousarray(customer, np.int64), np.ascontiguousarray(bound, np.int64)
    _number(owner, concerns, np.ascontiguousarray(order, np.bool_), np.ascontiguousarray(message, np.bool_), cycles)
    return cycles


@kernel("int64[] int64[] bool_[] bool_[] int64[]!")
def _number(customer: Ints, bound: Ints, order: Bools, message: Bools, cycles: Ints) -> None:
    """Number the rows on the way and the messages, then those that concern an order, which may come after them."""
    own, closed = np.int64(0), True
    for row in range(len(customer)):
        if row > 0 and customer[row] != customer[row - 1]:
            own, closed = np.int64(0), True
        if message[row]:
            cycles[row] = max(own, np.int64(1))
        elif bound[row] < 0:
            own += np.int64(closed)
            closed = order[row]
            cycles[row] = own
    for row in range(len(customer)):
        if bound[row] >= 0:
            cycles[row] = cycles[bound[row]]


def places_within(groups: Ints) -> Ints:
    """Number the rows of each group from 0; a group's rows lie side by side."""
    found = np.empty(len(groups), dtype=np.int64)
    _place(np.ascontiguousarray(groups, np.int64), found)
    return found


@kernel("int64[] int64[]!")
def _place(groups: Ints, found: Ints) -> None:
    place = np.int64(0)
    for row in range(len(groups)):
        place = place + np.int64(1) if row > 0 and groups[row] == groups[row - 1] else np.int64(0)
        found[row] = place


@kernel("int64[] bool_[] int32[]!")
def count_cycles(offsets: Ints, closes: Bools, cycle: NDArray[np.int32]) -> None:
    """Number each customer's cycles from 1, where a row that closes one is its last."""
    for customer in range(len(offsets) - 1):
        own = np.int64(1)
        for row in range(offsets[customer], offsets[customer + 1]):
            cycle[row] = own
            own += np.int64(closes[row])
