"""Copies of a workspace: whole files beside their checksums, put back only where every one of them is as it was."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from percorso.core.errors import PercorsoError
from percorso.store.durable import OWNER_ALONE, full_disk_told, sync
from percorso.store.faults import reach
from percorso.store.frames import whole_frames
from percorso.store.state import Build
from percorso.store.versions import newer_workspace
from percorso.store.workspace import MARKER, SETTINGS, Workspace, is_workspace
from percorso.tables import TABLES

MANIFEST = "backup.json"
FORMAT = 1
_KEY = ".key"
_STATE = "state.db"
_FOLDERS = ("log", "lake", "cache", "locks", "staging")
_BLOCK = 2**20


def copy(workspace: Workspace, target: Path) -> int:
    """Copy a workspace into a new folder, and return its bytes; for whoever holds both of its roles.

    Events may be taken meanwhile: of the log, whole frames are copied. What can be made anew is left out, but for the
    journeys that are published.

    Raises:
        PercorsoError: ``not_empty``, ``backup_needs_sqlite``, ``disk_full``.
    """
    if workspace.settings.store.state:
        hint = "Copy the database with its own tool (pg_dump), and this folder beside it while nothing runs."
        raise PercorsoError("backup_needs_sqlite", "The state of this workspace is in another database.", hint=hint)
    _require_empty(target)
    with full_disk_told(target):
        target.mkdir(OWNER_ALONE, parents=True, exist_ok=True)
        _copy_state(workspace.folder / _STATE, target / _STATE)
        reach("backup.state")
        for path in _files(workspace):
            _copy_file(path, target / path.relative_to(workspace.folder.absolute()))
        reach("backup.files")
        _copy_log(workspace.folder / "log", target / "log")
        reach("backup.log")
        return _write_manifest(target)


def put_back(source: Path, folder: Path) -> Workspace:
    """Make a workspace of a copy in a new folder, and open it.

    Killed at any moment, the folder is no workspace: its settings come last.

    Raises:
        PercorsoError: ``not_a_backup``, ``damaged_backup`` with the file, ``not_empty``, ``newer_workspace``,
            ``disk_full``.
    """
    files = _checked(source)
    _require_empty(folder)
    last = (MARKER, SETTINGS)
    with full_disk_told(folder):
        for name in (*(one for one in files if one not in last), *last):
            _copy_file(source / name, folder / name)
            reach("restore.file")
        for name in _FOLDERS:
            (folder / name).mkdir(exist_ok=True)
        sync(folder)
    return Workspace.open(folder)


def same_workspace(one: Path, other: Path) -> bool:
    """Say whether two folders, copies or workspaces, are of one workspace: they have one key."""
    keys = [(folder / _KEY).read_bytes() if (folder / _KEY).is_file() else None for folder in (one, other)]
    return keys[0] is not None and keys[0] == keys[1]


def _files(workspace: Workspace) -> Iterator[Path]:
    """List the files that do not change while both roles are held."""
    folder, build = workspace.folder.absolute(), workspace.state.latest_build()
    assert workspace.secret  # noqa: S101  (made now where it was not needed yet)
    yield from (path for path in (folder / _KEY, folder / MARKER, *sorted(folder.glob("*.toml"))))
    for spec in TABLES:
        versions = (None,) if build is None else (None, build.version(spec))
        yield from sorted({path for version in versions for path in workspace.lake.files(spec, version)})
        yield from sorted((workspace.lake.folder.absolute() / spec.name / "_delta_log").iterdir())
    if build is not None:
        yield from sorted(_generation(workspace, build))


def _generation(workspace: Workspace, build: Build) -> Iterator[Path]:
    place = workspace.cache_folder.absolute() / str(build.generation)
    return (path for path in place.rglob("*") if path.is_file())


def _copy_state(source: Path, target: Path) -> None:
    """Copy a database by SQLite's own means, whoever reads or writes it."""
    with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target)) as here:
        there.backup(here)
        here.execute("PRAGMA journal_mode = DELETE")
    sync(target)


def _copy_log(source: Path, target: Path) -> None:
    """Copy the segments, oldest first; of the newest what is whole by now."""
    target.mkdir(OWNER_ALONE, exist_ok=True)
    segments = sorted(source.glob("*.log"))
    for segment in segments:
        end = segment.stat().st_size
        if segment == segments[-1]:
            end = max((raw.end for raw in whole_frames(segment, int(segment.stem))), default=0)
        with segment.open("rb") as there, (target / segment.name).open("wb") as here:
            while end > 0 and (block := there.read(min(end, _BLOCK))):
                here.write(block)
                end -= len(block)
        shutil.copystat(segment, target / segment.name)
        sync(target / segment.name)


def _copy_file(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)
    sync(target)


def _write_manifest(target: Path) -> int:
    """Write down every file's size and checksum; without this a folder is no copy."""
    paths = [path for path in sorted(target.rglob("*")) if path.is_file()]
    files = {path.relative_to(target).as_posix(): [path.stat().st_size, _checksum(path)] for path in paths}
    document = {"format": FORMAT, "at": int(time.time()), "files": files}
    beside = target / f"{MANIFEST}.new"
    beside.write_text(json.dumps(document), encoding="utf-8")
    sync(beside)
    beside.rename(target / MANIFEST)
    sync(target)
    return sum(path.stat().st_size for path in paths)


def _checked(source: Path) -> tuple[str, ...]:
    """Read what a copy says of its files, and refuse it where one is not so."""
    document = _manifest(source)
    if document["format"] > FORMAT:
        raise newer_workspace(f"this copy has format {document['format']}, this program knows {FORMAT}")
    for name, (size, checksum) in document["files"].items():
        path = source / name
        if not path.is_file() or path.stat().st_size != size or _checksum(path) != checksum:
            message = f"{path} is not what was copied."
            raise PercorsoError("damaged_backup", message, hint="Take another copy; nothing was written.")
    return tuple(document["files"])


def _manifest(source: Path) -> dict[str, Any]:
    try:
        document: dict[str, Any] = json.loads((source / MANIFEST).read_bytes())
        if isinstance(document["format"], int) and isinstance(document["files"], dict):
            return document
    except (OSError, ValueError, KeyError, TypeError):
        pass
    hint = "Name a folder that percorso backup wrote to its end."
    raise PercorsoError("not_a_backup", f"{source} is no copy of a workspace.", hint=hint)


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _require_empty(folder: Path) -> None:
    if is_workspace(folder) or (folder.exists() and any(folder.iterdir())):
        message = f"{folder} is not empty."
        hint = "Name a folder that is new or empty."
        raise PercorsoError("not_empty", message, hint=hint, given={"folder": str(folder)})
