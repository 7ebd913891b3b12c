"""Parquet files, read through a mapping; ``a.b`` names a value inside a struct."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from percorso.collect import files, jsontext, mapped
from percorso.collect.batches import Item, batches
from percorso.collect.expressions import Reader, text_of
from percorso.collect.mapped import Builder
from percorso.collect.options import ReadOptions
from percorso.collect.paths import leaves, reader
from percorso.collect.sample import Sample
from percorso.core.errors import PercorsoError, unknown
from percorso.core.record import Batch, Rejected

SUMMARY = "Parquet files, with a mapping."
NEEDS_MAPPING = True

_ROWS = 10_000


def read(path: Path, options: ReadOptions) -> Iterator[Batch]:
    """Read a Parquet file through its mapping.

    Raises:
        PercorsoError: ``file_not_found``, ``is_a_folder``, ``damaged_parquet``, ``missing_column``, and what is wrong
            with the mapping or a lookup.
    """
    mapping = mapped.mapping_of(options)
    schema = _open(path).schema_arrow

    def resolve(column: str) -> Reader:
        known = _columns(schema)
        if column not in known and column not in schema.names:
            raise unknown("column", column, known, code="missing_column")
        return reader(column)

    build = mapped.builder(mapping, resolve, options, path)
    yield from batches(_items(_rows(path), build))


def reread(header: str, original: str, options: ReadOptions) -> Iterator[Batch]:  # noqa: ARG001
    """Read one row again, as quarantine kept it."""
    build = mapped.builder(mapped.mapping_of(options), reader, options)
    return batches(_items([jsontext.decode(original)], build))


def sample(path: Path, options: ReadOptions, rows: int) -> Sample:  # noqa: ARG001
    """Take the first rows, for a mapping to be proposed from."""
    columns = tuple(_columns(_open(path).schema_arrow))
    found = [dict(leaves(row)) for row in islice(_rows(path), rows)]
    return Sample(columns, tuple(tuple(text_of(row.get(name)) or "" for name in columns) for row in found))


def _items(rows: Iterable[dict[str, Any]], build: Builder) -> Iterator[Item]:
    for number, row in enumerate(rows, start=1):
        item = mapped.convert(build, row, number, "")
        if item:
            yield item._replace(original=jsontext.encode(row)) if isinstance(item, Rejected) else item


def _open(path: Path) -> Any:
    from pyarrow import parquet

    files.require(path)
    try:
        return parquet.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as problem:
        raise _damaged(path, problem) from None


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        for batch in _open(path).iter_batches(batch_size=_ROWS):
            yield from _microseconds(batch).to_pylist()
    except (pa.ArrowInvalid, OSError) as problem:
        raise _damaged(path, problem) from None


def _damaged(path: Path, problem: Exception) -> PercorsoError:
    return PercorsoError("damaged_parquet", f"{path.name} is no whole Parquet file: {problem}.")


def _microseconds(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Cut nanosecond times to microseconds, the finest Python's datetime holds."""
    for number, field in enumerate(batch.schema):
        if pa.types.is_timestamp(field.type) and field.type.unit == "ns":
            cut = batch.column(number).cast(pa.timestamp("us", field.type.tz), safe=False)
            batch = batch.set_column(number, field.name, cut)
    return batch


def _columns(schema: Any, before: str = "") -> list[str]:
    names: list[str] = []
    for field in schema:
        inside = pa.types.is_struct(field.type)
        names += _columns(field.type, f"{before}{field.name}.") if inside else [before + field.name]
    return names
