"""Uploads: files that somebody dropped on the page, kept in the workspace until they are imported, a day at most."""

from __future__ import annotations

import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO

from percorso.core.access import Actor
from percorso.core.errors import PercorsoError
from percorso.pipeline.accounts import COMMAND_LINE
from percorso.store.audit import Entry
from percorso.store.durable import OWNER_ALONE, full_disk_told, sync
from percorso.store.workspace import Workspace

# The largest file that may be dropped, and what all that wait may take together.
LARGEST, ALL_TOGETHER = 1 << 30, 4 << 30
_KEPT_SECONDS = 86_400.0
_ID = re.compile(r"[0-9a-f]{16}")
_LONGEST_NAME = 60
# What every file system takes, in a name that shows nothing else than it is.
_UNSAFE = re.compile(r"[^\w .()+-]")


@dataclass(frozen=True)
class Upload:
    """A dropped file; its name is the one it came by, made safe."""

    id: str
    name: str
    size: int
    path: Path


class Incoming:
    """A file on its way in."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._size = file, 0

    def write(self, piece: bytes) -> None:
        """Take a piece.

        Raises:
            PercorsoError: ``upload_too_large``, ``disk_full``.
        """
        self._size += len(piece)
        if self._size > LARGEST:
            raise too_large()
        self._file.write(piece)


@contextmanager
def receive(workspace: Workspace, name: str) -> Iterator[tuple[str, Incoming]]:
    """Take a file in for the length of a ``with`` block; give its id. Nothing is left of one that does not come whole.

    Raises:
        PercorsoError: ``uploads_full``, ``empty_file``, and what ``Incoming.write`` says.
    """
    _sweep(workspace)
    upload = secrets.token_hex(8)
    place = _place(workspace) / upload
    path = place / safe_name(name)
    with full_disk_told(workspace.folder):
        place.mkdir(OWNER_ALONE, parents=True)
        try:
            with path.open("wb") as file:
                yield upload, Incoming(file)
            if not path.stat().st_size:
                hint = "Export it again."
                raise PercorsoError("empty_file", f"{path.name} is empty.", hint=hint, given={"file": path.name})
            sync(path)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise


def find(workspace: Workspace, upload: str) -> Upload:
    """Find a dropped file by its id.

    Raises:
        PercorsoError: ``unknown_upload``.
    """
    place = _place(workspace) / upload if _ID.fullmatch(upload) else None
    found = next((one for one in place.iterdir() if one.is_file()), None) if place and place.is_dir() else None
    if found is None:
        hint = "Drop it again: it is kept until it is imported, a day at most."
        raise PercorsoError("unknown_upload", "This file is not here any more.", hint=hint)
    return Upload(upload, found.name, found.stat().st_size, found)


def taken(workspace: Workspace, upload: str, actor: Actor | None) -> Upload:
    """Note that somebody dropped a file, and give it."""
    found, name = find(workspace, upload), COMMAND_LINE if actor is None else actor.name
    workspace.state.audit.add(Entry(name, "file_dropped", upload))
    return found


def forget(workspace: Workspace, upload: str) -> None:
    """Delete a dropped file."""
    shutil.rmtree(find(workspace, upload).path.parent, ignore_errors=True)


def safe_name(name: str) -> str:
    """Give the last part of whatever path a name is, of letters, digits and the few marks that mean nothing."""
    last = PurePosixPath(PureWindowsPath(name).name).name
    return _UNSAFE.sub("_", last).strip(". ")[-_LONGEST_NAME:].lstrip(". ") or "file"


def too_large() -> PercorsoError:
    """Say that a file is larger than is taken."""
    hint = "Bring it in from the terminal instead, which takes any size: percorso import --help"
    return PercorsoError("upload_too_large", f"A file may have {LARGEST >> 20:,} MB.", hint=hint)


def _place(workspace: Workspace) -> Path:
    """Give the folder of all of them: among what is on its way, which no backup holds and an erasure empties."""
    return workspace.folder / "staging" / "uploads"


def _sweep(workspace: Workspace) -> None:
    """Delete what nobody imported in time, and refuse more than may wait.

    Raises:
        PercorsoError: ``uploads_full``.
    """
    place, size = _place(workspace), 0
    for one in sorted(place.iterdir()) if place.is_dir() else ():
        if time.time() - one.stat().st_mtime > _KEPT_SECONDS:
            shutil.rmtree(one, ignore_errors=True)
        else:
            size += sum(path.stat().st_size for path in one.iterdir())
    if size + LARGEST > ALL_TOGETHER:
        hint = "Import what waits, or try again tomorrow: a file that is not imported is deleted after a day."
        raise PercorsoError("uploads_full", "Too much waits to be imported.", hint=hint)
