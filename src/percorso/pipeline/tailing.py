"""Tailing: what comes in, as it comes, read from the end of the durable log; needs no server and disturbs none."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from percorso.core.errors import unknown
from percorso.pipeline.opening import opened
from percorso.store.log import Frame
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, QUARANTINE, REQUESTS

# Between two looks at the end of the log.
_LOOK_SECONDS = 0.2
# Columns that say where an event lies and nothing of it.
_INNER = ("seq", "received_on", "request")
# How far back the last events are looked for at least: frames, of up to 32 requests each.
_BACK = 20
# And at most.
_FURTHEST = 5_000


@dataclass(frozen=True)
class Arrival:
    """One event that came in, or one that cannot be taken.

    Attributes:
        who: the strongest identifier it names, None for none.
        what: the event's name, or why it is in quarantine.
        code: of the refusal; None for an event.
        more: the event's other columns that hold anything.
    """

    received_at: datetime
    source: str
    what: str
    who: str | None
    at: datetime | None
    url: str | None
    code: str | None
    more: dict[str, Any]


def tail(
    workspace: Workspace, source: str | None = None, last: int = 10, over: Callable[[], bool] = lambda: False
) -> Iterator[Arrival]:
    """Give the last events of the log, then every new one as it comes, until it is over.

    Args:
        source: that one's alone; None for all.
        last: how many of those that are there already.
        over: asked whenever nothing new is there.

    Raises:
        PercorsoError: ``log_corrupt``; ``unknown_source`` for one that has no key and never sent anything.
    """
    if source is not None:
        known = {one.name for one in workspace.state.sources()} | {key.source for key in workspace.state.write_keys()}
        if source not in known:
            raise unknown("source", source, sorted(known), code="unknown_source")
    log = workspace.log
    reached = log.last
    yield from _before(workspace, reached, source, last)
    end = None
    while True:
        if log.end != end:
            end = log.end
            for frame in log.read(reached):
                reached = frame.number
                yield from _arrivals(workspace, frame, source)
        elif over():
            return
        else:
            time.sleep(_LOOK_SECONDS)


def _before(workspace: Workspace, reached: int, source: str | None, last: int) -> deque[Arrival]:
    """Give the last that are there already, the further back the fewer of them are found."""
    log, back = workspace.log, max(_BACK, last)
    while True:
        begin = max(reached - back, log.first - 1)
        there = (one for frame in log.read(begin, reached) for one in _arrivals(workspace, frame, source, last))
        found = deque(there, maxlen=last)
        if len(found) == last or begin < log.first or back >= _FURTHEST:
            return found
        back *= 4


def _arrivals(workspace: Workspace, frame: Frame, source: str | None, last: int | None = None) -> Iterator[Arrival]:
    """Read a frame's events and what of it cannot be taken, in the order they came; of each the last ones alone."""
    tables = opened(workspace, frame.data)[0] if frame.table == REQUESTS.name else {frame.table: frame.data}
    events, refused = (_rows(tables.get(spec.name), source, last) for spec in (EVENTS, QUARANTINE))
    return chain(map(_event, events), map(_refusal, refused))


def _rows(table: pa.Table | None, source: str | None, last: int | None) -> list[dict[str, Any]]:
    """Give a table's rows of a source; a file's frame has many, of which the last ones alone are worth unpacking."""
    if table is None:
        return []
    own = table if source is None else table.filter(pc.field("source") == source)
    rows: list[dict[str, Any]] = own.slice(0 if last is None else max(0, own.num_rows - last)).to_pylist()
    return rows


def _event(row: dict[str, Any]) -> Arrival:
    told = {name: row.pop(name) for name in ("received_at", "source", "name", "at", "url")}
    who = next((row[name] for name in ("user_id", "email", "phone", "anonymous_id", "order_id") if row.get(name)), None)
    tables = {name: json.loads(row.pop(name)) for name in ("properties", "traits")}
    held = {name: value for name, value in row.items() if value is not None and name not in _INNER}
    more = {**held, **{name: table for name, table in tables.items() if table}}
    return Arrival(told["received_at"], told["source"], told["name"], who, told["at"], told["url"], None, more)


def _refusal(row: dict[str, Any]) -> Arrival:
    more = {"row": row["row"], "original": row["original"]}
    return Arrival(row["quarantined_at"], row["source"], row["reason"], None, None, None, row["code"], more)
