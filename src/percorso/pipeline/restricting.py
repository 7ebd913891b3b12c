"""Restricting: somebody's data is kept and used for nothing, until it is released again."""

from __future__ import annotations

import secrets

from percorso.core.errors import PercorsoError
from percorso.pipeline.building import Progress, build
from percorso.pipeline.subjects import subject_of
from percorso.store.privacy import Done
from percorso.store.workspace import Workspace


def restrict(workspace: Workspace, identifier: str, progress: Progress = lambda _what, _done, _of: None) -> int:
    """Let somebody's data rest from now on, build without it, and return how many identifiers they have.

    Raises:
        PercorsoError: ``unknown_person``, ``busy``, ``not_built``.
    """
    subject = subject_of(workspace, identifier)
    own_id = secrets.token_hex(8)
    workspace.state.privacy.restrict(own_id, subject.identifiers)
    workspace.state.privacy.record(Done(own_id, "restrict", 0, None, {"identifiers": len(subject.identifiers)}))
    build(workspace, progress)
    return len(subject.identifiers)


def release(workspace: Workspace, identifier: str, progress: Progress = lambda _what, _done, _of: None) -> int:
    """Let somebody's data be used again, build with it, and return how many identifiers rested.

    Raises:
        PercorsoError: ``unknown_person``, ``not_restricted``, ``busy``, ``not_built``.
    """
    released = workspace.state.privacy.release(subject_of(workspace, identifier).identifiers)
    if not released:
        raise PercorsoError("not_restricted", "The data of this person is not restricted.", hint="Nothing was changed.")
    workspace.state.privacy.record(Done(secrets.token_hex(8), "release", 0, None, {"identifiers": released}))
    build(workspace, progress)
    return released
