"""Opening: what a frame of requests carries, sent by SDKs and brought by webhooks."""

from __future__ import annotations

from collections import defaultdict

import pyarrow as pa
import pyarrow.compute as pc

from percorso.collect import requests, webhooks
from percorso.collect.webhooks import Notes
from percorso.store.arrow import empty
from percorso.store.workspace import Workspace
from percorso.tables import REQUESTS


def opened(workspace: Workspace, frame: pa.Table) -> tuple[dict[str, pa.Table], Notes]:
    """Open a frame into the tables of the lake, and what is to be noted besides; nothing is written.

    Args:
        workspace: gives the shop's settings and the order numbers that former frames told.
        frame: as REQUESTS says; one of a former version may lack the columns that came later.
    """
    whole = pa.concat_tables([empty(REQUESTS), frame], promote_options="default")
    hooked = pc.starts_with(whole["path"], webhooks.PREFIX)
    found: defaultdict[str, list[pa.Table]] = defaultdict(list)
    notes = Notes()
    sent, delivered = whole.filter(pc.invert(hooked)), whole.filter(hooked)
    if sent.num_rows:
        for name, table in requests.opened(sent, workspace.settings.shop).items():
            found[name].append(table)
    if delivered.num_rows:
        known = workspace.state.webhooks.order_number
        tables, notes = webhooks.opened(delivered, workspace.settings.shop, known)
        for name, table in tables.items():
            found[name].append(table)
    return {name: pa.concat_tables(tables) for name, tables in found.items()}, notes


def last_seen(frame: pa.Table) -> dict[tuple[str, str, str], int]:
    """Say when each source last sent something: by source, shop and connector, in microseconds since 1970 UTC."""
    columns = {
        "source": frame["source"],
        "shop": frame["shop"],
        "path": frame["path"],
        "at": frame["received_at"].cast(pa.int64()),
    }
    rows = pa.table(columns).group_by(["source", "shop", "path"]).aggregate([("at", "max")]).to_pylist()
    found: dict[tuple[str, str, str], int] = {}
    for row in sorted(rows, key=lambda one: one["at_max"]):
        found[row["source"], row["shop"], webhooks.connector_of(row["path"]) or requests.CONNECTOR] = row["at_max"]
    return found
