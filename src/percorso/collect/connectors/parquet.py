"""Parquet files, read through a mapping; ``a.b`` names a value inside a struct."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from percorso.collect import jsontext, mapped, parquet_files
from percorso.collect.batches import Item, batches
from percorso.collect.expressions import Reader, text_of
from percorso.collect.mapped import Builder
from percorso.collect.options import ReadOptions
from percorso.collect.paths import leaves, reader
from percorso.collect.sample import Sample
from percorso.core.errors import unknown
from percorso.core.record import Batch, Rejected

SUMMARY = "Parquet files, with a mapping."
NEEDS_MAPPING = True


def read(path: Path, options: ReadOptions) -> Iterator[Batch]:
    """Read a Parquet file through its mapping.

    Raises:
        PercorsoError: what is wrong with the file (collect.parquet_files), ``missing_column``, and what is wrong with
            the mapping or a lookup.
    """
    mapping = mapped.mapping_of(options)
    schema = parquet_files.verified(path)

    def resolve(column: str) -> Reader:
        known = _columns(schema)
        if column not in known and column not in schema.names:
            raise unknown("column", column, known, code="missing_column")
        return reader(column)

    build = mapped.builder(mapping, resolve, options, path)
    yield from batches(_items(parquet_files.rows(path), build))


def reread(header: str, original: str, options: ReadOptions) -> Iterator[Batch]:  # noqa: ARG001
    """Read one row again, as quarantine kept it."""
    build = mapped.builder(mapped.mapping_of(options), reader, options)
    return batches(_items([jsontext.decode(original)], build))


def sample(path: Path, options: ReadOptions, rows: int) -> Sample:  # noqa: ARG001
    """Take the first rows, for a mapping to be proposed from."""
    columns = tuple(_columns(parquet_files.verified(path)))
    found = [dict(leaves(row)) for row in islice(parquet_files.rows(path), rows)]
    return Sample(columns, tuple(tuple(text_of(row.get(name)) or "" for name in columns) for row in found))


def _items(rows: Iterable[dict[str, Any]], build: Builder) -> Iterator[Item]:
    for number, row in enumerate(rows, start=1):
        item = mapped.convert(build, row, number, "")
        if item:
            yield item._replace(original=jsontext.encode(row)) if isinstance(item, Rejected) else item


def _columns(schema: Any, before: str = "") -> list[str]:
    names: list[str] = []
    for field in schema:
        inside = pa.types.is_struct(field.type)
        names += _columns(field.type, f"{before}{field.name}.") if inside else [before + field.name]
    return names
