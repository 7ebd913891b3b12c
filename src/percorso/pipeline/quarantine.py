"""The quarantine: what could not be taken, kept whole, and the way back."""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

from percorso.collect.reading import ReadOptions, reread
from percorso.collect.rows import Occurrences, Stamp, tables_of
from percorso.collect.shown import Shown
from percorso.pipeline.applying import apply_log
from percorso.pipeline.importing import MappingFile, now, require_writable
from percorso.store.locks import hold
from percorso.store.workspace import Workspace
from percorso.tables import QUARANTINE

_COLUMNS = ("quarantine_id", "source", "connector", "file", "row", "code", "reason", "original", "quarantined_at")
# Refused because of another row of the file: read alone, such a row would be taken for that other one.
_OF_ANOTHER = ("duplicate_id", "conflicting_rate")
# A spreadsheet takes a cell that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def waiting(workspace: Workspace) -> list[dict[str, Any]]:
    """List the rows in quarantine, by file and row number."""
    return [{name: _plain(row[name]) for name in _COLUMNS} for row in _rows(workspace)]


def export_rows(workspace: Workspace, out: Path) -> int:
    """Write every row in quarantine to a CSV file, safe to open in a spreadsheet, and return how many."""
    rows = waiting(workspace)
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        writer.writerows([_harmless(row[name]) for name in _COLUMNS] for row in rows)
    return len(rows)


def retry_rows(workspace: Workspace, mapping: MappingFile | None = None) -> tuple[int, int]:
    """Read the rows in quarantine again, with a mended mapping or each with its own.

    A row refused because another of its file had its id is tried only with a mended mapping: as it is, it would be
    taken for that other row.

    Returns:
        how many passed and left quarantine, and how many stay.
    """
    rows = [row for row in _rows(workspace) if mapping or row["code"] not in _OF_ANOTHER]
    passed: list[str] = []
    # One count of twins per file, as when it was first read: equal rows stay as many as they were.
    seen: defaultdict[tuple[str, str], Occurrences] = defaultdict(Occurrences)
    with hold(workspace.locks, "writer", "quarantine retry"):
        require_writable(workspace)
        with workspace.log.writer() as writer:
            for row in rows:
                tables = _reread(workspace, row, mapping, seen[row["source"], row["file"]])
                for table, data in tables.items():
                    writer.append(table, data)
                if tables:
                    passed.append(row["quarantine_id"])
        apply_log(workspace)
        workspace.state.resolve(passed)
    return len(passed), len(_rows(workspace))


def _rows(workspace: Workspace) -> list[dict[str, Any]]:
    gone = workspace.state.resolved()
    rows = workspace.lake.read(QUARANTINE).to_pylist()
    return sorted((row for row in rows if row["quarantine_id"] not in gone), key=lambda row: (row["file"], row["row"]))


def _reread(workspace: Workspace, row: dict[str, Any], mended: MappingFile | None, seen: Occurrences) -> dict[str, Any]:
    """Read one row again; nothing when it is refused once more."""
    text, folder = (mended.text, mended.folder) if mended else (row["mapping"], None)
    document = tomllib.loads(text) if text else None
    options = ReadOptions(workspace.settings.shop, document, folder, now(), Shown.read(row["shown"]))
    stamp = Stamp(row["source"], row["shop"], row["connector"], row["file"], now(), text)
    found: dict[str, Any] = defaultdict(list)
    for batch in reread(row["connector"], row["header"], row["original"], options):
        if batch.rejected:
            return {}
        found |= tables_of(batch, stamp, seen)
    return dict(found)


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
