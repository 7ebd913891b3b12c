"""Delimited text of any shape, read through a mapping."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from operator import itemgetter
from pathlib import Path

from percorso.collect import delimited, files, mapped
from percorso.collect.batches import Item, batches
from percorso.collect.delimited import Delimited
from percorso.collect.expressions import Reader
from percorso.collect.options import ReadOptions
from percorso.collect.sample import Sample
from percorso.core.errors import PercorsoError, unknown
from percorso.core.record import Batch, Rejected

SUMMARY = "Any delimited text file (comma, semicolon, tab), plain or gzip, with a mapping."
NEEDS_MAPPING = True


def read(path: Path, options: ReadOptions) -> Iterator[Batch]:
    """Read a delimited file through its mapping.

    Raises:
        PercorsoError: what is wrong with the file (collect.files), the mapping, or a lookup; ``missing_column``.
    """
    mapping = mapped.mapping_of(options)
    file = files.verified(path, mapping.notation.encoding)
    with file.open() as text:
        yield from batches(_items(delimited.read(text), options, path))


def reread(header: str, original: str, options: ReadOptions) -> Iterator[Batch]:
    """Read one row again, as quarantine kept it."""
    return batches(_items(delimited.again(header, original), options, None))


def sample(path: Path, options: ReadOptions, rows: int) -> Sample:
    """Take the first rows, for a mapping to be proposed from."""
    encoding = (options.mapping or {}).get("encoding")
    with files.verified(path, encoding).open() as text:
        table = delimited.read(text)
        whole = (row.cells for row in table.rows if not isinstance(row, Rejected))
        return Sample(table.columns, tuple(tuple(cells) for cells in islice(whole, rows)))


def _items(table: Delimited, options: ReadOptions, path: Path | None) -> Iterator[Item]:
    mapping = mapped.mapping_of(options)

    def resolve(column: str) -> Reader:
        places = [number for number, name in enumerate(table.columns) if name == column]
        if not places:
            raise unknown("column", column, table.columns, code="missing_column")
        if len(places) > 1:
            raise PercorsoError("ambiguous_column", f"{len(places)} columns are named '{column}'.")
        return itemgetter(places[0])

    build = mapped.builder(mapping, resolve, options, path)
    for row in table.rows:
        if isinstance(row, Rejected):
            yield row
        elif item := mapped.convert(build, row.cells, row.line, row.original, table.header):
            yield item
