"""Ways: the loops that find the touches before each order, and those that no order followed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from percorso.sequence.journeys import AFTER
from percorso.sequence.kernels import Narrow, kernel

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


@kernel("int64[] int64[] int64[] code[] int8[] code[] int64 int64 int64[]! int64[]! int64[]! int64[]! int32[]!")
def lay_open_ways(
    offsets: Longs, orders: Longs, at: Longs, cycle: Narrow, credit: Bytes, codes: Narrow, reach: int, people: int,
    closed: Longs, counts: Longs, starts: Longs, whose: Longs, subjects: Codes,
) -> None:  # fmt: skip
    """Write what the creditable rows of each cycle without an order are, at most ``reach`` before the last of them.

    Args:
        offsets, at, cycle, credit: of journeys.
        orders: the rows of orders, rising.
        codes: what each row is.
        reach: microseconds; negative for no bound.
        people: 1 to pass over everybody who ever ordered.
        closed: one more than the highest cycle, all -1; is written over.
        counts: how many ways and how many rows there are; written.
        starts, whose, subjects: where each way's rows begin, its customer, and what the rows are; have room for as many
            ways and rows as there are rows, are filled from their ends, and ``starts`` counts from the end's row.
    """
    way, touch, place = len(whose), np.int64(len(subjects)), len(orders) - 1
    starts[way] = touch
    # From the end, for only the last touch tells which others are near.
    for customer in range(len(offsets) - 2, -1, -1):
        ordered = False
        while place >= 0 and orders[place] >= offsets[customer]:
            own = np.int64(cycle[orders[place]])
            if own >= 0:
                closed[own] = customer
                ordered = True
            place -= 1
        if ordered and people == 1:
            continue
        current, last = np.int64(-1), np.int64(0)
        for row in range(offsets[customer + 1] - 1, offsets[customer] - 1, -1):
            own = np.int64(cycle[row])
            kept = (credit[row] == 1) & (own >= 0)
            if ordered and kept and closed[own] == customer:
                continue
            if kept & (own != current):
                current, last = own, at[row]
                way -= 1
                whose[way] = customer
            # Written whether it is kept or not, since the processor cannot guess which rows are.
            subjects[touch - 1] = codes[row]
            touch -= np.int64(kept & (reach < 0 or last - at[row] <= reach))
            starts[way] = touch
    counts[0], counts[1] = len(whose) - way, len(subjects) - touch


@kernel(
    "int64[] int64[] int64[] code[] int8[] code[] int64 int64 int64[]!"
    " int64 int64[] int64 int64[]! int64[]! int64[]! int64[]!"
)
def count_open_ways(
    offsets: Longs, orders: Longs, at: Longs, cycle: Narrow, credit: Bytes, codes: Narrow, reach: int, people: int,
    closed: Longs, radix: int, block: Longs, blocks: int, count: Longs, steps: Longs, own_block: Longs, sets: Longs,
) -> None:  # fmt: skip
    """Count what the ways of ``lay_open_ways`` say, without laying them out.

    Args:
        offsets, orders, at, cycle, credit, codes, reach, people, closed: see there.
        radix: three more than there are codes, of which there are at most 60.
        block: per customer, less than ``blocks``.
        count: how many ways have a code; written.
        steps: by ``(digit * radix + digit) * blocks + block``, a digit being ``code + 1``, 0 for the way's begin or
            ``radix - 2`` for its end: how often the second follows the first; is added to.
        own_block, sets: of each such way, its customer's block, and its codes as bits; have room for all rows.
    """
    found, place = np.int64(0), len(orders) - 1
    for customer in range(len(offsets) - 2, -1, -1):
        ordered = False
        while place >= 0 and orders[place] >= offsets[customer]:
            if cycle[orders[place]] >= 0:
                closed[cycle[orders[place]]] = customer
                ordered = True
            place -= 1
        if ordered and people == 1:
            continue
        mine, current, last = block[customer], np.int64(-1), np.int64(0)
        following, members = np.int64(radix - 2), np.int64(0)
        for row in range(offsets[customer + 1] - 1, offsets[customer] - 1, -1):
            own, digit = np.int64(cycle[row]), np.int64(codes[row]) + 1
            kept = (credit[row] == 1) & (own >= 0)
            if ordered and kept and closed[own] == customer:
                continue
            # Conditions that the processor cannot guess are counted with, and those it can are branches.
            if kept & (own != current) & (current >= 0):
                steps[following * blocks + mine] += np.int64(members != 0)
                own_block[found], sets[found] = mine, members
                found += np.int64(members != 0)
                following, members = np.int64(radix - 2), np.int64(0)
            if reach >= 0:
                last = at[row] if kept & (own != current) else last
                kept_near = kept & (last - at[row] <= reach)
            else:
                kept_near = kept
            current = own if kept else current
            named = kept_near & (digit > 0)
            digit = digit if named else np.int64(0)
            steps[(digit * radix + following) * blocks + mine] += np.int64(named)
            following = digit if named else following
            members |= np.int64(named) << (digit - 1 & 63)
        steps[following * blocks + mine] += np.int64(members != 0)
        own_block[found], sets[found] = mine, members
        found += np.int64(members != 0)
    count[0] = found
