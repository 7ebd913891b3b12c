"""Coded reading: a table's files in chunks, their texts as codes into dictionaries, as Parquet keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from percorso.store.footers import unreadable


class Piece(NamedTuple):
    """Some row groups of one file."""

    path: Path
    groups: tuple[int, ...]


Chunk: TypeAlias = tuple[Piece, ...]
_CODED = pa.dictionary(pa.int32(), pa.string())


def chunks(files: Sequence[Path], rows: int, since: int = -1) -> tuple[Chunk, ...]:
    """Divide files into chunks of about so many rows; one of them is what a reader holds at a time.

    Args:
        files: the files.
        rows: how many rows.
        since: row groups are left out that by their own account hold no ``seq`` above this.

    Raises:
        PercorsoError: ``table_unreadable``.
    """
    found: list[Chunk] = []
    gathered: list[Piece] = []
    held = 0
    for path in files:
        own: list[int] = []
        for group, size in _sizes(path, since):
            if held and held + size > rows:
                found.append((*gathered, *([Piece(path, tuple(own))] if own else [])))
                gathered, own, held = [], [], 0
            own.append(group)
            held += size
        if own:
            gathered.append(Piece(path, tuple(own)))
    return (*found, tuple(gathered)) if gathered else tuple(found)


def read(chunk: Chunk, columns: Sequence[str], plain: Sequence[str] = ()) -> pa.Table:
    """Read columns of a chunk; a text is a dictionary, one for all its rows, unless it is to stay plain.

    A text that a file does not hold, written before there was such a column, is empty.

    Raises:
        PercorsoError: ``table_unreadable``.
    """
    parts = [_read(piece, columns, plain) for piece in chunk]
    return pa.concat_tables(parts).unify_dictionaries().combine_chunks()


def _read(piece: Piece, columns: Sequence[str], plain: Sequence[str]) -> pa.Table:
    try:
        # Told to the reader, which would read it once more.
        metadata = pq.read_metadata(piece.path)
        known = metadata.schema.to_arrow_schema()
        held = [name for name in columns if name in known.names]
        texts = [name for name in held if pa.types.is_string(known.field(name).type) and name not in plain]
        with pq.ParquetFile(piece.path, metadata=metadata, read_dictionary=texts) as file:
            # Chunks are what runs side by side; more threads for each would only wait for one another.
            table = file.read_row_groups(piece.groups, columns=held, use_threads=False)
        for name in columns:
            if name not in held:
                nothing = pa.nulls(table.num_rows, pa.string() if name in plain else _CODED)
                table = table.append_column(name, nothing)
        return table.select(list(columns))
    except (pa.ArrowInvalid, OSError) as error:
        raise unreadable(piece.path, error) from error


def _sizes(path: Path, since: int) -> list[tuple[int, int]]:
    """List the row groups of a file that may hold a later row, with their sizes."""
    try:
        metadata = pq.read_metadata(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise unreadable(path, error) from error
    groups = [(number, metadata.row_group(number)) for number in range(metadata.num_row_groups)]
    return [(number, group.num_rows) for number, group in groups if since < 0 or _latest(group) > since]


def _latest(group: pq.RowGroupMetaData) -> float:
    """Give a row group's highest ``seq``; infinity where it does not say."""
    columns = (group.column(place) for place in range(group.num_columns))
    told = next((column.statistics for column in columns if column.path_in_schema == "seq"), None)
    return told.max if told is not None and told.has_min_max else float("inf")
