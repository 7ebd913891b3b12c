"""Pieces: what the log's frames brought, opened, in batches worth a commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.store.arrow import empty
from percorso.store.log import Frame
from percorso.tables import EVENTS, REQUESTS

# Rows of a batch; while one is committed, the next is read.
BATCH_ROWS = 250_000
# Requests opened at once: some 20,000 calls. A quarter of it costs a tenth more for each.
_OPENED_BYTES = 16 * 2**20
# Room for so many rows a frame: the order of arrival, for ever, across frames.
_FRAME_ROWS = 2**20

# Opens what came as it was sent into the tables of the lake; each row names in ``request`` the row it was carried by.
Opener = Callable[[pa.Table], Mapping[str, pa.Table]]


class Piece(NamedTuple):
    """Rows of one table as some frames brought them; ``frame`` is a column of the data where those are several."""

    first: int
    last: int
    table: str
    data: pa.Table

    def after(self, frame: int) -> pa.Table:
        """Give the rows that later frames brought."""
        if frame >= self.last:
            return self.data.slice(0, 0)
        if frame < self.first:
            return self.data
        return self.data.filter(pc.greater(self.data["frame"], frame))


def ahead(batches: Iterator[list[Piece]]) -> Iterator[list[Piece]]:
    """Read each batch on another thread while the one before is worked on."""
    with ThreadPoolExecutor(1, thread_name_prefix="opener") as reader:
        coming = reader.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = reader.submit(next, batches, None)
            yield batch


def opened(frames: Iterable[Frame], opener: Opener) -> Iterator[Piece]:
    """Put in place of frames of requests the tables of what they carry; neighbours are opened together."""
    waiting: list[Frame] = []
    size = 0
    for frame in frames:
        is_request = frame.table == REQUESTS.name
        if waiting and (size >= _OPENED_BYTES or not is_request):
            yield from _opened_together(waiting, opener)
            waiting, size = [], 0
        if is_request:
            waiting.append(frame)
            size += frame.data.nbytes
        else:
            yield _piece(frame)
    if waiting:
        yield from _opened_together(waiting, opener)


def _piece(frame: Frame) -> Piece:
    data = frame.data
    if frame.table == EVENTS.name:
        seq = frame.number * _FRAME_ROWS + np.arange(data.num_rows, dtype=np.int64)
        data = data.append_column("seq", pa.array(seq))
    return Piece(frame.number, frame.number, frame.table, data)


def _opened_together(frames: Sequence[Frame], opener: Opener) -> Iterator[Piece]:
    first, last = frames[0].number, frames[-1].number
    frame_of = np.repeat([frame.number for frame in frames], [frame.data.num_rows for frame in frames])
    tables = opener(pa.concat_tables([frame.data for frame in frames], promote_options="default"))
    if not tables:
        # Frames that carry nothing are reached all the same.
        yield Piece(first, last, EVENTS.name, empty(EVENTS))
    for name, table in tables.items():
        frame = frame_of[table["request"].to_numpy()]
        data = table.drop_columns(["request"]).append_column("frame", pa.array(frame))
        if name == EVENTS.name:
            data = data.append_column("seq", pa.array(_arrivals(frame)))
        yield Piece(first, last, name, data)


def _arrivals(frame: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number rows by their frame and their place in it; the rows of a frame stand together."""
    row = np.arange(len(frame))
    begins = np.append(True, frame[1:] != frame[:-1])
    return frame * _FRAME_ROWS + row - np.maximum.accumulate(np.where(begins, row, 0))


def batches(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Gather pieces, in order, into batches worth a commit."""
    batch: list[Piece] = []
    rows = 0
    for piece in pieces:
        # What one frame carries stays together: the frame that is reached is reached by all its tables.
        if batch and rows + piece.data.num_rows > BATCH_ROWS and piece.last != batch[-1].last:
            yield batch
            batch, rows = [], 0
        batch.append(piece)
        rows += piece.data.num_rows
    if batch:
        yield batch
