"""Opening: what a frame of requests carries, sent by SDKs and brought by webhooks."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

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

    Returns:
        each table with ``request``, the row of the frame that carried each of its rows, in that order; and the notes.
    """
    whole = pa.concat_tables([empty(REQUESTS), frame], promote_options="default")
    hooked = np.asarray(pc.starts_with(whole["path"], webhooks.PREFIX))
    sent, delivered = np.flatnonzero(~hooked), np.flatnonzero(hooked)
    found: defaultdict[str, list[pa.Table]] = defaultdict(list)
    notes = Notes()
    if len(sent):
        for name, table in requests.opened(whole.take(sent), workspace.settings.shop).items():
            found[name].append(_placed(table, sent))
    if len(delivered):
        known = workspace.state.webhooks.order_number
        tables, notes = webhooks.opened(whole.take(delivered), workspace.settings.shop, known)
        for name, table in tables.items():
            found[name].append(_placed(table, delivered))
    return {name: _in_order(tables) for name, tables in found.items()}, notes


def _placed(table: pa.Table, places: NDArray[np.int64]) -> pa.Table:
    """Name the rows of the whole frame in place of those of a part of it."""
    own = table.column_names.index("request")
    return table.set_column(own, "request", pa.array(places[table["request"].to_numpy()]))


def _in_order(tables: list[pa.Table]) -> pa.Table:
    if len(tables) == 1:
        return tables[0]
    together = pa.concat_tables([table.select(tables[0].column_names) for table in tables])
    return together.sort_by("request")


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
