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
    rows = np.arange(len(customer), dtype=np.int64)
    seen = np.maximum.accumulate(np.where(order, rows, -1)) if len(rows) else rows
    before = np.append(np.int64(-1), seen[:-1]) if len(rows) else rows
    return np.where((before >= 0) & (customer[before] == customer), before, -1)


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
    cycles = np.zeros(len(customer), dtype=np.int64)
    on_way = (bound < 0) & ~message
    way = np.flatnonzero(on_way)
    owner = customer[way]
    begins = np.ones(len(way), dtype=bool)
    begins[1:] = owner[1:] != owner[:-1]
    opens = begins.copy()
    opens[1:] |= order[way[:-1]]
    counted = np.cumsum(opens)
    cycles[way] = counted - np.maximum.accumulate(np.where(begins, counted - 1, 0)) if len(way) else counted
    concerned = np.flatnonzero(bound >= 0)
    cycles[concerned] = cycles[bound[concerned]]
    sent = np.flatnonzero(message)
    if len(sent):
        # What that finds of orders it finds of the rows on the way, too.
        before = latest_order(customer, on_way)[sent]
        cycles[sent] = np.where(before >= 0, cycles[before], 1)
    return cycles


@kernel("int64[] bool_[] int32[]!")
def count_cycles(offsets: Ints, closes: Bools, cycle: NDArray[np.int32]) -> None:
    """Number each customer's cycles from 1, where a row that closes one is its last."""
    for customer in range(len(offsets) - 1):
        own = np.int64(1)
        for row in range(offsets[customer], offsets[customer + 1]):
            cycle[row] = own
            own += np.int64(closes[row])
