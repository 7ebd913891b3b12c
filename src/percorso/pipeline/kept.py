"""Kept: what the keeper of a workspace has done, left where other processes read it, and how to run one beside this."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass

from percorso.run.beside import beside
from percorso.store.workspace import Workspace

_FILE = "keeper.json"


@dataclass(frozen=True)
class Kept:
    """How far a keeper has come.

    Attributes:
        frame: the last frame of the log that is stored.
        events, quarantined: rows stored so far.
        failures: how often its work failed since it began.
        build, build_seconds, built_at: the last build's number, how long it took, and when it was done, in seconds
            since 1970 UTC; zero before the first.
    """

    frame: int = 0
    events: int = 0
    quarantined: int = 0
    failures: int = 0
    build: int = 0
    build_seconds: float = 0.0
    built_at: float = 0.0


def kept(workspace: Workspace) -> Kept:
    """Read what the keeper of a workspace has done, the last one to run."""
    try:
        return Kept(**json.loads((workspace.locks / _FILE).read_bytes()))
    except (OSError, ValueError, TypeError):
        return Kept()


def leave(workspace: Workspace, done: Kept) -> None:
    """Leave word of what was done; on a disk without room the last word stands."""
    whole = workspace.locks / _FILE
    part = whole.with_suffix(".new")
    with suppress(OSError):
        part.write_text(json.dumps(asdict(done)))
        part.rename(whole)


@contextmanager
def kept_beside(workspace: Workspace, *options: str) -> Iterator[None]:
    """Keep a workspace up to date in a process of its own for the length of a ``with`` block."""
    with beside(["apply", "--until-closed", "--workspace", str(workspace.folder), *options]):
        yield
