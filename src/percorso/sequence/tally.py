"""Tallies: whole-number sums by key, that merge exactly whatever is added first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from percorso.sequence.chains import add_rows
from percorso.sequence.codes import distinct
from percorso.sequence.kernels import kernel

Longs = NDArray[np.int64]

# Up to this many cells a tally is added up in a table of its whole key range, which is faster than sorting; unless few
# of its keys are there, so that clearing and searching the table costs more (26 ms, not 0.7, for 4,000 of 800,000).
_TABLE, _SPARSE = 1 << 22, 4
# A merged tally may take this much more room than it fills, rather than be copied.
_SLACK = 1.25


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
    if not columns and len(keys) and (space := int(keys.max()) + 1) <= min(_SPARSE * len(keys), _TABLE):
        counts = np.bincount(keys, minlength=space)
        found = np.flatnonzero(counts)
        return Tally(found, counts[found, None])
    values = np.stack(columns or (np.ones(len(keys), np.int64),), axis=1).astype(np.int64, copy=False)
    if len(keys) == 0:
        return Tally(np.empty(0, np.int64), values)
    space = int(keys.max()) + 1
    return _by_table(keys, values, space) if fits(space, len(keys), values.shape[1]) else _by_sorting(keys, values)


def fits(space: int, rows: int, columns: int = 1) -> bool:
    """Say whether sums by key are best kept in a table of all keys below ``space``."""
    return space <= _SPARSE * rows and space * columns <= _TABLE


def tally_by(keys: Longs, columns: int, add: Callable[[Longs, Longs], None]) -> Tally:
    """Have sums added up that are never laid out row by row.

    Args:
        keys: int64 per row, none negative.
        columns: how many sums a key has.
        add: given each row's place in a table and the table, adds what the row brings.
    """
    space = int(keys.max(initial=-1)) + 1
    if fits(space, len(keys), columns):
        table = np.zeros((space, columns), np.int64)
        add(keys, table)
        return held(table)
    first, place = distinct([keys])
    table = np.zeros((len(first), columns), np.int64)
    add(place, table)
    kept = table.any(axis=1)
    return Tally(keys[first][kept], table[kept])


def held(table: Longs) -> Tally:
    """Give the sums of a table of all keys, without those that are nought."""
    some = table[:, 0] != 0
    for column in table.T[1:]:
        some |= column != 0
    found = np.flatnonzero(some)
    return Tally(found, table[found])


def merge(one: Tally, other: Tally) -> Tally:
    """Add two tallies."""
    if len(one.keys) == 0 or len(other.keys) == 0:
        return other if len(one.keys) == 0 else one
    space = len(one.keys) + len(other.keys)
    keys, sums, count = np.empty(space, np.int64), np.empty((space, one.sums.shape[1]), np.int64), np.zeros(1, np.int64)
    merge_sorted(
        one.keys, np.ascontiguousarray(one.sums), other.keys, np.ascontiguousarray(other.sums), count, keys, sums
    )
    if space <= _SLACK * count[0]:
        return Tally(keys[: count[0]], sums[: count[0]])
    # A copy, so that what was too much is let go of.
    return Tally(keys[: count[0]].copy(), sums[: count[0]].copy())


@kernel("int64[] int64[,] int64[] int64[,] int64[]! int64[]! int64[,]!")
def merge_sorted(
    keys: Longs, sums: Longs, other_keys: Longs, other_sums: Longs, count: Longs, merged: Longs, added: Longs
) -> None:
    """Merge two tallies, whose keys rise, into one; sums of nought are left out. ``count`` is how many keys it has."""
    one, other, written = 0, 0, 0
    while one < len(keys) or other < len(other_keys):
        mine = other == len(other_keys) or (one < len(keys) and keys[one] <= other_keys[other])
        theirs = one == len(keys) or (other < len(other_keys) and other_keys[other] <= keys[one])
        merged[written] = keys[one] if mine else other_keys[other]
        something = False
        for column in range(sums.shape[1]):
            total = (sums[one, column] if mine else 0) + (other_sums[other, column] if theirs else 0)
            added[written, column] = total
            something = something or total != 0
        one, other = one + int(mine), other + int(theirs)
        written += int(something)
    count[0] = written


def _by_table(keys: Longs, values: Longs, space: int) -> Tally:
    table = np.zeros((space, values.shape[1]), np.int64)
    add_rows(np.ascontiguousarray(keys, np.int64), np.ascontiguousarray(values), table)
    return held(table)


def _by_sorting(keys: Longs, values: Longs) -> Tally:
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    starts = np.flatnonzero(np.concatenate([[True], ranked[1:] != ranked[:-1]]))
    sums = np.add.reduceat(values[order], starts, axis=0)
    kept = sums.any(axis=1)
    return Tally(ranked[starts][kept], sums[kept])
