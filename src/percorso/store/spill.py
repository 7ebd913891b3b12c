"""Spill: rows on their way from many files into buckets, in one scratch file of any number of buckets."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.sequence.codes import Ints
from percorso.store.durable import full_disk_told

_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")
# Words that so many rows share cost less to write than to choose from.
_ROWS_A_WORD = 8


@dataclass(frozen=True)
class Spill:
    """A scratch file while it is needed; several threads may add to it.

    Attributes:
        path: the file; one that was left behind is replaced.
    """

    path: Path
    _lock: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)
    _pieces: defaultdict[int, list[tuple[int, int]]] = field(
        default_factory=lambda: defaultdict(list), init=False, repr=False, compare=False
    )

    def __enter__(self) -> Spill:
        """Start empty."""
        with full_disk_told(self.path.parent):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_bytes(b"")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave nothing behind."""
        self.path.unlink(missing_ok=True)

    def spread(self, rows: pa.Table, buckets: Ints) -> None:
        """Add rows, each to its bucket.

        Raises:
            PercorsoError: ``disk_full``.
        """
        # Small numbers are sorted by counting.
        order = np.argsort(buckets.astype(np.int16), kind="stable")
        numbers, begins = np.unique(buckets[order], return_index=True)
        ends = [*begins[1:].tolist(), len(order)]
        sorted_rows = rows.take(pa.array(order)).combine_chunks()
        for number, begin, end in zip(numbers.tolist(), begins.tolist(), ends, strict=True):
            self._add(number, _serialized(sorted_rows.slice(begin, end - begin)))

    def read(self, bucket: int) -> pa.Table | None:
        """Give a bucket's rows, in no order that is defined; None when it has none."""
        if bucket not in self._pieces:
            return None
        with self.path.open("rb") as file:
            parts = [_deserialized(file, offset, length) for offset, length in self._pieces[bucket]]
        return pa.concat_tables(parts).unify_dictionaries().combine_chunks()

    def _add(self, bucket: int, data: pa.Buffer) -> None:
        with self._lock, full_disk_told(self.path.parent), self.path.open("ab") as file:
            offset = file.tell()
            file.write(data)
            self._pieces[bucket].append((offset, data.size))


def _serialized(rows: pa.Table) -> pa.Buffer:
    own = pa.table({name: _with_own_words(rows[name]) for name in rows.column_names})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, own.schema, options=_OPTIONS) as writer:
        writer.write_table(own)
    return sink.getvalue()


def _with_own_words(column: pa.ChunkedArray) -> pa.Array:
    """Keep of a dictionary what these rows use; a slice would carry the whole."""
    whole = column.combine_chunks()
    if not pa.types.is_dictionary(whole.type) or len(whole.dictionary) * _ROWS_A_WORD <= len(whole):
        return whole
    indices = pc.fill_null(whole.indices, -1).to_numpy(zero_copy_only=False)
    used = np.zeros(len(whole.dictionary) + 1, dtype=bool)
    used[indices] = True
    kept = np.flatnonzero(used[:-1])
    place = np.zeros(len(used), dtype=np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    return pa.DictionaryArray.from_arrays(
        pa.array(place[indices], mask=indices < 0), whole.dictionary.take(pa.array(kept))
    )


def _deserialized(file: BinaryIO, offset: int, length: int) -> pa.Table:
    file.seek(offset)
    with pa.ipc.open_stream(pa.py_buffer(file.read(length))) as reader:
        return reader.read_all()
