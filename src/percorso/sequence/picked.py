"""Picked rows: some rows of a table in an order of their own, whose columns are gathered when they are asked for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from percorso.sequence.codes import Bools, Ints, Numbers, bits_of, joined
from percorso.sequence.kernels import kernel

Bits = NDArray[np.uint8]


class Picked:
    """Some rows of a table, which read like a table of their own; a column that nobody asks for is never moved.

    Args:
        table: the table.
        rows: the rows; all of them, as they stand, where absent.
    """

    def __init__(self, table: pa.Table, rows: Ints | Numbers | None = None) -> None:
        self._table = table
        self._rows = None if rows is None else np.ascontiguousarray(rows, dtype=np.int32)
        self._taken: dict[str, pa.ChunkedArray] = {}

    @property
    def num_rows(self) -> int:
        """How many rows there are."""
        rows: int = self._table.num_rows if self._rows is None else len(self._rows)
        return rows

    @property
    def column_names(self) -> Sequence[str]:
        """The columns there are."""
        names: Sequence[str] = self._table.column_names
        return names

    def __getitem__(self, name: str) -> pa.ChunkedArray:
        """Give a column; it is gathered once."""
        if self._rows is None:
            return self._table[name]
        if name not in self._taken:
            self._taken[name] = pa.chunked_array([taken(self._table[name], self._rows)])
        return self._taken[name]

    def where(self, kept: Bools) -> Picked:
        """Pick some of the rows."""
        return self if kept.all() else self.take(np.flatnonzero(kept))

    def take(self, rows: Ints) -> Picked:
        """Pick rows by their places among these."""
        return Picked(self._table, rows if self._rows is None else self._rows[rows])

    def table(self, names: Sequence[str] = ()) -> pa.Table:
        """Gather columns, all where none is named."""
        return pa.table({name: self[name] for name in names or self.column_names})


def taken(column: pa.ChunkedArray, rows: Numbers) -> pa.Array:
    """Gather rows of a column; codes, which most hold, in one short loop."""
    whole = joined(column)
    if whole.type == pa.int32():
        return _numbers(whole, rows)
    if whole.type == _CODED:
        return pa.DictionaryArray.from_arrays(_numbers(whole.indices, rows), whole.dictionary, safe=False)
    return whole.take(pa.array(rows))


_CODED = pa.dictionary(pa.int32(), pa.string())


def _numbers(column: pa.Array, rows: Numbers) -> pa.Array:
    if column.null_count == len(column):
        return pa.nulls(len(rows), pa.int32())
    values, valid, offset = bits_of(column)
    found = np.empty(len(rows), dtype=np.int32)
    if not len(valid):
        _gather(values, rows, found)
        return pa.array(found)
    told, count = np.empty(-(-len(rows) // 8), np.uint8), np.zeros(1, np.int64)
    _gather_told(values, valid, offset, rows, found, told, count)
    buffers = [pa.py_buffer(told), pa.py_buffer(found)]
    return pa.Array.from_buffers(pa.int32(), len(rows), buffers, len(rows) - int(count[0]))


@kernel("int32[] int32[] int32[]!")
def _gather(values: Numbers, rows: Numbers, found: Numbers) -> None:
    for place in range(len(rows)):
        found[place] = values[rows[place]]


@kernel("int32[] uint8[] int64 int32[] int32[]! uint8[]! int64[]!")
def _gather_told(
    values: Numbers, valid: Bits, offset: int, rows: Numbers, found: Numbers, told: Bits, count: Ints
) -> None:
    """Gather values with the bits that say which of them there are, and count those."""
    total = np.int64(0)
    for begin in range(0, len(rows), 8):
        bits = np.int64(0)
        for place in range(begin, min(begin + 8, len(rows))):
            row = np.int64(rows[place])
            bit = offset + row
            is_told = np.int64((valid[bit >> 3] >> np.uint8(bit & 7)) & np.uint8(1))
            found[place] = values[row]
            bits |= is_told << (place - begin)
            total += is_told
        told[begin >> 3] = bits
    count[0] = total
