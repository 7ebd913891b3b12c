"""Applying: what was acknowledged goes from the log into the lake."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from percorso.collect import requests, webhooks
from percorso.pipeline.noting import noted
from percorso.store.applier import Applied, apply
from percorso.store.arrow import empty
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, REQUESTS

# What the log may take of the disk once all of it is stored.
LOG_BYTES = 8 * 2**30


def apply_log(workspace: Workspace) -> Applied:
    """Bring everything that lies in the log into the lake; called by whoever holds the role of writer.

    What was brought there, and lies in the log for longer than the settings say, is deleted from the log.

    Raises:
        PercorsoError: as ``store.applier.apply``.
    """
    done = apply(workspace.log, workspace.lake, opener=partial(_opened, workspace))
    kept = workspace.settings.store.keep_log.total_seconds()
    workspace.log.expire(workspace.lake.applied(EVENTS), time.time() - kept, LOG_BYTES)
    return done


def _opened(workspace: Workspace, frame: pa.Table) -> Mapping[str, pa.Table]:
    """Open a frame of requests: what SDKs sent, and what webhooks brought, of which some is noted in state.

    Notes are written before the lake takes the frame: a run that dies in between notes the same again.
    """
    # A frame of a former version lacks the columns that came later.
    whole = pa.concat_tables([empty(REQUESTS), frame], promote_options="default")
    hooked = pc.starts_with(whole["path"], webhooks.PREFIX)
    found: defaultdict[str, list[pa.Table]] = defaultdict(list)
    sent = whole.filter(pc.invert(hooked))
    if sent.num_rows:
        for name, table in requests.opened(sent, workspace.settings.shop).items():
            found[name].append(table)
    delivered = whole.filter(hooked)
    if delivered.num_rows:
        known = workspace.state.webhooks.order_number
        tables, notes = webhooks.opened(delivered, workspace.settings.shop, known)
        noted(workspace, notes)
        for name, table in tables.items():
            found[name].append(table)
    return {name: pa.concat_tables(tables) for name, tables in found.items()}
