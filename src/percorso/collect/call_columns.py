"""Calls as columns: Segment calls of many requests, read a field at a time.

What a field means is said in ``segment_calls``, which reads one call by itself; a call that is wrong is left to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from hashlib import blake2b
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.collect.consent import of_call
from percorso.collect.expressions import text_of
from percorso.collect.instants import instants
from percorso.collect.mapped import NAMELESS
from percorso.collect.money_checks import ORDER_NAMES, check_order, signed
from percorso.collect.received import Received
from percorso.collect.segment_names import standard
from percorso.collect.usual_calls import Call, Campaign, Context, Page, Usual
from percorso.core.consent import CONSENT_EVENTS
from percorso.core.errors import PercorsoError
from percorso.core.identity import no_address
from percorso.core.time import DAY, EARLIEST, LATEST, to_micros

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Table = Mapping[str, Any]

_TEXT = pa.string()
_INSTANT = pa.timestamp("us", "UTC")
_EARLIEST, _LATEST = to_micros(EARLIEST), to_micros(LATEST)
_SORTED = msgspec.json.Encoder(order="sorted").encode
_PLAIN = msgspec.json.Encoder().encode
_NOTHING: Table = {}
_NO_CONTEXT, _NO_PAGE, _NO_CAMPAIGN = Context(), Page(), Campaign()
# A group is nobody, and an alias names two; both are few, and read by themselves.
_NAMELESS = {kind: NAMELESS[kind] for kind in ("page", "screen", "identify")}
_PAGES = ("page", "screen")


def event_columns(usual: Usual, requests: Sequence[Received]) -> tuple[Bools, pa.Table]:
    """Read the usual calls of requests.

    Returns:
        Which calls could be read, and their events: all columns of ``events`` but ``seq``.
    """
    calls, carried = usual.calls, pa.array(usual.request, pa.int64())
    contexts = [call.context or _NO_CONTEXT for call in calls]
    pages, campaigns = [one.page or _NO_PAGE for one in contexts], [one.campaign or _NO_CAMPAIGN for one in contexts]
    kinds = _texts([call.type or None for call in calls])
    names, of_orders = _names(kinds, _texts([call.event for call in calls]))
    details, sound = _details(calls, contexts, kinds.to_pylist(), of_orders)
    properties, traits = [one[0] for one in details], [one[1] for one in details]
    told, held = set().union(*traits), set().union(*properties)
    who = {
        "anonymous_id": _texts([call.anonymousId for call in calls]),
        "user_id": _texts([call.userId for call in calls]),
        "email": _addresses(pc.coalesce(_said(traits, told, "email"), _said(properties, held, "email"))),
        "phone": pc.coalesce(_said(traits, told, "phone"), _said(properties, held, "phone")),
    }
    received = np.array([one.received_at for one in requests], dtype=np.int64)[carried.to_numpy()]
    at, timed = _moments(calls, received)
    message_ids = _texts([call.messageId for call in calls])
    source, shop, ip, user_agent = (_column(values, carried) for values in zip(*map(_told, requests), strict=True))
    columns = {
        "event_id": _event_ids(source.to_pylist(), message_ids.to_pylist()),
        "received_on": pa.array((received // DAY).astype(np.int32)).cast(pa.date32()),
        "at": pa.array(at).cast(_INSTANT),
        "source": source,
        "shop": shop,
        "received_at": pa.array(received).cast(_INSTANT),
        "name": names,
        "kind": kinds,
        **who,
        "order_id": _said(properties, held, "order_id", "orderId"),
        "session_id": pc.coalesce(_texts([one.sessionId for one in contexts]), _said(properties, held, "session_id")),
        "url": pc.coalesce(_texts([page.url for page in pages]), _said(properties, held, "url")),
        "referrer": pc.coalesce(_texts([page.referrer for page in pages]), _said(properties, held, "referrer")),
        "utm_source": _texts([campaign.source for campaign in campaigns]),
        "utm_medium": _texts([campaign.medium for campaign in campaigns]),
        "utm_campaign": _texts([campaign.name for campaign in campaigns]),
        "utm_term": _texts([campaign.term for campaign in campaigns]),
        "utm_content": _texts([campaign.content for campaign in campaigns]),
        "channel": pa.nulls(len(calls), _TEXT),
        "ip": pc.coalesce(_texts([one.ip for one in contexts]), ip),
        "user_agent": pc.coalesce(_texts([one.userAgent for one in contexts]), user_agent),
        "properties": pa.array([one[2] for one in details], _TEXT),
        "traits": pa.array([one[3] for one in details], _TEXT),
        "consent": _consents(contexts, names, properties),
    }
    somebody = np.logical_or.reduce([np.asarray(pc.is_valid(one)) for one in who.values()])
    named = np.asarray(pc.is_valid(names)) & np.asarray(pc.is_valid(message_ids))
    read = sound & timed & somebody & named & (at <= received + DAY)
    table = pa.table(columns)
    return read, table if read.all() else table.filter(pa.array(read))


def _told(request: Received) -> tuple[str, str, str | None, str | None]:
    return request.source, request.shop, *request.person


def _column(values: Sequence[str | None], carried: pa.Array) -> pa.Array:
    """Repeat what a request says for each of its calls."""
    return pa.array(values, _TEXT).take(carried)


def _said(tables: Sequence[Table], held: Set[str], *keys: str) -> pa.Array:
    """Give from each table the first of the keys that holds a text or a number, as text; ``held`` are keys of any."""
    found = pa.nulls(len(tables), _TEXT)
    for key in keys:
        if key in held:
            found = pc.coalesce(found, _texts([table.get(key) for table in tables]))
    return found


def _texts(values: Sequence[Any]) -> pa.Array:
    """Give the texts and numbers among values as texts."""
    if values.count(None) == len(values):
        return pa.nulls(len(values), _TEXT)
    try:
        return _without_blanks(pa.array(values, _TEXT))
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        return pa.array(map(_text, values), _TEXT)


def _text(value: object) -> str | None:
    return text_of(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _without_blanks(texts: pa.Array) -> pa.Array:
    trimmed = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)


def _each(column: pa.Array, change: Callable[[str], str | None]) -> pa.Array:
    """Change every distinct text once."""
    encoded = column.dictionary_encode()
    return pa.array(map(change, encoded.dictionary.to_pylist()), _TEXT).take(encoded.indices)


def _names(kinds: pa.Array, events: pa.Array) -> tuple[pa.Array, Bools]:
    """Give each call's name, none where its kind is unknown, and whether it is an order's, whose money is checked."""
    tracks = pc.fill_null(pc.equal(kinds, "track"), False)
    names = pc.if_else(tracks, _each(events, standard), _each(kinds, _NAMELESS.get))
    return names, np.asarray(pc.is_in(names, pa.array(sorted(ORDER_NAMES))))


def _addresses(emails: pa.Array) -> pa.Array:
    return _each(emails, lambda email: None if no_address(email) else email)


def _details(
    calls: Sequence[Call], contexts: Sequence[Context], kinds: Sequence[str | None], of_orders: Bools
) -> tuple[list[tuple[Table, Table, bytes, bytes]], Bools]:
    """Give each call's properties and traits, both also as JSON text, and whether its money is sound."""
    details = list(map(_detail, calls, contexts, kinds))
    sound = np.ones(len(calls), dtype=bool)
    for place in np.flatnonzero(of_orders).tolist():
        properties, traits, _, written = details[place]
        try:
            check_order(properties)
            details[place] = properties, traits, _SORTED(signed(properties)), written
        except PercorsoError:
            sound[place] = False
    return details, sound


