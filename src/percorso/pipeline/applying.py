"""Applying: what was acknowledged goes from the log into the lake, refined on its way."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial

import pyarrow as pa

from percorso.collect.refine import refine
from percorso.collect.terms import Terms
from percorso.pipeline.noting import noted
from percorso.pipeline.opening import last_seen, opened
from percorso.store.applier import Applied, apply
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS
from percorso.trace.exclusions import is_robot

# What the log may take of the disk once all of it is stored.
LOG_BYTES = 8 * 2**30


def apply_log(workspace: Workspace) -> Applied:
    """Bring everything that lies in the log into the lake; called by whoever holds the role of writer.

    What was brought there, and lies in the log for longer than the settings say, is deleted from the log.

    Raises:
        PercorsoError: as ``store.applier.apply``.
    """
    terms = Terms(workspace.settings, workspace.secret, is_robot)
    seen: dict[tuple[str, str, str], int] = {}

    def opener(frame: pa.Table) -> Mapping[str, pa.Table]:
        seen.update(last_seen(frame))
        tables, notes = opened(workspace, frame)
        # Before the lake takes the frame: a run that dies in between notes the same again.
        noted(workspace, notes)
        return tables

    refiner = partial(refine, terms=terms)
    done = apply(workspace.log, workspace.lake, workspace.known, opener=opener, refiner=refiner)
    for (source, shop, connector), at in seen.items():
        workspace.state.seen_source(source, shop, connector, at)
    kept = workspace.settings.store.keep_log.total_seconds()
    workspace.log.expire(workspace.lake.applied(EVENTS), time.time() - kept, LOG_BYTES)
    return done
