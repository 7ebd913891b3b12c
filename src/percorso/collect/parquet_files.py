"""Parquet files in: read only once they are known to be whole, of a believable size, and text where they say text.

Pages that carry a checksum are held against it; in a file without, damage that still decodes cannot be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from percorso.collect import files
from percorso.core.errors import PercorsoError

_ROWS = 10_000
_MAGIC = b"PAR1"
# The years that Python's datetime holds, in seconds since 1970.
_FIRST_SECOND, _LAST_SECOND = -62_135_596_800, 253_402_300_799


def verified(path: Path) -> pa.Schema:
    """Read a file through once and give its columns.

    Raises:
        PercorsoError: what ``files.require`` says, ``damaged_parquet``, ``unpacks_too_large``, ``wrong_encoding``.
    """
    with _opened(path) as file:
        groups = [file.metadata.row_group(number) for number in range(file.metadata.num_row_groups)]
        # A row of one repeated value takes no room of its own, but costs as much as any other to read.
        files.require_packed_size(path, max(sum(one.total_byte_size for one in groups), file.metadata.num_rows))
        for number, batch in enumerate(file.iter_batches(batch_size=_ROWS)):
            _require_text(path, batch, number * _ROWS)
        return file.schema_arrow


def is_parquet(path: Path) -> bool:
    """Say whether a file begins as a Parquet file does; raises what ``files.require`` says."""
    files.require(path)
    with path.open("rb") as raw:
        return raw.read(len(_MAGIC)) == _MAGIC


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield a file's rows.

    Raises:
        PercorsoError: ``damaged_parquet``.
    """
    for batch in record_batches(path):
        yield from batch.to_pylist()


def record_batches(path: Path) -> Iterator[pa.RecordBatch]:
    """Yield a file's rows some thousands at a time.

    Raises:
        PercorsoError: ``damaged_parquet``.
    """
    with _opened(path) as file:
        for batch in file.iter_batches(batch_size=_ROWS):
            yield _readable(batch)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    from pyarrow import parquet

    files.require(path)
    try:
        # Opened here, since Arrow itself takes no name that is not UTF-8.
        with path.open("rb") as raw, parquet.ParquetFile(raw, page_checksum_verification=True) as file:
            yield file
    except (pa.ArrowInvalid, OSError) as problem:
        said = " ".join(str(problem).split()).rstrip(".")
        message = f"{files.shown_name(path)} is no whole Parquet file: {said}."
        raise PercorsoError("damaged_parquet", message) from None


def _require_text(path: Path, batch: pa.RecordBatch, before: int) -> None:
    try:
        batch.validate(full=True)
    except pa.ArrowInvalid as problem:
        if "UTF8" not in str(problem):
            raise
        raise PercorsoError(
            "wrong_encoding",
            f"{files.shown_name(path)} holds text that is not UTF-8 in rows {before + 1} to {before + batch.num_rows}.",
            hint="Write it again with its texts as UTF-8.",
        ) from None


def _readable(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Make times ones that Python holds: nanoseconds are cut to microseconds, years beyond its reach become text."""
    for number, field in enumerate(batch.schema):
        if not pa.types.is_timestamp(field.type):
            continue
        column = batch.column(number)
        if field.type.unit == "ns":
            column = column.cast(pa.timestamp("us", field.type.tz), safe=False)
        elif _beyond(column):
            column = column.cast(pa.int64()).cast(pa.string())
        batch = batch.set_column(number, field.name, column)
    return batch


def _beyond(column: pa.Array) -> bool:
    per_second = {"s": 1, "ms": 1_000, "us": 1_000_000}[column.type.unit]
    found = pc.min_max(column.cast(pa.int64())).as_py()
    return found["min"] is not None and not (
        _FIRST_SECOND * per_second <= found["min"] and found["max"] <= _LAST_SECOND * per_second
    )
