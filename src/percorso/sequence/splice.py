"""Splicing: a bucket's journeys of before without some customers, and others put among them, in one pass over each."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from percorso.sequence.codes import Bools, Ints
from percorso.sequence.journeys import Array, Journeys
from percorso.sequence.kernels import kernel

Keys = NDArray[np.uint64]


class _Runs(NamedTuple):
    """Rows one after another as they are to be copied: whether from those who came, from which row, up to which."""

    came: Bools
    start: Ints
    stop: Ints


def spliced(
    old: Journeys, old_customers: pa.Array, new: Journeys, new_customers: pa.Array, gone: Keys
) -> tuple[Journeys, pa.Array]:
    """Take some customers out of a bucket and put others in, and give it with the ids of its customers.

    Args:
        old: the bucket as it was; customers stand in the order of their keys, as they do in all of these.
        old_customers: their ids.
        new: the customers who come, with the same columns and the same words.
        new_customers: their ids.
        gone: the keys of those who leave, sorted; others may be among them.
    """
    stays = np.flatnonzero(~_among(old.keys, gone))
    keys = np.append(old.keys[stays], new.keys)
    order = np.argsort(keys, kind="stable")
    came = order >= len(stays)
    starts = np.append(old.offsets[:-1][stays], new.offsets[:-1])[order]
    stops = np.append(old.offsets[1:][stays], new.offsets[1:])[order]
    offsets = np.append(0, np.cumsum(stops - starts))
    runs = _joined(_Runs(came, starts, stops))
    columns = {name: _column(column, new.columns[name], runs) for name, column in old.columns.items()}
    ids = pa.concat_arrays([old_customers.take(pa.array(stays)), new_customers]).take(pa.array(order))
    return Journeys(keys[order], offsets, columns, new.words), ids


def _among(keys: Keys, gone: Keys) -> Bools:
    """Tell the keys that a sorted list holds."""
    place = np.searchsorted(gone, keys)
    found: Bools = np.append(gone, np.uint64(0))[place] == keys
    return found & (place < len(gone))


def _joined(runs: _Runs) -> _Runs:
    """Make one run of those that lie one after another."""
    apart = np.ones(len(runs.came), dtype=bool)
    apart[1:] = (runs.came[1:] != runs.came[:-1]) | (runs.start[1:] != runs.stop[:-1])
    first = np.flatnonzero(apart)
    last = np.append(first[1:], len(apart)) - 1 if len(first) else first
    return _Runs(runs.came[first], runs.start[first], runs.stop[last])


def _column(old: Array, new: Array, runs: _Runs) -> Array:
    kind = np.result_type(old, new)
    whole = np.empty(int((runs.stop - runs.start).sum()), dtype=kind)
    plain = np.dtype(f"u{kind.itemsize}")
    stayed, came = (np.ascontiguousarray(part, dtype=kind).view(plain) for part in (old, new))
    _COPY[kind.itemsize](stayed, came, runs.came, runs.start, runs.stop, whole.view(plain))
    return whole


def _copy(old: Array, new: Array, came: Bools, start: Ints, stop: Ints, into: Array) -> None:
    place = 0
    for run in range(len(came)):
        source = new if came[run] else old
        for row in range(start[run], stop[run]):
            into[place] = source[row]
            place += 1


# What a value means is of no matter here, so one loop for each width will do.
_COPY = {
    width: kernel(f"uint{8 * width}[] uint{8 * width}[] bool_[] int64[] int64[] uint{8 * width}[]!")(_copy)
    for width in (1, 2, 4, 8)
}
