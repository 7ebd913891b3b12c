"""Row files: a plain file as Arrow tables, one part of it after another, for verbs that need no workspace."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.json as pj
import pyarrow.parquet as pq

from percorso.collect import delimited, files
from percorso.collect.plain import read_rows
from percorso.core.errors import PercorsoError, unknown

_GZIP = b"\x1f\x8b"
_PARQUET = b"PAR1"
_JSON = ("json", "jsonl", "ndjson")
_BLOCK = 1 << 24
# Rows of Parquet that are decoded at a time.
_ROWS = 1 << 20


def read_table(path: Path, columns: Sequence[str]) -> pa.Table:
    """Read columns of a file as ``read_tables`` does, into one table.

    Raises:
        PercorsoError: what is wrong with the file; ``unknown_column``.
    """
    return pa.concat_tables(read_tables(path, columns))


def read_tables(path: Path, columns: Sequence[str], few: Sequence[str] = ()) -> Iterator[pa.Table]:
    """Read columns of a CSV, JSON-lines or Parquet file, plain or gzip, told apart by name, else by content.

    Args:
        path: the file.
        columns: which to read; texts of a CSV file stay texts, whatever they look like.
        few: those of them that hold few different texts, which may be given as dictionaries.

    Returns:
        the file's parts in their order, at least one; the next is read while one is worked on.

    Raises:
        PercorsoError: what is wrong with the file; ``unknown_column``.
    """
    files.require(path)
    with path.open("rb") as raw:
        packed = raw.read(2) == _GZIP
    kind = _kind(path, packed=packed)
    try:
        if kind == "parquet":
            yield from _ahead(_parquet(path, columns, few, packed=packed))
        elif kind == "json":
            yield _json(path, columns, few, packed=packed)
        else:
            yield from _ahead(_csv(path, columns, packed=packed))
    except EOFError:
        hint = "Copy or download it again."
        raise PercorsoError("truncated_gzip", f"{path.name} ends in the middle of its data.", hint=hint) from None
    except gzip.BadGzipFile as problem:
        raise PercorsoError("damaged_gzip", f"{path.name} is damaged gzip: {problem}.") from None


def _ahead(tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Have the next one read while one is worked on."""
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, tables, None)
        while (table := coming.result()) is not None:
            coming = reader.submit(next, tables, None)
            yield table


def _kind(path: Path, *, packed: bool) -> str:
    ending = path.name.removesuffix(".gz").rsplit(".", 1)[-1].lower()
    if ending in _JSON:
        return "json"
    if ending in ("parquet", "pq"):
        return "parquet"
    with _opened(path, packed=packed) as file:
        head = file.read(len(_PARQUET))
    if head == _PARQUET:
        return "parquet"
    return "json" if head.lstrip()[:1] == b"{" and ending not in ("csv", "tsv", "txt") else "csv"


def _opened(path: Path, *, packed: bool) -> BinaryIO:
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]


def _parquet(path: Path, columns: Sequence[str], few: Sequence[str], *, packed: bool) -> Iterator[pa.Table]:
    source = io.BytesIO(gzip.decompress(path.read_bytes())) if packed else path
    try:
        schema = pq.read_schema(source)
        _require(columns, schema.names)
        coded = [name for name in few if pa.types.is_string(schema.field(name).type)]
        if isinstance(source, io.BytesIO):
            source.seek(0)
        with pq.ParquetFile(source, read_dictionary=coded, pre_buffer=False) as file:
            empty = True
            for batch in file.iter_batches(_ROWS, columns=list(columns)):
                empty = False
                yield pa.Table.from_batches([batch]).select(list(columns))
        if empty:
            yield schema.empty_table().select(list(columns))
    except pa.ArrowInvalid as problem:
        raise PercorsoError("damaged_parquet", f"{path.name} cannot be read: {problem}.") from None


def _csv(path: Path, columns: Sequence[str], *, packed: bool) -> Iterator[pa.Table]:
    with _opened(path, packed=packed) as file:
        header = file.readline().decode("utf-8-sig", "replace")
    mark = delimited.sniff(header)
    known = next(iter(delimited.read([header]).columns for _ in (0,)))
    _require(columns, known)
    options = pc.ConvertOptions(
        include_columns=list(columns),
        column_types=dict.fromkeys(columns, pa.string()),
        # Nothing but an empty cell is nothing: NA is a country, and null somebody's word for an event.
        null_values=[""],
        strings_can_be_null=True,
    )
    try:
        with (
            _opened(path, packed=packed) as file,
            pc.open_csv(
                file,
                read_options=pc.ReadOptions(column_names=list(known), skip_rows=1, block_size=_BLOCK),
                parse_options=pc.ParseOptions(delimiter=mark, newlines_in_values=True),
                convert_options=options,
            ) as reader,
        ):
            empty = True
            for batch in reader:
                empty = False
                yield pa.Table.from_batches([batch])
            if empty:
                yield reader.schema.empty_table()
    except (pa.ArrowInvalid, pa.ArrowKeyError) as problem:
        if "UTF8" in str(problem):
            raise PercorsoError("wrong_encoding", f"{path.name} is not UTF-8.", hint="Save it as UTF-8.") from None
        raise PercorsoError("bad_csv", f"{path.name} cannot be read: {problem}.") from None


def _json(path: Path, columns: Sequence[str], few: Sequence[str], *, packed: bool) -> pa.Table:
    """Read JSON lines in bulk; where a column changes its kind from line to line, every value as text."""
    try:
        table = _json_table(path, packed=packed)
        _require(columns, table.column_names)
        if dates := [name for name in few if pa.types.is_temporal(table.schema.field(name).type)]:
            # Names that look like dates are names.
            table = _json_table(path, packed=packed, texts=dates)
        return table.select(list(columns))
    except pa.ArrowInvalid:
        rows = list(read_rows(path))
        _require(columns, list(dict.fromkeys(name for row in rows for name in row)))
        return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in columns})


def _json_table(path: Path, *, packed: bool, texts: Sequence[str] = ()) -> pa.Table:
    """Read JSON lines, columns as what their values look like but for some that stay texts."""
    options = pj.ParseOptions(explicit_schema=pa.schema([(name, pa.string()) for name in texts]))
    with _opened(path, packed=packed) as file:
        return pj.read_json(file, read_options=pj.ReadOptions(block_size=_BLOCK), parse_options=options)


def _require(columns: Sequence[str], known: Sequence[str]) -> None:
    for name in columns:
        if name not in known:
            raise unknown("column", name, known, code="unknown_column")
