"""Every connector's small valid file, as rows that can be spoilt and written again in the connector's own shape."""

from __future__ import annotations

import copy
import csv
import io
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

FOLDER = Path(__file__).parents[1] / "data" / "samples"
SHAPES = ("delimited", "json_lines", "parquet")
# Where the cases aim. A sample's [cells] says which column, or which path in nested JSON, plays the role.
ROLES = ("id", "at", "on", "who", "text", "money", "currency", "number", "count", "rating", "extra")

Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Sample:
    """A connector's valid file.

    Attributes:
        cells: role to column; a role that the connector does not know is left out.
        mapping: the mapping's text, or None where the connector needs none.
        utc: whether times without an offset are UTC by the source's own specification, not the shop's zone.
    """

    connector: str
    shape: str
    suffix: str
    rows: tuple[Row, ...]
    cells: Mapping[str, str]
    mapping: str | None
    utc: bool

    @property
    def makes_events(self) -> bool:
        """Whether rows become events: cost and rates belong to a day and are answered with at once, not by a build."""
        return "at" in self.cells

    def edited(self) -> list[Row]:
        """Give the rows to be changed."""
        return copy.deepcopy(list(self.rows))

    def put(self, row: Row, role: str, value: object) -> None:
        """Set the cell that plays a role."""
        *path, last = self._path(role)
        for name in path:
            row = row[name]
        row[last] = value

    def get(self, row: Row, role: str) -> Any:
        """Give the cell that plays a role."""
        *path, last = self._path(role)
        for name in path:
            row = row[name]
        return row[last]

    def drop(self, row: Row, role: str) -> None:
        """Take the cell that plays a role away."""
        *path, last = self._path(role)
        for name in path:
            row = row[name]
        del row[last]

    def written(self, rows: Sequence[Row] | None = None) -> bytes:
        """Write rows as a file of this shape."""
        rows = self.rows if rows is None else rows
        if self.shape == "parquet":
            return as_parquet(rows)
        if self.shape == "json_lines":
            return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
        return as_csv(rows)

    def _path(self, role: str) -> list[str]:
        name = self.cells[role]
        return [name] if self.shape == "delimited" else name.split(".")


def as_csv(rows: Sequence[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def as_parquet(rows: Sequence[Row]) -> bytes:
    """Write a column of several kinds of value as text, as an export that cannot say better would."""
    columns = {}
    for name in dict.fromkeys(name for row in rows for name in row):
        values = [row.get(name) for row in rows]
        mixed = len({type(value) for value in values}) > 1
        large = any(isinstance(value, int) and abs(value) > 2**62 for value in values)
        columns[name] = pa.array([str(value) for value in values] if mixed or large else values)
    into = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), into, compression="none")
    return bytes(into.getvalue())


def path_of(connector: str) -> Path:
    """Say where a connector's sample must be."""
    return FOLDER / f"{connector}.toml"


def load(connector: str) -> Sample:
    """Read a connector's sample."""
    path = path_of(connector)
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    text = (path.parent / said["file"]).read_text(encoding="utf-8")
    delimited = said["shape"] == "delimited"
    rows = list(csv.DictReader(io.StringIO(text))) if delimited else [json.loads(line) for line in text.splitlines()]
    suffix = {"delimited": ".csv", "json_lines": ".jsonl", "parquet": ".parquet"}[said["shape"]]
    cells = {"extra": "Extra"} | said["cells"]
    return Sample(connector, said["shape"], suffix, tuple(rows), cells, said.get("mapping"), said.get("utc", False))
