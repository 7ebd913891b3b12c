"""Evidence that stored data is what it was: checksums of the log, of what is published, and of the answers."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from percorso.pipeline.asking import answers
from percorso.store.workspace import Workspace
from percorso.tables import TABLES


@dataclass(frozen=True)
class Evidence:
    """What a workspace holds.

    Attributes:
        log: segment to its length and checksum.
        published: the published build's row, and every file of the tables and of the generation it names.
    """

    log: dict[str, tuple[int, str]]
    published: dict[str, str]


def evidence(workspace: Workspace) -> Evidence:
    """Take down what a workspace holds."""
    log = {path.name: (path.stat().st_size, _digest(path)) for path in _segments(workspace)}
    build = workspace.state.latest_build()
    if build is None:
        return Evidence(log, {})
    folder = workspace.folder.absolute()
    published = {str(path): _digest(folder / path) for path in _files_of(folder, build.id)}
    return Evidence(log, published | {"build": json.dumps(asdict(build), sort_keys=True, default=dict)})


@cache
def _files_of(folder: Path, number: int) -> tuple[Path, ...]:
    """List the files of a published build, which are the same for ever: opening seven tables takes longer than this."""
    workspace = Workspace.open(folder)
    build = workspace.state.latest_build()
    assert build is not None
    assert build.id == number
    tables = [spec for spec in TABLES if spec.name in build.versions]
    files = [path for spec in tables for path in workspace.lake.files(spec, build.versions[spec.name])]
    generation = folder / "cache" / str(build.generation)
    files += [path for path in generation.rglob("*") if path.is_file()]
    return tuple(path.relative_to(folder) for path in files)


def kept(workspace: Workspace, before: Evidence) -> bool:
    """Say whether all that was there still is: the log may only have grown, what is published may not change."""
    now = evidence(workspace)
    grown = all(_digest(workspace.folder / "log" / name, size) == digest for name, (size, digest) in before.log.items())
    return grown and now.published == before.published


def answered(workspace: Workspace) -> str:
    """Give the checksum of all answers, as the published build gives them."""
    document = answers(workspace, "en")
    # Beside the answers it is said how many rows wait in quarantine at the moment, which bad input adds to by design.
    del document["coverage"]["quarantined"]
    return hashlib.sha256(json.dumps(document, sort_keys=True, default=str).encode()).hexdigest()


def _segments(workspace: Workspace) -> list[Path]:
    return sorted((workspace.folder / "log").glob("*.log"))


def _digest(path: Path, size: int | None = None) -> str:
    if not path.is_file():
        return "gone"
    return hashlib.sha256(path.read_bytes()[:size]).hexdigest()
