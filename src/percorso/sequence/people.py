"""People: whose the rows of a table are, and where each one's rows lie, told from the runs in which they come."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.sequence.ordering import bring_together

Longs = NDArray[np.int64]


class Gathered(NamedTuple):
    """The customers of a table.

    Attributes:
        ids: as the table has them, in the order in which they are met first.
        offsets: int64, one more than customers: where each one's rows begin.
        rows: int64: the table's rows in that order; None where they stand so already.
    """

    ids: pa.Array
    offsets: Longs
    rows: Longs | None


class People:
    """The customers of a table that is read part by part.

    Rows of one customer mostly follow each other; of such a run only the first row is looked at. Where no customer
    comes twice, and ids that rise show that by themselves, nothing has to be looked up or moved.
    """

    def __init__(self) -> None:
        self._heads: list[pa.Array] = []
        self._sizes: list[Longs] = []

    def add(self, column: pa.ChunkedArray) -> None:
        """Go on with these rows; every one has a customer."""
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        heads, sizes = _runs(column.combine_chunks())
        if len(heads) and self._heads and len(self._heads[-1]) and heads[0].equals(self._heads[-1][-1]):
            self._sizes[-1][-1] += sizes[0]
            heads, sizes = heads[1:], sizes[1:]
        if len(heads) or not self._heads:
            self._heads.append(heads)
            self._sizes.append(sizes)

    def gathered(self) -> Gathered:
        """Say who there are, and bring each one's rows together."""
        heads = pa.chunked_array(self._heads).combine_chunks() if self._heads else pa.array([], pa.string())
        sizes = np.concatenate([np.zeros(0, np.int64), *self._sizes])
        ids, number = heads, None
        if not _rise(heads):
            encoded = heads.dictionary_encode()
            ids, number = encoded.dictionary, encoded.indices.to_numpy(zero_copy_only=False)
        offsets = np.zeros(len(ids) + 1, np.int64)
        if number is None or len(ids) == len(heads):
            np.cumsum(sizes, out=offsets[1:])
            return Gathered(ids, offsets, None)
        rows = np.empty(int(sizes.sum()), np.int64)
        bring_together(np.ascontiguousarray(number, np.int32), sizes, offsets, rows)
        return Gathered(ids, offsets, rows)


def _runs(ids: pa.Array) -> tuple[pa.Array, Longs]:
    """Give the first of equal ids that follow each other, and how many they are."""
    if pa.types.is_integer(ids.type):
        values = ids.to_numpy(zero_copy_only=False)
        begins = np.flatnonzero(np.append(np.ones(min(len(values), 1), np.bool_), values[1:] != values[:-1]))
        return pa.array(values[begins], ids.type), np.diff(np.append(begins, len(values)))
    try:
        encoded = pc.run_end_encode(ids, run_end_type=pa.int64())
    except pa.ArrowNotImplementedError:
        return ids, np.ones(len(ids), np.int64)
    return encoded.values, np.diff(encoded.run_ends.to_numpy(), prepend=0)


def _rise(ids: pa.Array) -> bool:
    """Say whether each id is greater than the one before it."""
    if pa.types.is_integer(ids.type) or pa.types.is_string(ids.type) or pa.types.is_large_string(ids.type):
        return bool(pc.all(pc.greater(ids[1:], ids[:-1])).as_py())
    return len(ids) < 2
