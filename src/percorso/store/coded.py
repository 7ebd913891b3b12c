"""Coded reading: a table's files in chunks, their texts as codes into dictionaries, as Parquet keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from percorso.core.errors import PercorsoError

_CODED = pa.dictionary(pa.int32(), pa.string())


class Piece(NamedTuple):
    """Some row groups of one file."""

    path: Path
    groups: tuple[int, ...]


Chunk: TypeAlias = tuple[Piece, ...]


def chunks(files: Sequence[Path], rows: int) -> tuple[Chunk, ...]:
    """Divide files into chunks of about so many rows; one of them is what a reader holds at a time.

    Raises:
        PercorsoError: ``table_unreadable``.
    """
    found: list[Chunk] = []
    gathered: list[Piece] = []
    held = 0
    for path in files:
        own: list[int] = []
        for group, size in enumerate(_sizes(path)):
            if held and held + size > rows:
                found.append((*gathered, *([Piece(path, tuple(own))] if own else [])))
                gathered, own, held = [], [], 0
            own.append(group)
            held += size
        if own:
            gathered.append(Piece(path, tuple(own)))
    return (*found, tuple(gathered)) if gathered else tuple(found)


def read(chunk: Chunk, columns: Sequence[str], plain: Sequence[str] = (), added: Sequence[str] = ()) -> pa.Table:
    """Read columns of a chunk; a text is a dictionary, one for all its rows, unless it is to stay plain.

    Args:
        chunk: what to read.
        columns: their names.
        plain: texts that stay plain.
        added: texts that older files lack (``TableSpec.added``).

    Raises:
        PercorsoError: ``table_unreadable``.
    """
    parts = [_read(piece, columns, plain, added) for piece in chunk]
    return pa.concat_tables(parts).unify_dictionaries().combine_chunks()


def _read(piece: Piece, columns: Sequence[str], plain: Sequence[str], added: Sequence[str]) -> pa.Table:
    try:
        known = pq.read_schema(piece.path)
        lacking = [name for name in columns if name in added and name not in known.names]
        held = [name for name in columns if name not in lacking]
        texts = [name for name in held if pa.types.is_string(known.field(name).type) and name not in plain]
        with pq.ParquetFile(piece.path, read_dictionary=texts) as file:
            # Chunks are what runs side by side; more threads for each would only wait for one another.
            table = file.read_row_groups(piece.groups, columns=held, use_threads=False)
    except (pa.ArrowInvalid, OSError) as error:
        raise _unreadable(piece.path, error) from error
    for name in lacking:
        table = table.append_column(name, pa.nulls(table.num_rows, _CODED))
    return table.select(columns)


def _sizes(path: Path) -> list[int]:
    try:
        metadata = pq.read_metadata(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise _unreadable(path, error) from error
    return [metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)]


def _unreadable(path: Path, error: Exception) -> PercorsoError:
    hint = "A file of the workspace is gone or damaged: put its folder back from a copy."
    return PercorsoError("table_unreadable", f"{path.name} cannot be read: {error}.", hint=hint)
