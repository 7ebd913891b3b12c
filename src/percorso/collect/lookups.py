"""Lookups: small files beside the data or the mapping, joined to it row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from percorso.collect import delimited, files
from percorso.collect.mapping import Lookup
from percorso.core.errors import PercorsoError, unknown
from percorso.core.record import Rejected


@dataclass(frozen=True)
class LookupTable:
    """A lookup file in memory: its columns, and the cells of each key."""

    lookup: Lookup
    columns: Mapping[str, int]
    rows: Mapping[str, list[str]]

    def place(self, column: str) -> int:
        """Give a column's number, or raise ``missing_column``."""
        if column not in self.columns:
            raise unknown(f"column in {self.lookup.file}", column, self.columns, code="missing_column")
        return self.columns[column]


def load(lookup: Lookup, folders: Iterable[Path | None], encoding: str | None) -> LookupTable:
    """Read a lookup file from the first folder that has it.

    Raises:
        PercorsoError: ``lookup_not_found``, ``missing_column``, ``duplicate_lookup_key``, ``bad_lookup``, and whatever
            is wrong with the file itself.
    """
    file = files.verified(_find(lookup, [folder for folder in folders if folder is not None]), encoding)
    with file.open() as text:
        table = delimited.read(text)
        columns = {name: number for number, name in reversed(list(enumerate(table.columns)))}
        key = LookupTable(lookup, columns, {}).place(lookup.key)
        rows: dict[str, list[str]] = {}
        for row in table.rows:
            if isinstance(row, Rejected):
                raise PercorsoError("bad_lookup", f"Line {row.row} of {lookup.file}: {row.reason}")
            value = row.cells[key].strip()
            if value in rows:
                raise PercorsoError("duplicate_lookup_key", f"{lookup.key} = '{value}' comes twice in {lookup.file}.")
            rows[value] = row.cells
    return LookupTable(lookup, columns, rows)


def _find(lookup: Lookup, folders: list[Path]) -> Path:
    name = PurePath(lookup.file)
    if name.is_absolute() or ".." in name.parts:
        raise PercorsoError(
            "bad_mapping", f"[lookup.{lookup.name}] file = '{lookup.file}' must lie beside the data or the mapping."
        )
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    looked = ", ".join(str(folder) for folder in folders) or "no folder"
    raise PercorsoError(
        "lookup_not_found", f"The lookup file {lookup.file} was not found in {looked}.", hint="Put it beside the data."
    )
