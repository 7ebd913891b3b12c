"""The plan of a build: everybody, whom to trace again, and which buckets that touches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from percorso.core.errors import PercorsoError
from percorso.pipeline.linking import linking_of
from percorso.pipeline.remembering import remembered, set_down
from percorso.pipeline.unifying import Unified, unified, unified_since
from percorso.store.lexicon import Lexicon
from percorso.store.spill import Piece
from percorso.store.state import Build
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS
from percorso.trace.tracing import WORDED
from percorso.unify.growth import NOBODY, moves

# Where everybody is set down while a build is at work, in the folder for what is on its way.
DOWN = "known"


class Anew(NamedTuple):
    """Who is traced again: the sorted keys of these customers in the last build, and in this one."""

    before: NDArray[np.uint64]
    after: NDArray[np.uint64]


@dataclass(frozen=True)
class Plan:
    """What a build has to do.

    Attributes:
        everybody: the customers, whom to trace, and the events read so far.
        earlier: the events of before, as tracing reads them; None where all events are read again.
        lexicon: the words of those, and of those that are read.
        buckets: the buckets to write again.
        moved: who goes by another id than in the last build (see ``tables.MERGES``).
    """

    why: str
    digest: str
    events_version: int
    everybody: Unified
    earlier: tuple[Piece, ...] | None
    lexicon: Lexicon
    buckets: tuple[int, ...]
    moved: pa.Table

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return self.everybody.known.customers

    @property
    def traced(self) -> int:
        """How many of them are traced."""
        return int(self.everybody.customers.num_rows)

    @property
    def anew(self) -> Anew | None:
        """Tell who they are; None where that is everybody."""
        everybody = self.everybody
        if everybody.retired is None:
            return None
        return Anew(everybody.retired, np.sort(everybody.known.keys[everybody.place >= 0]))


def plan(workspace: Workspace, previous: Build | None, digest: str) -> Plan:
    """Unify everyone and find the dirty customers.

    Where the last build left what it knew, only later events are read; else all of them, and everyone is traced.

    Raises:
        PercorsoError: ``nothing_imported`` when there are no events at all.
    """
    lake, count = workspace.lake, workspace.settings.store.buckets
    version = lake.version(EVENTS)
    files = lake.files(EVENTS, version)
    if not files:
        raise PercorsoError(
            "nothing_imported", "There is nothing to build yet.", hint="Import a file first: percorso import --help."
        )
    if previous is not None and previous.settings_digest == digest:
        work = _later(workspace, previous, files, version)
        if work is not None:
            return work
    why = "first_build"
    if previous is not None:
        why = "everyone_again" if previous.settings_digest == digest else "settings_changed"
    everybody = _set_down(workspace, unified(files, count, workspace.staging, linking_of(workspace)))
    before = None if previous is None else remembered(workspace, previous)
    moved = NOBODY if before is None else moves(before.known, everybody.known, None)
    return Plan(why, digest, version, everybody, None, Lexicon.of(WORDED), tuple(range(count)), moved)


def _later(workspace: Workspace, previous: Build, files: Sequence[Path], version: int) -> Plan | None:
    """Plan for later events alone; None where that cannot be."""
    count, before = workspace.settings.store.buckets, remembered(workspace, previous)
    if before is None or before.lexicon is None:
        return None
    found = unified_since(files, count, workspace.staging, before, previous.events_seq, linking_of(workspace))
    if found is None or found.retired is None:
        return None
    everybody, retired = _set_down(workspace, found), found.retired
    own = everybody.customers["bucket"].to_numpy()
    left = (retired % np.uint64(count)).astype(np.int32)
    buckets = tuple(np.union1d(own, left).tolist())
    moved = moves(before.known, everybody.known, everybody.identifiers)
    digest = previous.settings_digest
    return Plan("new_events", digest, version, everybody, before.pieces, before.lexicon, buckets, moved)


def _set_down(workspace: Workspace, everybody: Unified) -> Unified:
    return replace(everybody, known=set_down(workspace.staging / DOWN, everybody.known, stated=everybody.stated))
