"""Looks for somebody in every file of a folder, decoded: what is compressed, coded or deleted is no hiding place."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from percorso.store.frames import whole_frames


@dataclass(frozen=True)
class Traces:
    """What tells of somebody.

    Attributes:
        texts: identifiers, names and ids, looked for in whatever case.
        numbers: 64-bit keys that stand for them in arrays.
    """

    texts: tuple[str, ...]
    numbers: tuple[int, ...] = ()

    def among(self, content: str) -> set[str]:
        low = content.lower()
        return {text for text in self.texts if text.lower() in low}

    def within(self, content: bytes) -> set[str]:
        low = content.lower()
        found = {text for text in self.texts if text.lower().encode() in low or text.lower().encode("utf-16-le") in low}
        both = ((number, number.to_bytes(8, order)) for number in self.numbers for order in ("little", "big"))
        return found | {str(number) for number, written in both if written in content}


def found_in(folder: Path, traces: Traces) -> dict[str, set[str]]:
    """Say which files hold which traces, by their paths in the folder."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        name = str(path.relative_to(folder))
        found[name] |= traces.within(path.read_bytes()) | traces.among(name)
        for text in _decoded(path):
            found[name] |= traces.among(text)
        if path.suffix == ".npy":
            found[name] |= traces.within(np.load(path, allow_pickle=False).tobytes())
    return {name: which for name, which in found.items() if which}


def _decoded(path: Path) -> Iterator[str]:
    readers = {
        ".parquet": _parquet,
        ".log": _segment,
        ".new": _segment,
        ".json": _json,
        ".jsonl": _lines,
        ".db": _database,
        ".arrow": _arrow,
        ".rows": _pieces,
    }
    reader = readers.get(path.suffix)
    return iter(()) if reader is None else reader(path)


def _parquet(path: Path) -> Iterator[str]:
    """Every column's values, the words of its dictionaries and its statistics; checkpoints of Delta's log as well."""
    with pq.ParquetFile(path) as file:
        yield str(file.metadata.metadata)
        for group in range(file.metadata.num_row_groups):
            for column in range(file.metadata.num_columns):
                statistics = file.metadata.row_group(group).column(column).statistics
                if statistics is not None and statistics.has_min_max:
                    yield f"{statistics.min} {statistics.max}"
        yield from _values(file.read())
        texts = [field.name for field in file.schema_arrow if pa.types.is_string(field.type)]
    with pq.ParquetFile(path, read_dictionary=texts) as file:
        yield from (str(chunk.dictionary.to_pylist()) for name in texts for chunk in _coded(file.read([name])[name]))


def _coded(column: pa.ChunkedArray) -> Iterable[pa.Array]:
    return (chunk for chunk in column.chunks if pa.types.is_dictionary(chunk.type))


def _segment(path: Path) -> Iterator[str]:
    for raw in whole_frames(path, int(path.stem)):
        with pa.ipc.open_stream(raw.payload) as stream:
            yield from _values(stream.read_all())


def _json(path: Path) -> Iterator[str]:
    yield from _lines(path)


def _lines(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        document: Any = json.loads(line)
        yield json.dumps(document, ensure_ascii=False)
        if isinstance(document, dict) and isinstance(document.get("add"), dict) and document["add"].get("stats"):
            yield json.dumps(json.loads(document["add"]["stats"]), ensure_ascii=False)


def _database(path: Path) -> Iterator[str]:
    """Every row; pages that are free, and what stands in the log beside it, are looked at as bytes."""
    with TemporaryDirectory() as aside:
        for one in path.parent.glob(f"{path.name}*"):
            shutil.copy(one, aside)
        with closing(sqlite3.connect(Path(aside) / path.name)) as database:
            yield from database.iterdump()


def _arrow(path: Path) -> Iterator[str]:
    with pa.memory_map(str(path)) as file, pa.ipc.open_file(file) as whole:
        yield from _values(whole.read_all())


def _pieces(path: Path) -> Iterator[str]:
    """Streams one after another, as a spill lays them."""
    with pa.OSFile(str(path)) as file:
        while file.tell() < file.size():
            with pa.ipc.open_stream(file) as stream:
                yield from _values(stream.read_all())


def _values(table: pa.Table) -> Iterator[str]:
    for name in table.column_names:
        for chunk in table[name].chunks:
            if pa.types.is_dictionary(chunk.type):
                yield str(chunk.dictionary.to_pylist())
            for value in chunk.to_pylist():
                if value is not None:
                    yield value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
