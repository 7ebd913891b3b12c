"""Lookup: where a few keys stand among many; nearly all of the many are passed over by one look each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from percorso.sequence.codes import Ints

# Slots for each of the few: of the many, one in so many is looked at twice for nothing.
_SLOTS = 32


def rows_having(keys: NDArray[np.uint64], few: NDArray[np.uint64]) -> Ints:
    """Find the rows of many keys that hold one of a few.

    Args:
        keys: numbers as good as drawn by lot, as customers' keys are.
        few: sorted.
    """
    if not len(few):
        return np.zeros(0, dtype=np.int64)
    slots = np.zeros(1 << (_SLOTS * len(few)).bit_length(), dtype=bool)
    mask = np.uint64(len(slots) - 1)
    slots[few & mask] = True
    rows = np.flatnonzero(slots[keys & mask])
    found: Ints = rows[few[np.minimum(np.searchsorted(few, keys[rows]), len(few) - 1)] == keys[rows]]
    return found
