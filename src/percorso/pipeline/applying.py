"""Applying: what was acknowledged goes from the log into the lake, refined on its way."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial

import pyarrow as pa

from percorso.collect import call_details
from percorso.collect.erased import carrying, drop_erased, drop_erased_rows, is_erased, naming
from percorso.collect.refine import refine
from percorso.collect.terms import Terms
from percorso.pipeline.noting import noted
from percorso.pipeline.opening import last_seen, opened
from percorso.pipeline.restated import note_costs
from percorso.pipeline.scrubbing import forget_frames
from percorso.sequence.codes import Bools
from percorso.store.applier import SCREENED, Applied, apply
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS
from percorso.trace.exclusions import is_robot

# What the log may take of the disk once all of it is stored.
LOG_BYTES = 8 * 2**30


def apply_log(workspace: Workspace) -> Applied:
    """Bring everything that lies in the log into the lake; called by whoever holds the role of writer.

    News of people who were erased are not stored, and do not stay in the log either.
    What was brought there, and lies in the log for longer than the settings say, is deleted from the log.

    Raises:
        PercorsoError: as ``store.applier.apply``.
    """
    buried = workspace.state.privacy.buried()
    kept = frozenset(mark for mark, orders in buried.items() if not orders)
    met: list[bool] = []
    terms = Terms(workspace.settings, workspace.secret, is_robot, frozenset(buried), kept, lambda: met.append(True))
    seen: dict[tuple[str, str, str], int] = {}

    def opener(frame: pa.Table) -> Mapping[str, pa.Table]:
        seen.update(last_seen(frame))
        tables, notes = opened(workspace, frame)
        # Before the lake takes the frame: a run that dies in between notes the same again.
        noted(workspace, notes)
        return tables

    screen = partial(drop_erased_rows, terms=terms)
    before = workspace.lake.applied(EVENTS)
    try:
        done = apply(
            workspace.log,
            workspace.lake,
            workspace.known,
            opener=opener,
            refiner=partial(refine, terms=terms),
            screen=screen,
        )
    finally:
        call_details.forget()
    if met or done.dropped.get(SCREENED):
        forget_frames(workspace, partial(_of_erased, terms), before, workspace.lake.applied(EVENTS))
    if late := erased_among(done):
        workspace.state.privacy.came_late(late)
    if done.spend:
        note_costs(workspace)
    for (source, shop, connector), at in seen.items():
        workspace.state.seen_source(source, shop, connector, at)
    term = workspace.settings.store.keep_log.total_seconds()
    workspace.log.expire(workspace.lake.applied(EVENTS), time.time() - term, LOG_BYTES)
    return done


def erased_among(done: Applied) -> int:
    """Count the events and refused rows that were not stored since whom they name was erased."""
    return done.erased((drop_erased.__name__,))


def _of_erased(terms: Terms, table: str, rows: pa.Table) -> Bools:
    """Tell the events or refused rows that name somebody who was erased."""
    if table == EVENTS.name:
        return carrying(rows, terms)
    return naming(rows, is_erased(terms), terms.settings.shop.country)
