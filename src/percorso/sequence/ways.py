"""Ways: the loops that find the touches before each order, and those that no order followed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from percorso.sequence.journeys import AFTER, ORDER
from percorso.sequence.kernels import kernel

Bytes = NDArray[np.int8]
Codes = NDArray[np.int32]
Longs = NDArray[np.int64]


@kernel("int64[] int64[] int64[] int8[] int32[] int8[] int64 int64[]! int64[]!")
def lay_ways(
    begins: Longs, orders: Longs, at: Longs, role: Bytes, cycle: Codes, credit: Bytes, reach: int,
    starts: Longs, touches: Longs,
) -> None:  # fmt: skip
    """Write the creditable rows of each order's cycle, at most ``reach`` before it, in order; its own row for none.

    Args:
        begins: per order: the row after the order before it, or its customer's first.
        orders: their rows, rising.
        at, role, cycle, credit: per row.
        reach: microseconds.
        starts: one more than orders: where each one's rows begin in ``touches``.
        touches: has room for all rows from ``begins`` to ``orders``.
    """
    end = 0
    starts[0] = 0
    for one in range(len(orders)):
        order, first = orders[one], end
        for row in range(order, begins[one] - 1, -1):
            if at[order] - at[row] > reach:
                break
            if credit[row] == 1 and role[row] != AFTER and cycle[row] == cycle[order]:
                touches[end] = row
                end += 1
        if end == first:
            touches[end] = order
            end += 1
        # They were found from the order back.
        low, high = first, end - 1
        while low < high:
            touches[low], touches[high] = touches[high], touches[low]
            low, high = low + 1, high - 1
        starts[one + 1] = end


@kernel("int64[] int64[] int8[] int32[] int8[] int64 int64 int64[]! int64[]! int64[]!")
def lay_open_ways(
    offsets: Longs, at: Longs, role: Bytes, cycle: Codes, credit: Bytes, reach: int, people: int,
    counts: Longs, starts: Longs, touches: Longs,
) -> None:  # fmt: skip
    """Write the creditable rows of each cycle without an order, at most ``reach`` before the last of them, in order.

    Args:
        offsets, at, role, cycle, credit: of journeys.
        reach: microseconds.
        people: 1 to pass over everybody who ever ordered.
        counts: how many ways and how many rows there are; written.
        starts, touches: where each way's rows begin, and the rows; written where there is room for exactly all of them.
    """
    highest = np.int64(-1)
    for row in range(len(cycle)):
        highest = max(highest, np.int64(cycle[row]))
    closed = np.full(highest + 1, -1, np.int64)
    way, touch, filling = len(starts) - 1, len(touches), len(touches) > 0
    starts[way] = touch
    counts[:] = 0
    # From the end, for only the last touch tells which others are near.
    for customer in range(len(offsets) - 2, -1, -1):
        ordered = False
        for row in range(offsets[customer], offsets[customer + 1]):
            if role[row] == ORDER and cycle[row] >= 0:
                closed[cycle[row]] = customer
                ordered = True
        if ordered and people == 1:
            continue
        current, last = np.int64(-1), np.int64(0)
        for row in range(offsets[customer + 1] - 1, offsets[customer] - 1, -1):
            if credit[row] != 1 or cycle[row] < 0 or closed[cycle[row]] == customer:
                continue
            if cycle[row] != current:
                current, last = np.int64(cycle[row]), at[row]
                counts[0] += 1
                way -= 1
            if last - at[row] <= reach:
                counts[1] += 1
                if filling:
                    touch -= 1
                    touches[touch] = row
                    starts[way] = touch
