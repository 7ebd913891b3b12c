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
from typing import NamedTuple, TypeAlias

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from percorso.core.errors import PercorsoError
from percorso.store.arrow import empty
from percorso.store.delta import layer_of
from percorso.store.durable import disk_full
from percorso.tables import TABLES


class Layers(NamedTuple):
    """Parquet files of a table, of which higher layers hold over lower ones (see ``delta.layer_of``).

    Attributes:
        files: the files.
        key: the columns by which rows of one layer take the place of those of another.
        retraced: ``customer_id, build``: that rows of these customers in layers below do not hold, whether or not
            there are others in their place; None where every row is replaced by another.
    """

    files: Sequence[Path]
    key: tuple[str, ...]
    retraced: pa.Table | None = None

    @property
    def whole(self) -> bool:
        """Whether every row in the files holds."""
        layers = set(map(layer_of, self.files))
        if self.retraced is None:
            return len(layers) <= 1
        return not layers or min(layers) >= (pc.max(self.retraced["build"]).as_py() or 0)


Source: TypeAlias = pa.Table | Sequence[Path] | Layers

_SPECS = {spec.name: spec for spec in TABLES}
_PARTITIONS = {"bucket": "INTEGER", "received_on": "DATE"}
_PATH = "percorso_path"
# How every DuckDB here is opened.
CONFIGURATION: dict[str, str | bool | int | float | list[str]] = {
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
        tables: name to an Arrow table, to Parquet files or to layers of them; a file's partition (``bucket=3/…``) is a
            column of it. No files at all is the table of that name without rows.

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
        if isinstance(source, Layers):
            if source.whole:
                self._show(name, source.files)
                return
            if source.retraced is not None:
                self._connection.register(_over(name), source.retraced)
            self._show_scan(name, _layered(name, source))
        elif isinstance(source, pa.Table):
            self._connection.register(name, source)
        elif source:
            self._show_scan(name, _scan(source, _SPECS[name].added if name in _SPECS else ()))
        elif name in _SPECS:
            self._connection.register(name, empty(_SPECS[name]))
        else:
            raise PercorsoError("no_files", f"The table '{name}' has no files, so its columns are not known.")

    def _show_scan(self, name: str, scan: str) -> None:
        try:
            self._connection.execute(f'CREATE TEMP VIEW "{name}" AS {scan}').fetchall()
        except duckdb.Error as error:
            raise _unreadable(error) from error


@cache
def _database(_process: int) -> duckdb.DuckDBPyConnection:
    """Open the one database of a process: a bucket is a cursor of it, with tables of its own, and opens at once."""
    database = duckdb.connect(":memory:", config=CONFIGURATION | {"temp_directory": str(_spill_folder())})
    # Of files, which never change, the footers are kept: one person's few rows take less time to read than those.
    database.execute("SET GLOBAL parquet_metadata_cache = true")
    return database


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


def _layered(name: str, source: Layers) -> str:
    """Write the SQL that reads each layer without the rows that hold no longer."""
    by_layer: dict[int, list[Path]] = {}
    for file in sorted(source.files, key=layer_of):
        by_layer.setdefault(layer_of(file), []).append(file)
    scans = []
    for layer, files in by_layer.items():
        above = [file for file in source.files if layer_of(file) > layer]
        key = ", ".join(source.key)
        over = f'SELECT {key} FROM "{_over(name)}" WHERE build > {layer}'
        if source.retraced is None:
            over = f"SELECT {key} FROM ({_scan(above, ())})" if above else ""
        scans.append(f"SELECT * FROM ({_scan(files, ())})" + (f" ANTI JOIN ({over}) USING ({key})" if over else ""))
    return " UNION ALL ".join(scans)


def _over(name: str) -> str:
    return f"percorso_over_{name}"


def _literal(path: str) -> str:
    """Protect the characters that DuckDB would read as a pattern."""
    return "".join(f"[{sign}]" if sign in "[*?" else sign for sign in path)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
