"""A bucket's tables in an in-memory DuckDB: Arrow tables and Parquet files, answered in SQL by their names."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

import duckdb
import pyarrow as pa

from percorso.core.errors import PercorsoError
from percorso.store.arrow import empty
from percorso.store.durable import disk_full
from percorso.tables import TABLES

Source: TypeAlias = pa.Table | Sequence[Path]

_SPECS = {spec.name: spec for spec in TABLES}
_PARTITIONS = {"bucket": "INTEGER", "received_on": "DATE"}
_PATH = "percorso_path"
_CONFIGURATION: dict[str, str | bool | int | float | list[str]] = {
    # One bucket at a time is the unit of work; more threads only multiply its memory.
    "threads": 2,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    # A name in SQL is a table that was given, never a variable of the calling Python code.
    "python_enable_replacements": False,
    # Files are read once; what was read is not kept for a next time.
    "enable_external_file_cache": False,
}


class Bucket:
    """One bucket: a number, and tables to question. Use it in a ``with`` block, on one thread.

    Args:
        tables: name to an Arrow table or to Parquet files; a file's partition (``bucket=3/…``) is a column of it. No
            files at all is the table of that name without rows.

    Raises:
        PercorsoError: ``table_unreadable`` when a file is gone or damaged, ``disk_full``.
    """

    def __init__(self, number: int, tables: Mapping[str, Source]) -> None:
        self.number = number
        self._connection = _database(os.getpid()).cursor()
        self._connection.execute("SET TimeZone = 'UTC'").fetchall()
        for name, source in tables.items():
            self._show(name, source)

    def __enter__(self) -> Bucket:
        """Give the bucket itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Let go of the tables."""
        self.close()

    def close(self) -> None:
        """Let go of the tables."""
        self._connection.close()

    def sql(self, text: str, **parameters: object) -> pa.Table:
        """Answer a query (DuckDB's dialect); ``$name`` in the text takes the parameter of that name."""
        with _disk_told(_spill_folder()):
            return self._connection.sql(text, params=parameters or None).to_arrow_table()

    def spill(self, text: str, folder: Path, by: str) -> None:
        """Write a query's answer as Parquet files, spread over folders ``<by>=<value>``, without holding it."""
        folder.mkdir(parents=True, exist_ok=True)
        into = f"COPY ({text}) TO {_quoted(str(folder))} (FORMAT parquet, COMPRESSION zstd, PARTITION_BY ({by}))"
        with _disk_told(folder):
            self._connection.execute(into).fetchall()

    def _show(self, name: str, source: Source) -> None:
        if isinstance(source, pa.Table):
            self._connection.register(name, source)
        elif source:
            self._show_files(name, source)
        elif name in _SPECS:
            self._connection.register(name, empty(_SPECS[name]))
        else:
            raise PercorsoError("no_files", f"The table '{name}' has no files, so its columns are not known.")

    def _show_files(self, name: str, files: Sequence[Path]) -> None:
        try:
            added = _SPECS[name].added if name in _SPECS else ()
            self._connection.execute(f'CREATE TEMP VIEW "{name}" AS {_scan(files, added)}').fetchall()
        except duckdb.Error as error:
            raise _unreadable(error) from error


@cache
def _database(_process: int) -> duckdb.DuckDBPyConnection:
    """Open the one database of a process: a bucket is a cursor of it, with tables of its own, and opens at once."""
    return duckdb.connect(":memory:", config=_CONFIGURATION | {"temp_directory": str(_spill_folder())})


def _spill_folder() -> Path:
    return Path(tempfile.gettempdir()) / f"percorso-spill-{os.getpid()}"


@contextmanager
def _disk_told(where: Path) -> Iterator[None]:
    """Say what the disk did to a query: it had no room, or a file was gone."""
    try:
        yield
    except duckdb.IOException as error:
        raise disk_full(where) if os.strerror(errno.ENOSPC) in str(error) else _unreadable(error) from error


def _unreadable(error: duckdb.Error) -> PercorsoError:
    said = str(error).splitlines()[0]
    hint = "A file of the workspace is gone or damaged: put its folder back from a copy."
    return PercorsoError("table_unreadable", f"A table cannot be read: {said}.", hint=hint)


def _scan(files: Sequence[Path], added: Sequence[str]) -> str:
    """Write the SQL that reads Parquet files, the partition in their folder's name and texts they may lack included.

    DuckDB's own reading of partitions would take every "a=b" in a path for one, and let it hide a column of that name.
    """
    listed = ", ".join(_quoted(_literal(str(file))) for file in files)
    key, _, _ = files[0].parent.name.partition("=")
    united = ", union_by_name = true" if added else ""
    if key not in _PARTITIONS:
        text = f"SELECT * FROM read_parquet([{listed}], hive_partitioning = false{united})"
    else:
        value = f"CAST(regexp_extract({_PATH}, '=([^/]*)/[^/]*$', 1) AS {_PARTITIONS[key]})"
        read = f"read_parquet([{listed}], hive_partitioning = false, filename = '{_PATH}'{united})"
        text = f"SELECT * EXCLUDE ({_PATH}), {value} AS {key} FROM {read}"
    lacking = ", ".join(f"NULL::VARCHAR AS {name}" for name in added)
    return f"{text} UNION ALL BY NAME SELECT {lacking} WHERE false" if added else text


def _literal(path: str) -> str:
    """Protect the characters that DuckDB would read as a pattern."""
    return "".join(f"[{sign}]" if sign in "[*?" else sign for sign in path)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
