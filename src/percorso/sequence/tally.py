"""Tallies: whole-number sums by key, that merge exactly whatever is added first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from percorso.sequence.chains import add_rows

Longs = NDArray[np.int64]

# Up to this many cells a tally is added up in a table of its whole key range, which is faster than sorting; unless few
# of its keys are there, so that clearing and searching the table costs more (26 ms, not 0.7, for 4,000 of 800,000).
_TABLE, _SPARSE = 1 << 22, 4


@dataclass(frozen=True)
class Tally:
    """Sums by key. Two tallies of the same things are equal, number for number, however they were put together.

    Attributes:
        keys: int64, rising, none negative.
        sums: int64, one row per key, none all zero.
    """

    keys: Longs
    sums: Longs


def tally(keys: Longs, *columns: Longs) -> Tally:
    """Add up columns by key; without a column, count the keys."""
    values = np.stack(columns or (np.ones(len(keys), np.int64),), axis=1).astype(np.int64, copy=False)
    if len(keys) == 0:
        return Tally(np.empty(0, np.int64), values)
    space = int(keys.max()) + 1
    dense = space <= _SPARSE * len(keys) and space * values.shape[1] <= _TABLE
    return _by_table(keys, values, space) if dense else _by_sorting(keys, values)


def merge(one: Tally, other: Tally) -> Tally:
    """Add two tallies."""
    if len(one.keys) == 0 or len(other.keys) == 0:
        return other if len(one.keys) == 0 else one
    return tally(np.concatenate([one.keys, other.keys]), *np.concatenate([one.sums, other.sums]).T)


def _by_table(keys: Longs, values: Longs, space: int) -> Tally:
    table = np.zeros((space, values.shape[1]), np.int64)
    add_rows(np.ascontiguousarray(keys, np.int64), np.ascontiguousarray(values), table)
    found = np.flatnonzero(table.any(axis=1))
    return Tally(found, table[found])


def _by_sorting(keys: Longs, values: Longs) -> Tally:
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    starts = np.flatnonzero(np.concatenate([[True], ranked[1:] != ranked[:-1]]))
    sums = np.add.reduceat(values[order], starts, axis=0)
    kept = sums.any(axis=1)
    return Tally(ranked[starts][kept], sums[kept])
