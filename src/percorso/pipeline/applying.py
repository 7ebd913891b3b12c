"""Applying: what was acknowledged goes from the log into the lake."""

from __future__ import annotations

import time
from typing import Any

import pyarrow as pa

from percorso.collect.requests import CONNECTOR, opened
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
    seen: dict[tuple[str, str], int] = {}

    def opener(requests: pa.Table) -> dict[str, pa.Table]:
        for row in _last(requests):
            seen[row["source"], row["shop"]] = row["received_at_max"]
        return opened(requests, workspace.settings.shop)

    done = apply(workspace.log, workspace.lake, opener=opener)
    for (source, shop), at in seen.items():
        workspace.state.seen_source(source, shop, CONNECTOR, at)
    kept = workspace.settings.store.keep_log.total_seconds()
    workspace.log.expire(workspace.lake.applied(EVENTS), time.time() - kept, LOG_BYTES)
    return done


def _last(requests: pa.Table) -> list[dict[str, Any]]:
    """Say when each source last sent something, in microseconds since 1970 UTC."""
    when = requests.set_column(
        requests.schema.get_field_index("received_at"), "received_at", requests["received_at"].cast(pa.int64())
    )
    rows: list[dict[str, Any]] = when.group_by(["source", "shop"]).aggregate([("received_at", "max")]).to_pylist()
    return rows
