"""Totals: what ways were worth in all, by block, those with a touch apart from those without."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from percorso.analyze.attribution._observed import Observed
from percorso.sequence.resample import BLOCKS
from percorso.sequence.tally import Tally, tally

Bools = NDArray[np.bool_]
Reals = NDArray[np.float64]


def totals(observed: Observed, claimed: Bools) -> Tally:
    """Sum ways with an order by ``claimed * BLOCKS + block``: orders, value, margin, orders without a margin."""
    if not (observed.orders.any() or observed.money.any()):
        return nothing()
    keys = claimed.astype(np.int64) * BLOCKS + observed.block
    return tally(keys, observed.orders, *observed.money.T)


def nothing() -> Tally:
    """Give the sums of ways that brought nothing."""
    return tally(np.zeros(0, np.int64), *np.zeros((4, 0), np.int64))


def laid_out(summed: Tally, money_parts: int) -> Reals:
    """Give the sums as a table: unclaimed and claimed, by block, by orders, value, margin and orders without one."""
    table = np.zeros((2 * BLOCKS, 4))
    table[summed.keys] = summed.sums / np.array([1, money_parts, money_parts, 1], np.float64)
    return table.reshape(2, BLOCKS, 4)
