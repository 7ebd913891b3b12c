"""Splicing: customers put among others, told by where each one's rows lie; columns are copied when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from percorso.sequence.codes import Bools, Ints
from percorso.sequence.journeys import Array
from percorso.sequence.kernels import kernel

Keys = NDArray[np.uint64]


class Runs(NamedTuple):
    """Rows that lie one after another as they are to stand: in which source, from where, up to where, and where to."""

    source: NDArray[np.int16]
    start: Ints
    stop: Ints
    place: Ints

    def column(self, parts: Sequence[Array]) -> Array:
        """Put a column together.

        Args:
            parts: what each source has of it; the widest type of them is that of all.
        """
        kind = np.result_type(*parts)
        whole = np.empty(int((self.stop - self.start).sum()), dtype=kind)
        plain = np.dtype(f"u{kind.itemsize}")
        for number, part in enumerate(parts):
            own = self.source == number
            of = np.ascontiguousarray(part, dtype=kind).view(plain)
            _COPY[kind.itemsize](of, self.start[own], self.stop[own], self.place[own], whole.view(plain))
        return whole


class Layout(NamedTuple):
    """Where the rows of a bucket's customers lie among several sources that have the same columns.

    Attributes:
        keys: of the customers, who stand in the order of these.
        offsets: one more than customers: where each one's rows begin, once all are in one place.
        source: which source each one's rows are in.
        start: where they begin there.
    """

    keys: Keys
    offsets: Ints
    source: NDArray[np.int16]
    start: Ints

    @property
    def rows(self) -> int:
        """How many rows."""
        return int(self.offsets[-1])

    @classmethod
    def of(cls, keys: Keys, offsets: Ints) -> Layout:
        """Describe journeys that lie in one place, as source 0."""
        return cls(keys, offsets, np.zeros(len(keys), dtype=np.int16), offsets[:-1])

    def among(self, keys: Keys) -> Layout:
        """Keep the customers whose keys a sorted list holds."""
        own = np.flatnonzero(_among(self.keys, keys))
        offsets = np.append(0, np.cumsum(np.diff(self.offsets)[own]))
        return Layout(self.keys[own], offsets, self.source[own], self.start[own])

    def runs(self) -> Runs:
        """List which rows are to be copied where."""
        sizes = np.diff(self.offsets)
        some = np.flatnonzero(sizes)
        source, start = self.source[some], self.start[some]
        stop = start + sizes[some]
        apart = np.ones(len(some), dtype=bool)
        apart[1:] = (source[1:] != source[:-1]) | (start[1:] != stop[:-1])
        first = np.flatnonzero(apart)
        last = np.append(first[1:], len(some)) - 1 if len(first) else first
        return Runs(source[first], start[first], stop[last], self.offsets[:-1][some[first]])


def spliced(
    old: Layout, old_customers: pa.Array, new: Layout, new_customers: pa.Array, gone: Keys, source: int
) -> tuple[Layout, pa.Array]:
    """Take some customers out of a bucket and put others in, and give it with the ids of its customers.

    Args:
        old: the bucket as it was; customers stand in the order of their keys, as they do in all of these.
        old_customers: their ids.
        new: the customers who come, in one place.
        new_customers: their ids.
        gone: the keys of those who leave, sorted; others may be among them.
        source: the number of the source that those who come lie in.
    """
    stays = np.flatnonzero(~_among(old.keys, gone))
    keys = np.append(old.keys[stays], new.keys)
    order = np.argsort(keys, kind="stable")
    sizes = np.append(np.diff(old.offsets)[stays], np.diff(new.offsets))[order]
    sources = np.append(old.source[stays], np.full(len(new.keys), source, dtype=np.int16))[order]
    starts = np.append(old.start[stays], new.offsets[:-1])[order]
    ids = pa.concat_arrays([old_customers.take(pa.array(stays)), new_customers]).take(pa.array(order))
    return Layout(keys[order], np.append(0, np.cumsum(sizes)), sources, starts), ids


def _among(keys: Keys, gone: Keys) -> Bools:
    """Tell the keys that a sorted list holds."""
    place = np.searchsorted(gone, keys)
    found: Bools = np.append(gone, np.uint64(0))[place] == keys
    return found & (place < len(gone))


def _copy(part: Array, start: Ints, stop: Ints, place: Ints, into: Array) -> None:
    for run in range(len(start)):
        for row in range(stop[run] - start[run]):
            into[place[run] + row] = part[start[run] + row]


# What a value means is of no matter here, so one loop for each width will do.
_COPY = {
    width: kernel(f"uint{8 * width}[] int64[] int64[] int64[] uint{8 * width}[]!")(_copy) for width in (1, 2, 4, 8)
}
