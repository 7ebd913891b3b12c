"""Requests: what SDKs sent to the collector, as the log keeps it, becomes events and rows of quarantine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from percorso.collect import jsontext
from percorso.collect.call_columns import event_columns
from percorso.collect.identity import digest
from percorso.collect.notation import instant
from percorso.collect.options import ReadOptions
from percorso.collect.received import Received, calls_of
from percorso.collect.rows import Occurrences, Stamp, tables_of
from percorso.collect.segment_calls import event
from percorso.collect.usual_calls import usual_calls
from percorso.core.errors import PercorsoError
from percorso.core.record import Batch, Event, Rejected
from percorso.core.settings import Shop
from percorso.core.time import EARLIEST, LATEST, from_micros

CONNECTOR = "segment"
_UTC = ZoneInfo("UTC")
# Times that a device's clock wrote; the others are the server's or the moment of sending itself.
_OWN_TIMES = ("timestamp", "originalTimestamp")
# Where a row came from: its request, and its place in it.
_ORIGIN = ("request", "number")


def opened(requests: pa.Table, shop: Shop) -> dict[str, pa.Table]:
    """Open requests into the tables of the events they carry.

    A call that cannot be taken becomes a row of quarantine; so does a body that is no JSON, whole. Calls are read a
    field at a time, all requests at once; the few that cannot be are read one by one, which gives the same.

    Args:
        requests: as REQUESTS says; any number, of any sources.
        shop: the shop's settings.

    Returns:
        ``events`` (all columns but ``seq``) and ``quarantine``, those that have rows, in the order in which their calls
        came; each with ``request``, the row of the request that carried it.
    """
    columns = requests.set_column(2, "received_at", requests["received_at"].cast(pa.int64()))
    rows = [Received(**row) for row in columns.select(Received._fields).to_pylist()]
    usual = usual_calls(rows)
    tables: defaultdict[str, list[pa.Table]] = defaultdict(list)
    done: frozenset[tuple[int, int]] = frozenset()
    whole = usual.counts == 0
    if len(usual.request):
        read, events = event_columns(usual, rows)
        origin = [usual.request[read], usual.number[read]]
        tables["events"].append(_with_origin(events, *origin))
        whole = np.bincount(origin[0], minlength=len(rows)) == usual.counts
        done = frozenset(zip(*(numbers[~whole[origin[0]]].tolist() for numbers in origin), strict=True))
    for name, found in one_by_one(rows, shop, np.flatnonzero(~whole).tolist(), done).items():
        tables[name] += found
    return {name: ordered for name, found in tables.items() if (ordered := _in_order(found)).num_rows}


def one_by_one(
    requests: Sequence[Received], shop: Shop, places: Iterable[int], done: Container[tuple[int, int]] = ()
) -> defaultdict[str, list[pa.Table]]:
    """Read calls one by one; neighbouring requests of one source and moment share a stamp, as the rows of a file do.

    Args:
        requests: all of them.
        shop: the shop's settings.
        places: the requests to read.
        done: requests and numbers of calls to pass over.
    """
    stamps = [number for number, (_, group) in enumerate(groupby(requests, lambda one: one[:3])) for _ in group]
    tables: defaultdict[str, list[pa.Table]] = defaultdict(list)
    for _, group in groupby(places, lambda place: stamps[place]):
        for name, table in _read_group([(place, requests[place]) for place in group], shop, done):
            tables[name].append(table)
    return tables


def _read_group(
    requests: Sequence[tuple[int, Received]], shop: Shop, done: Container[tuple[int, int]]
) -> Iterator[tuple[str, pa.Table]]:
    source, own_shop, received_at = requests[0][1][:3]
    options, batch = ReadOptions(shop, now=received_at), Batch()
    origins: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, request in requests:
        for number, call in enumerate(calls_of(request), start=1):
            if (place, number) in done:
                continue
            found = _read(call, number, request, options)
            if isinstance(found, Event):
                batch.events.append(found)
            else:
                batch.rejected.append(found)
            origins["events" if isinstance(found, Event) else "quarantine"].append((place, number))
    stamp = Stamp(source, own_shop, CONNECTOR, "", received_at)
    for name, table in tables_of(batch, stamp, Occurrences()).items():
        yield name, _with_origin(table, *zip(*origins[name], strict=True))


def _with_origin(table: pa.Table, *origin: Any) -> pa.Table:
    for name, values in zip(_ORIGIN, origin, strict=True):
        table = table.append_column(name, pa.array(values, pa.int64()))
    return table


def _in_order(tables: list[pa.Table]) -> pa.Table:
    """Put the rows of tables of equal columns in the order in which their calls came."""
    together = pa.concat_tables([table.select(tables[0].column_names) for table in tables])
    if len(tables) > 1:
        together = together.sort_by([(name, "ascending") for name in _ORIGIN])
    return together.drop_columns(["number"])


def _read(call: Any, number: int, request: Received, options: ReadOptions) -> Event | Rejected:
    if isinstance(call, Rejected):
        return call
    try:
        return _event(call, request, options)
    except PercorsoError as problem:
        return Rejected(number, problem.code, problem.message, jsontext.encode(call))


def _event(call: Any, request: Received, options: ReadOptions) -> Event:
    if not isinstance(call, Mapping):
        raise PercorsoError("bad_json", "The call is no JSON object.")
    clock = next((name for name in _OWN_TIMES if isinstance(call.get(name), str) and call[name].strip()), None)
    moved = _of_our_age(call[clock], call.get("sentAt"), request.received_at) if clock else None
    if clock and moved is None:
        found = event(call)
        at = found.at + _behind(call, request.received_at)
    else:
        found = event({**call, clock or "timestamp": moved or from_micros(request.received_at).isoformat()})
        at = found.at
    options.check_instant(at)
    ip, user_agent = request.person
    return found._replace(
        at=at,
        message_id=found.message_id or _own_id(call, None if clock else request.received_at),
        ip=found.ip or ip,
        user_agent=found.user_agent or user_agent,
    )


def _of_our_age(told: str, sent_at: Any, received_at: int) -> str | None:
    """Correct by when it was sent a time that no clock of today shows, as one left at 1970; None of every other."""
    try:
        when, sent = (datetime.fromisoformat(text.strip()) for text in (told, sent_at))
        return None if EARLIEST <= when < LATEST else (from_micros(received_at) - (sent - when)).isoformat()
    except (AttributeError, TypeError, ValueError, OverflowError):
        return None  # no two times, or only one of them with its offset


def _behind(call: Mapping[str, Any], received_at: int) -> int:
    """Say by how much the sender's clock is behind ours (Segment's correction: receivedAt - sentAt)."""
    sent_at = call.get("sentAt")
    try:
        return received_at - instant(sent_at, _UTC) if isinstance(sent_at, str) and sent_at.strip() else 0
    except PercorsoError:
        return 0


def _own_id(call: Mapping[str, Any], received_at: int | None) -> str:
    """Give a call without an id one that its retry has too; one without a time is another each time it comes."""
    told = {name: value for name, value in call.items() if name != "sentAt"}
    return digest("call", jsontext.encode(told), received_at)
