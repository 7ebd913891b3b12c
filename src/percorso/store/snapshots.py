"""Snapshots: tables as they stood at a version. A version never changes, so each is opened once and kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock

from deltalake import DeltaTable

from percorso.store.delta import LiveFile, live, opened
from percorso.tables import TableSpec

# How many are kept: a dozen tables of some workspaces, at the published version and at the newest one.
_KEPT = 256
_Commit = tuple[int, int, int]


@dataclass(frozen=True)
class Snapshot:
    """A table at a version, in its folder."""

    _folder: Path
    _table: DeltaTable

    @cached_property
    def version(self) -> int:
        """Its number."""
        return self._table.version()

    @cached_property
    def identity(self) -> str:
        """The table's own name: another one made in its place has another."""
        return str(self._table.metadata().id)

    @cached_property
    def files(self) -> tuple[LiveFile, ...]:
        """Its data files, in order of their paths."""
        return tuple(live(self._table))

    @cached_property
    def paths(self) -> tuple[Path, ...]:
        """Where these are."""
        return tuple(self._folder / file.path for file in self.files)

    @cached_property
    def paths_by_partition(self) -> Mapping[str, tuple[Path, ...]]:
        """Where those of each partition are, by its value as text."""
        found: dict[str, list[Path]] = {}
        for file, path in zip(self.files, self.paths, strict=True):
            found.setdefault(file.partition, []).append(path)
        return {partition: tuple(paths) for partition, paths in found.items()}

    def mark(self, name: str) -> int:
        """Give one of its marks (see ``delta.commit``); 0 before the first."""
        return self._table.transaction_version(name) or 0


@dataclass(frozen=True)
class _Kept:
    """A snapshot, and what its commit's file looked like: a table put in the place of this one has another."""

    snapshot: Snapshot
    commit: _Commit


_kept: OrderedDict[tuple[Path, int | None], _Kept] = OrderedDict()
_keeping = Lock()


def snapshot(folder: Path, spec: TableSpec, version: int | None = None) -> Snapshot:
    """Give a table as it stands, or stood at a version; a table nobody wrote yet is made, empty.

    Raises:
        PercorsoError: ``table_unreadable``, such as for a version that is gone; ``newer_workspace``.
    """
    with _keeping:
        kept = _kept.get((folder, version))
    if kept is not None and kept.commit == _commit(folder, kept.snapshot.version):
        succeeded = version is None and _path(folder, kept.snapshot.version + 1).exists()
        if not succeeded:
            return kept.snapshot
    found = Snapshot(folder, opened(folder, spec, version))
    commit = _commit(folder, found.version)
    with _keeping:
        _kept.pop((folder, version), None)
        if commit is not None:
            _kept[folder, version] = _Kept(found, commit)
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return found


def _commit(folder: Path, version: int) -> _Commit | None:
    try:
        seen = _path(folder, version).stat()
    except OSError:
        return None
    return seen.st_ino, seen.st_mtime_ns, seen.st_size


def _path(folder: Path, version: int) -> Path:
    return folder / "_delta_log" / f"{version:020d}.json"
