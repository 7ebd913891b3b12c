"""Parquet files in: their columns, their rows, and their record batches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from percorso.collect import files
from percorso.core.errors import PercorsoError

_ROWS = 10_000
_MAGIC = b"PAR1"


def verified(path: Path) -> pa.Schema:
    """Give a file's columns.

    Raises:
        PercorsoError: what ``files.require`` says, ``damaged_parquet``.
    """
    with _opened(path) as file:
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
        with parquet.ParquetFile(path) as file:
            yield file
    except (pa.ArrowInvalid, OSError) as problem:
        raise PercorsoError("damaged_parquet", f"{path.name} is no whole Parquet file: {problem}.") from None


def _readable(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Cut nanosecond times to microseconds, the finest Python's datetime holds."""
    for number, field in enumerate(batch.schema):
        if pa.types.is_timestamp(field.type) and field.type.unit == "ns":
            cut = batch.column(number).cast(pa.timestamp("us", field.type.tz), safe=False)
            batch = batch.set_column(number, field.name, cut)
    return batch
