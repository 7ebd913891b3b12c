"""Chains and coalitions: what a way says of what follows what, and of who took part, as whole numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from percorso.sequence.kernels import kernel

Bytes = NDArray[np.int8]
Codes = NDArray[np.int32]
Longs = NDArray[np.int64]
Masks = NDArray[np.int64]

# Subjects in one word of a coalition: few enough for differences of words to stay whole numbers of 64 bits.
WORD = 60


@kernel("int64[] int32[] int64 int64 int64[]! int64[]!")
def chain_states(starts: Longs, subjects: Codes, order: int, radix: int, before: Longs, last: Longs) -> None:
    """Write the state that each touch was entered from, and the one that each way ended in.

    A state is the last ``order`` touches, as digits of ``code + 1`` to the base ``radix``, the newest last; 0 is where
    every way begins.
    """
    whole = np.int64(1)
    for _ in range(order):
        whole *= radix
    for way in range(len(starts) - 1):
        state = np.int64(0)
        for touch in range(starts[way], starts[way + 1]):
            before[touch] = state
            state = (state * radix + subjects[touch] + 1) % whole
        last[way] = state


@kernel("int64[] int32[] int64[] int64[] int64[] int64 int64 int64 bool_[]! int64[]!")
def count_steps(
    starts: Longs, subjects: Codes, block: Longs, led: Longs, lost: Longs, order: int, radix: int, blocks: int,
    named: NDArray[np.bool_], table: Longs,
) -> None:  # fmt: skip
    """Count every way's steps: from the state of ``chain_states`` to the next touch, and at last to an order or none.

    Args:
        starts, subjects: where each way's touches begin, and what they are; those without a subject are passed over.
        block: per way.
        led, lost: per way: how often it led to an order, and how often to none.
        order, radix: as of ``chain_states``; the two highest digits are none and an order.
        blocks: more than the highest block.
        named: per way: whether it has a touch with a subject, without which nothing of it is counted; is written.
        table: by ``(state * radix + digit) * blocks + block``; is added to.
    """
    whole = np.int64(1)
    for _ in range(order):
        whole *= radix
    for way in range(len(starts) - 1):
        state, weight, some = np.int64(0), led[way] + lost[way], False
        for touch in range(starts[way], starts[way + 1]):
            if subjects[touch] < 0:
                continue
            some = True
            step = state * radix + subjects[touch] + 1
            table[step * blocks + block[way]] += weight
            # A division takes as long as all the rest.
            state = np.int64(subjects[touch] + 1) if order == 1 else step % whole
        named[way] = some
        if some:
            table[(state * radix + radix - 1) * blocks + block[way]] += led[way]
            table[(state * radix + radix - 2) * blocks + block[way]] += lost[way]


@kernel("int64[] int32[] int8[] int64 int64[]! int64[]!")
def preceded(offsets: Longs, codes: Codes, mark: Bytes, radix: int, count: Longs, keys: Longs) -> None:
    """Write a number for each row with a code: it and the three codes before it, as digits of ``code + 1``.

    Args:
        offsets: where each unit's rows begin.
        codes: of each row, -1 for one that is passed over.
        mark: per unit, 0 or 1: the number's last bit.
        radix: of the digits, more than the highest; digit 0 is before the unit's first row.
        count: one number: how many were written to ``keys``, which has room for all rows.
    """
    written = 0
    whole = np.int64(radix) * radix * radix
    for unit in range(len(offsets) - 1):
        state = np.int64(0)
        for row in range(offsets[unit], offsets[unit + 1]):
            if codes[row] < 0:
                continue
            key = state * radix + codes[row] + 1
            keys[written] = key * 2 + mark[unit]
            written += 1
            state = key % whole
    count[0] = written


@kernel("int64[] int32[] int64[,]!")
def mark_present(starts: Longs, subjects: Codes, masks: Masks) -> None:
    """Set, for each way, the bit of every subject that it holds: ``WORD`` of them in each column of its row."""
    for way in range(len(starts) - 1):
        first = np.int64(0)
        for touch in range(starts[way], starts[way + 1]):
            subject = np.int64(subjects[touch])
            if 0 <= subject < 60:
                first |= np.int64(1) << subject
            elif subject >= 60:
                masks[way, subject // 60] |= np.int64(1) << subject % 60
        masks[way, 0] |= first


@kernel("int64[] int64[] int64[] int64[,] int64[,]!")
def add_ways(places: Longs, orders: Longs, nulls: Longs, money: Longs, table: Longs) -> None:
    """Add each way's orders, nulls and three sums of money to the row of the table that its place names."""
    for way in range(len(places)):
        row = places[way]
        table[row, 0] += orders[way]
        table[row, 1] += nulls[way]
        for column in range(3):
            table[row, 2 + column] += money[way, column]


@kernel("int64[] int64[,] int64[,]!")
def add_rows(places: Longs, values: Longs, table: Longs) -> None:
    """Add each row of values to the row of the table that its place names."""
    for row in range(len(places)):
        for column in range(values.shape[1]):
            table[places[row], column] += values[row, column]
