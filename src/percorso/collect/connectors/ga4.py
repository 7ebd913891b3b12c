"""Google Analytics 4's export to BigQuery: the rows of its daily and intraday tables, as JSON lines or Parquet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from percorso.collect import files, jsontext, notation, parquet_files
from percorso.collect.batches import Item, batches
from percorso.collect.ga4_events import event
from percorso.collect.json_lines import objects
from percorso.collect.options import ReadOptions
from percorso.core.errors import PercorsoError
from percorso.core.record import Batch, Event, Rejected

SUMMARY = (
    "Google Analytics 4's export to BigQuery, as JSON lines or Parquet: the tables events_… and events_intraday_…."
)
NEEDS_MAPPING = False


def read(path: Path, options: ReadOptions) -> Iterator[Batch]:
    """Read rows of the export.

    Raises:
        PercorsoError: what is wrong with the file (collect.files, collect.parquet_files) or its mapping.
    """
    written = notation.notation_only(options.mapping, options.shop)
    if parquet_files.is_parquet(path):
        parquet_files.verified(path)
        yield from batches(_items(enumerate(parquet_files.rows(path), start=1), options))
        return
    with files.verified(path, written.encoding).open() as text:
        yield from batches(_lines(text, options))


def reread(header: str, original: str, options: ReadOptions) -> Iterator[Batch]:  # noqa: ARG001
    """Read one row again, as quarantine kept it."""
    return batches(_lines([original], options))


def _lines(lines: Iterable[str], options: ReadOptions) -> Iterator[Item]:
    for number, text, row in objects(lines):
        if isinstance(row, PercorsoError):
            yield Rejected(number, row.code, row.message, text)
        else:
            yield _item(number, row, text, options)


def _items(rows: Iterable[tuple[int, dict[str, Any]]], options: ReadOptions) -> Iterator[Item]:
    for number, row in rows:
        item = _item(number, row, "", options)
        yield item._replace(original=jsontext.encode(row)) if isinstance(item, Rejected) else item


def _item(number: int, row: dict[str, Any], original: str, options: ReadOptions) -> Item:
    try:
        found = event(row)
        if isinstance(found, Event):
            options.check_instant(found.at)
        return found
    except PercorsoError as problem:
        return Rejected(number, problem.code, f"{problem.message} {problem.hint}".strip(), original)
