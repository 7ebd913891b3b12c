"""Spill: rows on their way from many files into buckets, in one scratch file of any number of buckets.

It is written in pieces that can be read one by one; who wants to keep the file keeps where they lie.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from percorso.sequence.codes import Ints
from percorso.sequence.picked import Picked
from percorso.store.arrow import with_own_words
from percorso.store.durable import full_disk_told

# Pieces are small and several are at work at a time: more threads for each would only wait for one another.
_WRITING = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
_READING = pa.ipc.IpcReadOptions(use_threads=False)
_NO_BUCKET = -1


class Piece(NamedTuple):
    """Some rows of one table in a file that holds many: where they begin, in how many bytes, and how many they are."""

    path: Path
    offset: int
    size: int
    rows: int

    def read(self, columns: Sequence[str] = ()) -> pa.Table:
        """Give the rows, all their columns or some; each piece has words of its own."""
        with self.path.open("rb") as file:
            file.seek(self.offset)
            buffer = pa.py_buffer(file.read(self.size))
        options = _READING
        if columns:
            schema = pa.ipc.read_schema(buffer)
            fields = sorted(schema.get_field_index(name) for name in columns)
            options = pa.ipc.IpcReadOptions(use_threads=False, included_fields=fields)
        with pa.ipc.open_stream(buffer, options=options) as reader:
            return reader.read_all()


@dataclass
class Spill:
    """A scratch file while it is needed; several threads may add to it.

    Attributes:
        path: the file; one that was left behind is replaced.
        room: so many bytes of rows that are spread stay in memory, and only what comes after them goes into the file.
    """

    path: Path
    room: int = 0
    _lock: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)
    _pieces: defaultdict[int, list[Piece]] = field(
        default_factory=lambda: defaultdict(list), init=False, repr=False, compare=False
    )
    _held: defaultdict[int, list[pa.Table]] = field(
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
        sorted_rows = Picked(rows, order).table()
        for number, begin, end in zip(numbers.tolist(), begins.tolist(), ends, strict=True):
            own = with_own_words(sorted_rows.slice(begin, end - begin))
            if not self._hold(number, own):
                self._add(number, own)

    def add(self, rows: pa.Table) -> Piece:
        """Add rows to no bucket, as one piece."""
        return self._add(_NO_BUCKET, with_own_words(rows))

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """All that is in the file."""
        return tuple(piece for found in self._pieces.values() for piece in found)

    def rows(self, bucket: int) -> int:
        """Count a bucket's rows."""
        held: int = sum(rows.num_rows for rows in self._held.get(bucket, ()))
        return held + sum(piece.rows for piece in self._pieces.get(bucket, ()))

    def read(self, *buckets: int) -> list[pa.Table]:
        """Give the rows of some buckets, in no order that is defined, piece by piece."""
        held = [rows for bucket in buckets for rows in self._held.get(bucket, ())]
        return [*held, *(piece.read() for bucket in buckets for piece in self._pieces.get(bucket, ()))]

    def _hold(self, bucket: int, rows: pa.Table) -> bool:
        """Keep rows in memory, if there is room for them."""
        with self._lock:
            if rows.nbytes > self.room:
                return False
            self.room -= rows.nbytes
            self._held[bucket].append(rows)
            return True

    def _add(self, bucket: int, rows: pa.Table) -> Piece:
        data = _serialized(rows)
        with self._lock, full_disk_told(self.path.parent), self.path.open("ab") as file:
            piece = Piece(self.path, file.tell(), data.size, rows.num_rows)
            file.write(data)
            self._pieces[bucket].append(piece)
        return piece


def _serialized(rows: pa.Table) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema, options=_WRITING) as writer:
        writer.write_table(rows)
    return sink.getvalue()
