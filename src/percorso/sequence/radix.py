"""Radix: the order of whole numbers, found digit by digit, in time that grows with how many there are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from percorso.sequence.kernels import kernel

Keys = NDArray[np.uint64]
Rows = NDArray[np.int32]
Bools = NDArray[np.bool_]

# Two thousand places to write to stay within reach of the processor's memory tables.
_DIGIT = 11


def in_order_of(keys: Keys, bits: int) -> Rows:
    """Give the rows of numbers in their order; equal ones stand as they stood (Knuth, volume 3, 5.2.5).

    Those that stand in order already are looked at once.

    Args:
        keys: uint64; they are overwritten.
        bits: how many low bits of them are ever set.

    Returns:
        rows, int32; ``keys`` stand in their order then.
    """
    rows = np.arange(len(keys), dtype=np.int32)
    risen = np.zeros(1, dtype=bool)
    _rise(keys, risen)
    if risen[0]:
        return rows
    other_keys, other_rows = np.empty_like(keys), np.empty_like(rows)
    one, other = (keys, rows), (other_keys, other_rows)
    for shift in range(0, bits, _DIGIT):
        _pass(*one, shift, *other)
        one, other = other, one
    if one[0] is not keys:
        keys[:] = one[0]
    return one[1]


@kernel("uint64[] int32[] int64 uint64[]! int32[]!")
def _pass(keys: Keys, rows: Rows, shift: int, to_keys: Keys, to_rows: Rows) -> None:
    """Spread numbers by one digit, those of the same digit as they stand."""
    mask = np.uint64((1 << 11) - 1)
    by = np.uint64(shift)
    places = np.zeros((1 << 11) + 1, dtype=np.int64)
    for row in range(len(keys)):
        places[np.int64(keys[row] >> by & mask) + 1] += 1
    for digit in range(1 << 11):
        places[digit + 1] += places[digit]
    for row in range(len(keys)):
        own = np.int64(keys[row] >> by & mask)
        to_keys[places[own]] = keys[row]
        to_rows[places[own]] = rows[row]
        places[own] += 1


@kernel("uint64[] bool_[]!")
def _rise(keys: Keys, risen: Bools) -> None:
    """Tell whether numbers stand in their order."""
    risen[0] = True
    for row in range(1, len(keys)):
        if keys[row] < keys[row - 1]:
            risen[0] = False
            return
