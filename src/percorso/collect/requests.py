"""Requests: what SDKs sent to the collector, as the log keeps it, becomes events and rows of quarantine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pyarrow as pa

from percorso.collect import jsontext, posthog_calls, snowplow_calls
from percorso.collect.batches import Item, batches
from percorso.collect.identity import digest
from percorso.collect.notation import instant
from percorso.collect.options import ReadOptions
from percorso.collect.rows import Occurrences, Stamp, tables_of
from percorso.collect.segment_calls import event
from percorso.core.errors import PercorsoError
from percorso.core.record import Event, Rejected
from percorso.core.settings import Shop
from percorso.core.time import from_micros

# What a call that is alone in its request is, by the end of the address: the long names and the browser's short ones.
KINDS = {
    **{name: name for name in ("track", "identify", "page", "screen", "group", "alias")},
    "t": "track",
    "i": "identify",
    "p": "page",
    "s": "screen",
    "g": "group",
    "a": "alias",
}
# Addresses whose requests speak another language than Segment's.
POSTHOG, SNOWPLOW = "/batch", "/com.snowplowanalytics.snowplow/tp2"
_OTHERS = {POSTHOG: posthog_calls.calls, SNOWPLOW: snowplow_calls.calls}
CONNECTOR = "segment"
_UTC = ZoneInfo("UTC")
# Times that a device's clock wrote; the others are the server's or the moment of sending itself.
_OWN_TIMES = ("timestamp", "originalTimestamp")
# A browser says who it is itself; a library on a server speaks for somebody else.
_BROWSER = "Mozilla/"


class Received(NamedTuple):
    """One request as it came; ``received_at`` is microseconds since 1970 UTC, ``body`` is unpacked."""

    source: str
    shop: str
    received_at: int
    path: str
    body: bytes
    ip: str | None
    user_agent: str | None


def opened(requests: pa.Table, shop: Shop) -> dict[str, pa.Table]:
    """Open requests into the tables of the events they carry.

    A call that cannot be taken becomes a row of quarantine; so does a body that is no JSON, whole.

    Args:
        requests: as REQUESTS says; any number, of any sources.
        shop: the shop's settings.

    Returns:
        ``events`` (all columns but ``seq``) and ``quarantine``, those that have rows.
    """
    columns = requests.set_column(2, "received_at", requests["received_at"].cast(pa.int64()))
    rows = [Received(**row) for row in columns.select(Received._fields).to_pylist()]
    tables: defaultdict[str, list[pa.Table]] = defaultdict(list)
    for (source, own_shop, received_at), group in groupby(rows, key=lambda one: one[:3]):
        stamp = Stamp(source, own_shop, CONNECTOR, "", received_at)
        options, seen = ReadOptions(shop, now=received_at), Occurrences()
        for batch in batches(item for one in group for item in _items(one, options)):
            for name, table in tables_of(batch, stamp, seen).items():
                tables[name].append(table)
    return {name: pa.concat_tables(found) for name, found in tables.items()}


def _items(request: Received, options: ReadOptions) -> Iterator[Item]:
    text = request.body.decode("utf-8", "replace")
    try:
        document = jsontext.decode(text)
    except PercorsoError as problem:
        yield Rejected(1, problem.code, problem.message, text)
        return
    for number, call in enumerate(_calls(document, request), start=1):
        try:
            yield _event(call, request, options)
        except PercorsoError as problem:
            yield Rejected(number, problem.code, problem.message, jsontext.encode(call))


def _calls(document: Any, request: Received) -> Iterator[Any]:
    """Give the calls of a request, each with what the request says of all of them."""
    if other := _OTHERS.get(request.path.rstrip("/")):
        yield from other(document)
        return
    kind = KINDS.get(request.path.rstrip("/").rpartition("/")[2])
    listed = document.get("batch") if isinstance(document, Mapping) else document
    if not isinstance(listed, list):
        yield {"type": kind, **document} if kind and isinstance(document, Mapping) else document
        return
    common = document if isinstance(document, Mapping) else {}
    sent = {"sentAt": common["sentAt"]} if "sentAt" in common else {}
    for call in listed:
        if not isinstance(call, Mapping):
            yield call
            continue
        context = {**_table(common, "context"), **_table(call, "context")}
        # When the batch was sent is newer than what a call that waited in a queue says of itself.
        yield {**call, **sent, "context": context}


def _event(call: Any, request: Received, options: ReadOptions) -> Event:
    if not isinstance(call, Mapping):
        raise PercorsoError("bad_json", "The call is no JSON object.")
    timed = any(isinstance(call.get(name), str) and call[name].strip() for name in _OWN_TIMES)
    found = event(call if timed else {**call, "timestamp": from_micros(request.received_at).isoformat()})
    at = found.at + _behind(call, request.received_at) if timed else request.received_at
    options.check_instant(at)
    browser = (request.user_agent or "").startswith(_BROWSER)
    return found._replace(
        at=at,
        message_id=found.message_id or _own_id(call, None if timed else request.received_at),
        ip=found.ip or (request.ip if browser else None),
        user_agent=found.user_agent or (request.user_agent if browser else None),
    )


def _own_id(call: Mapping[str, Any], received_at: int | None) -> str:
    """Give a call without an id one that its retry has too; one without a time is another each time it comes."""
    told = {name: value for name, value in call.items() if name != "sentAt"}
    return digest("call", jsontext.encode(told), received_at)


def _behind(call: Mapping[str, Any], received_at: int) -> int:
    """Say by how much the sender's clock is behind ours (Segment's correction: receivedAt - sentAt)."""
    sent = call.get("sentAt")
    try:
        return received_at - instant(sent, _UTC) if isinstance(sent, str) and sent.strip() else 0
    except PercorsoError:
        return 0


def _table(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = table.get(key)
    return found if isinstance(found, Mapping) else {}
