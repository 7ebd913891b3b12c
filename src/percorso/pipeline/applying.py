"""Applying: what was acknowledged goes from the log into the lake."""

from __future__ import annotations

import time
from functools import partial

from percorso.collect.requests import opened
from percorso.store.applier import Applied, apply
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS

# What the log may take of the disk once all of it is stored.
LOG_BYTES = 8 * 2**30


def apply_log(workspace: Workspace) -> Applied:
    """Bring everything that lies in the log into the lake; called by whoever holds the role of writer.

    What was brought there, and lies in the log for longer than the settings say, is deleted from the log.

    Raises:
        PercorsoError: as ``store.applier.apply``.
    """
    done = apply(workspace.log, workspace.lake, opener=partial(opened, shop=workspace.settings.shop))
    kept = workspace.settings.store.keep_log.total_seconds()
    workspace.log.expire(workspace.lake.applied(EVENTS), time.time() - kept, LOG_BYTES)
    return done
