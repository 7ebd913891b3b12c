"""Calls as SDKs send them, in the durable log and as JSON lines, and a lake that holds many ids already."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bench._harness.made import made
from bench._harness.shop import VERSION, Shop
from bench._harness.workspaces import empty
from percorso.store.arrow import empty as without_rows
from percorso.store.arrow import schema
from percorso.store.known import Known
from percorso.store.workspace import FORMAT, Workspace
from percorso.tables import EVENTS, REQUESTS

# What the SDKs' own libraries gather, and what the recorder writes as one frame.
_CALLS_A_REQUEST = 100
_REQUESTS_A_FRAME = 32
# Rows of one commit of the ids that are there before.
_CHUNK = 1_000_000
LINES = "calls.jsonl"


def sent(folder: Path, events: int, known: int) -> Path:
    """Give a workspace whose log holds calls that nobody has applied, and whose lake holds so many other events.

    Beside it lie the same calls as JSON lines. Of the other events nothing is drawn but their ids.
    """
    parameters = {"events": events, "known": known, "drawn": VERSION, "format": FORMAT, "columns": list(EVENTS.columns)}

    def make(place: Path) -> None:
        workspace = Workspace.open(empty(place / "shop"))
        _know(workspace, known)
        with workspace.log.writer() as writer, (place / LINES).open("w", encoding="utf-8") as lines:
            for requests in _batched(_requests(Shop(events), lines), _REQUESTS_A_FRAME):
                writer.append(REQUESTS.name, pa.Table.from_pylist(requests, schema=schema(REQUESTS)))
        workspace.state.close()

    return made(folder, f"sent-{events}-{known}", parameters, make) / "shop"


def _know(workspace: Workspace, known: int) -> None:
    """Store events of which nothing is told but their ids, each chunk as the rows of one frame, and know their ids."""
    rng = np.random.default_rng(11)
    row: dict[str, Any] = {
        **dict.fromkeys(("source", "shop", "name", "kind"), "page"),
        "properties": "{}",
        "traits": "{}",
    }
    moment = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
    row |= {"received_at": moment, "at": moment, "received_on": moment.date(), "event_id": "", "seq": 0}
    one = pa.Table.from_pylist([row], schema=without_rows(EVENTS).schema)
    ids = Known(workspace.known, workspace.lake, EVENTS)
    for frame, start in enumerate(range(0, known, _CHUNK), start=1):
        size = min(_CHUNK, known - start)
        drawn = rng.integers(0, 2**64, (size, 2), dtype=np.uint64)
        table = one.take(pa.array(np.zeros(size, dtype=np.int64)))
        told = {"event_id": _digests(drawn), "seq": pa.array(frame * 2**20 + np.arange(size))}
        for name, column in told.items():
            table = table.set_column(table.schema.get_field_index(name), table.schema.field(name), column)
        with workspace.log.writer() as writer:
            writer.append(EVENTS.name, one.drop_columns(["seq"]))
        workspace.lake.append(EVENTS, table, frame)
        ids.add(np.ascontiguousarray(drawn.T), frame)


def _digests(keys: NDArray[np.uint64]) -> pa.Array:
    """Write keys, a pair of numbers each, as the 32 hexadecimal digits of an event's id."""
    octets = keys.astype(">u8").view(np.uint8)
    digits = np.stack([octets >> 4, octets & 15], axis=-1).reshape(-1)
    written = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)[digits]
    ends = np.arange(len(keys) + 1, dtype=np.int32) * 32
    return pa.Array.from_buffers(pa.string(), len(keys), [None, pa.py_buffer(ends), pa.py_buffer(written)])


def _requests(shop: Shop, lines: Any) -> Iterator[dict[str, Any]]:
    for table in shop.batches():
        for rows in _batched(table.to_pylist(), _CALLS_A_REQUEST):
            calls = [_call(row) for row in rows]
            lines.writelines(json.dumps(call, separators=(",", ":")) + "\n" for call in calls)
            received = max(row["received_at"] for row in rows)
            body = {"batch": calls, "sentAt": _written(received)}
            yield {
                "source": "web",
                "shop": "shop",
                "received_at": received + timedelta(milliseconds=40),
                "path": "/v1/batch",
                "body": json.dumps(body, separators=(",", ":")).encode(),
                "user_agent": "analytics-node/3.1.0",
            }


def _call(row: dict[str, Any]) -> dict[str, Any]:
    page = {"url": row["url"], "referrer": row["referrer"], "path": "/", "search": "", "title": row["name"]}
    context = {"page": page, "userAgent": row["user_agent"], "ip": row["ip"], "locale": "it-IT"}
    if row["utm_source"]:
        context["campaign"] = {
            "source": row["utm_source"],
            "medium": row["utm_medium"],
            "name": row["utm_campaign"],
        }
    context["library"] = {"name": "@segment/analytics-node", "version": "3.1.0"}
    call = {
        "type": row["kind"],
        "messageId": f"node-next-{row['event_id']}",
        "timestamp": _written(row["at"]),
        "anonymousId": row["anonymous_id"],
        "userId": row["user_id"],
        "context": context,
        "integrations": {"All": True},
    }
    if row["kind"] == "track":
        call["event"] = row["name"]
    call["traits" if row["kind"] == "identify" else "properties"] = json.loads(
        row["traits" if row["kind"] == "identify" else "properties"]
    )
    return call


def _batched(items: Iterable[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    own = iter(items)
    while batch := list(islice(own, size)):
        yield batch


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
