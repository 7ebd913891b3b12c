"""Units: customers, their cycles and their sessions as dense numbers, and what is known of each."""

from __future__ import annotations

from typing import Literal, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from percorso.sequence.journeys import Array, Journeys
from percorso.sequence.kernels import Narrow

Codes = NDArray[np.int32]
Longs = NDArray[np.int64]


class Units(NamedTuple):
    """The cycles or sessions of a bucket, numbered through all customers.

    Attributes:
        of_row: int64 per row, -1 for a row in none.
        owner: int64 per unit, its customer. A number that no row uses may occur.
    """

    of_row: Longs
    owner: Longs


class Rows(NamedTuple):
    """Rows grouped by unit: unit ``i`` has ``rows[offsets[i]:offsets[i + 1]]``, in time order."""

    offsets: Longs
    rows: Longs


def codes(journeys: Journeys, column: str) -> Codes:
    """Give a coded column in the width kernels read."""
    return np.ascontiguousarray(journeys[column], dtype=np.int32)


def narrow(journeys: Journeys, column: str) -> Narrow:
    """Give a coded column in the width it has, for kernels that read any."""
    return cast("Narrow", np.ascontiguousarray(journeys[column]))


def longs(journeys: Journeys, column: str) -> Longs:
    """Give a column of times or money in the width kernels read."""
    return np.ascontiguousarray(journeys[column], dtype=np.int64)


def longer(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """Take the longer of two states of one dictionary; dictionaries only ever grow."""
    return one if len(one) >= len(other) else other


def owners(journeys: Journeys) -> Longs:
    """Give each row its customer."""
    return np.repeat(np.arange(journeys.customers, dtype=np.int64), np.diff(journeys.offsets))


def units(journeys: Journeys, column: Literal["cycle", "session"]) -> Units:
    """Number the cycles or sessions of all customers."""
    owner = owners(journeys)
    own = longs(journeys, column)
    counts = np.zeros(journeys.customers, np.int64)
    np.maximum.at(counts, owner, own + 1)
    before = np.cumsum(counts) - counts
    return Units(np.where(own >= 0, before[owner] + own, -1), np.repeat(np.arange(journeys.customers), counts))


def grouped(of: Units) -> Rows:
    """Group rows by unit; rows in none are left out."""
    inside = np.flatnonzero(of.of_row >= 0)
    ordered = inside[np.argsort(of.of_row[inside], kind="stable")]
    sizes = np.bincount(of.of_row[inside], minlength=len(of.owner))
    return Rows(np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64), ordered)


def marked(places: Longs, count: int) -> NDArray[np.bool_]:
    """Mark places among ``count``; one may be given more than once."""
    marks = np.zeros(count, np.bool_)
    marks[places] = True
    return marks


def first_known(of: Longs, count: int, values: Array, known: NDArray[np.bool_]) -> Longs:
    """Give each of ``count`` units its first known value in row order, -1 for none.

    Args:
        of: each row's unit, -1 for none.
        count: how many units there are.
        values: per row.
        known: which rows' values may be taken.
    """
    rows = np.flatnonzero(known & (of >= 0))[::-1]
    found = np.full(count, -1, np.int64)
    # Of several values set in one place the last one stays: from the end, that is the first row's.
    found[of[rows]] = values[rows]
    return found