def _detail(call: Call, context: Context, kind: str | None) -> tuple[Table, Table, bytes, bytes]:
    properties, traits = call.properties or _NOTHING, context.traits or _NOTHING
    if call.traits:
        traits = {**traits, **call.traits}
    if kind in _PAGES:
        said = {"name": call.name, "category": call.category}
        properties = properties if call.name is None is call.category else {**said, **properties}
    if context.device is not None and (device := _text(context.device.type)):
        properties = {"device": device, **properties}
    written = _SORTED(properties) if properties else b"{}"
    if b"null" in written:
        properties = {key: value for key, value in properties.items() if value is not None}
        written = _SORTED(properties)
    return properties, traits, written, _SORTED(traits) if traits else b"{}"


def _consents(contexts: Sequence[Context], names: pa.Array, properties: Sequence[Table]) -> pa.Array:
    """Give what each call says of consent; most carry it in their context, and few kinds of calls elsewhere."""
    elsewhere = np.asarray(pc.is_in(names, pa.array(CONSENT_EVENTS))).tolist()
    return pa.array(
        [
            of_call(name, {"consent": context.consent}, said)
            if context.consent is not None or tells or "privacy_info" in said
            else None
            for context, name, said, tells in zip(contexts, names.to_pylist(), properties, elsewhere, strict=True)
        ],
        _TEXT,
    )


def _moments(calls: Sequence[Call], received: Ints) -> tuple[Ints, Bools]:
    """Say when each call happened by our clock, and whether that could be read."""
    own, other = ([getattr(call, name) for call in calls] for name in ("timestamp", "originalTimestamp"))
    text = pc.coalesce(_texts(own), _texts(other))
    stated_at, read = instants(text)
    sent_at, sent = instants(_texts([call.sentAt for call in calls]))
    silent = np.asarray(text.is_null())
    at = np.where(silent, received, stated_at + np.where(sent, received - sent_at, 0))
    return at, (read | silent) & (received >= _EARLIEST) & (received < _LATEST)


def _event_ids(sources: Sequence[str], message_ids: Sequence[str | None]) -> pa.Array:
    """Give events their identities, as ``rows.event_id`` does; those without an id of their source have another."""
    begins = {source: _PLAIN(("id", source))[:-1] + b"," for source in set(sources)}
    return pa.array(
        [
            blake2b(begins[source] + _PLAIN(one) + b"]", digest_size=16).hexdigest()
            for source, one in zip(sources, message_ids, strict=True)
        ],
        _TEXT,
    )
