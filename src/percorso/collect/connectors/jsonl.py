"""JSON lines of any shape, one object a line, read through a mapping; ``a.b`` names a nested value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from percorso.collect import files, mapped
from percorso.collect.batches import Item, batches
from percorso.collect.expressions import text_of
from percorso.collect.files import TextFile
from percorso.collect.json_lines import objects
from percorso.collect.mapping import Expression, RowMapping
from percorso.collect.options import ReadOptions
from percorso.collect.paths import leaves, reader
from percorso.collect.sample import Sample
from percorso.core.errors import PercorsoError, unknown
from percorso.core.record import Batch, Rejected

SUMMARY = "JSON lines of any shape, plain or gzip, with a mapping."
NEEDS_MAPPING = True


def read(path: Path, options: ReadOptions) -> Iterator[Batch]:
    """Read JSON lines through a mapping.

    Raises:
        PercorsoError: what is wrong with the file (collect.files), the mapping, or a lookup; ``missing_column`` for a
            field no line has.
    """
    mapping = mapped.mapping_of(options)
    file = files.verified(path, mapping.notation.encoding)
    _require_columns(file, mapping)
    with file.open() as text:
        yield from batches(_items(text, options, path))


def reread(header: str, original: str, options: ReadOptions) -> Iterator[Batch]:  # noqa: ARG001
    """Read one line again, as quarantine kept it."""
    return batches(_items([original], options, None))


def sample(path: Path, options: ReadOptions, rows: int) -> Sample:
    """Take the first rows, for a mapping to be proposed from; nested values get dotted names."""
    encoding = (options.mapping or {}).get("encoding")
    with files.verified(path, encoding).open() as text:
        found = [dict(leaves(row)) for _, _, row in islice(objects(text), rows) if isinstance(row, dict)]
    columns = tuple(dict.fromkeys(name for row in found for name in row))
    return Sample(columns, tuple(tuple(text_of(row.get(name)) or "" for name in columns) for row in found))


def _items(lines: Iterable[str], options: ReadOptions, path: Path | None) -> Iterator[Item]:
    build = mapped.builder(mapped.mapping_of(options), reader, options, path)
    for number, text, row in objects(lines):
        if isinstance(row, PercorsoError):
            yield Rejected(number, row.code, row.message, text)
        elif item := mapped.convert(build, row, number, text):
            yield item


def _require_columns(file: TextFile, mapping: RowMapping) -> None:
    """Read until every column of [fields] was seen in some line; one that never comes is a mistake in the mapping."""
    wanted = {name for one in mapping.fields.values() for name in _own(one, mapping)} | set(mapping.where)
    seen: set[str] = set()
    with file.open() as text:
        for _, _, row in objects(text):
            if isinstance(row, dict):
                missing = {name for name in wanted if reader(name)(row) is None}
                wanted = missing
                seen.update(name for name, _ in leaves(row))
            if not wanted:
                return
    absent = sorted(wanted - seen)
    if absent:
        raise unknown("column", absent[0], seen, code="missing_column")


def _own(expression: Expression, mapping: RowMapping) -> Iterator[str]:
    names = {one.name for one in mapping.lookups}
    return (column for column in expression.columns if column.partition(".")[0] not in names)
