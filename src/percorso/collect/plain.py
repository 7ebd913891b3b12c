"""Plain files of rows, for verbs that need no workspace: CSV, JSON lines or Parquet, told apart by name and content."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from percorso.collect import delimited, files, jsontext, parquet_files
from percorso.collect.expressions import text_of
from percorso.core.errors import PercorsoError
from percorso.core.record import Rejected

Row = dict[str, str | None]


def read_rows(path: Path, encoding: str | None = None) -> Iterator[Row]:
    """Give every row in order, each a mapping of column to text (None for none).

    Args:
        encoding: how text is written where the file does not say it; UTF-8 by default.

    Raises:
        PercorsoError: what is wrong with the file; a row that cannot be read ends it with the row's code, since a row
            left out would shift the others.
    """
    files.require(path)
    kind = path.name.removesuffix(".gz").rsplit(".", 1)[-1].lower()
    if kind == "parquet":
        return _parquet(path)
    return _json_lines(path, encoding) if kind in ("json", "jsonl", "ndjson") else _delimited(path, encoding)


def _delimited(path: Path, encoding: str | None) -> Iterator[Row]:
    with files.verified(path, encoding).open() as text:
        table = delimited.read(text, keep_empty=True)
        for row in table.rows:
            if isinstance(row, Rejected):
                raise PercorsoError(row.code, f"{path}, row {row.row}: {row.reason}")
            yield {name: cell or None for name, cell in zip(table.columns, row.cells, strict=True)}


def _json_lines(path: Path, encoding: str | None) -> Iterator[Row]:
    with files.verified(path, encoding).open() as text:
        for number, line in enumerate(text, start=1):
            if not line.strip():
                continue
            found = _decoded(line, path, number)
            rows = found if isinstance(found, list) else [found]
            for row in rows:
                if not isinstance(row, dict):
                    raise PercorsoError("bad_json", f"{path}, line {number}: a row must be a JSON object.")
                yield {name: text_of(value) or None for name, value in row.items()}


def _decoded(line: str, path: Path, number: int) -> Any:
    try:
        return jsontext.decode(line)
    except PercorsoError as error:
        raise PercorsoError(error.code, f"{path}, line {number}: {error.message}") from error


def _parquet(path: Path) -> Iterator[Row]:
    parquet_files.verified(path)
    for row in parquet_files.rows(path):
        yield {name: text_of(value) or None for name, value in row.items()}
