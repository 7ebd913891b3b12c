"""Opening: what a frame of requests carries, sent by SDKs and brought by webhooks."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.collect import requests, webhooks
from percorso.collect.webhooks import Notes
from percorso.core.settings import Shop
from percorso.store.arrow import empty
from percorso.store.workspace import Workspace
from percorso.tables import REQUESTS

# Fewer bytes of requests than this are opened before a second thread has begun.
_MANY = 1 << 20
# What neighbouring requests have in common whose calls are numbered together (see ``requests.one_by_one``).
_STAMP = ("source", "shop", "received_at")


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
    calls = _sent(whole.take(sent) if len(delivered) else whole, workspace.settings.shop) if len(sent) else {}
    found = {name: _placed(table, sent) for name, table in calls.items()}
    if not len(delivered):
        return found, Notes()
    known = workspace.state.webhooks.order_number
    tables, notes = webhooks.opened(whole.take(delivered), workspace.settings.shop, known)
    for name, table in tables.items():
        placed = _placed(table, delivered)
        found[name] = _merged(found[name], placed) if name in found else placed
    return found, notes


def _sent(calls: pa.Table, shop: Shop) -> dict[str, pa.Table]:
    """Open what SDKs sent, on two threads where it is much: most of the work releases the interpreter lock."""
    middle = _middle(calls) if calls["body"].nbytes >= _MANY else 0
    if not middle:
        return requests.opened(calls, shop)
    found: defaultdict[str, list[pa.Table]] = defaultdict(list)
    with ThreadPoolExecutor(2, thread_name_prefix="opener") as pool:
        halves = pool.map(lambda part: requests.opened(part, shop), (calls[:middle], calls[middle:]))
        for begin, tables in zip((0, middle), halves, strict=True):
            for name, table in tables.items():
                found[name].append(_placed(table, np.arange(begin, calls.num_rows)))
    return {name: pa.concat_tables(tables) for name, tables in found.items()}


def _middle(calls: pa.Table) -> int:
    """Give the row that begins the second half, the first of a source's and a moment's; 0 where there is none."""
    changes = [
        pc.not_equal(calls[name][1:], calls[name][:-1]).to_numpy(zero_copy_only=False).astype(bool) for name in _STAMP
    ]
    begins = np.flatnonzero(np.logical_or.reduce(changes)) + 1
    later = begins[np.searchsorted(begins, calls.num_rows // 2) :]
    return int(later[0]) if len(later) else 0


def _placed(table: pa.Table, places: NDArray[np.int64]) -> pa.Table:
    """Name the rows of the whole frame in place of those of a part of it."""
    own = table.column_names.index("request")
    return table.set_column(own, "request", pa.array(places[table["request"].to_numpy()]))


def _merged(one: pa.Table, other: pa.Table) -> pa.Table:
    return pa.concat_tables([one, other.select(one.column_names)]).sort_by("request")


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
