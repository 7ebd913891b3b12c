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

from percorso.collect.call_details import Details, details, of_table, read, text
from percorso.collect.consent import of_call
from percorso.collect.ga4_names import NAMES as GA4_NAMES
from percorso.collect.ga4_names import standard_properties
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
_NO_DETAILS = of_table({})
_GA4 = pa.array(sorted(GA4_NAMES))
_BLANK, _BEYOND = 0x20, 0x80


def event_columns(usual: Usual, requests: Sequence[Received]) -> tuple[Bools, pa.Table]:
    """Read the usual calls of requests.

    Returns:
        Which calls could be read, and their events: all columns of ``events`` but ``seq``.
    """
    calls, carried = usual.calls, pa.array(usual.request, pa.int64())
    contexts = [call.context or _NO_CONTEXT for call in calls]
    pages = [one.page or _NO_PAGE for one in contexts]
    kinds = _texts([call.type or None for call in calls])
    events = _texts([call.event for call in calls])
    tracks = pc.fill_null(pc.equal(kinds, "track"), False)
    names, of_orders = _names(kinds, tracks, events)
    details, sound = _details(calls, contexts, kinds.to_pylist())
    _check(details, sound, names, np.asarray(pc.and_(tracks, pc.is_in(events, _GA4))), of_orders)
    traits = [
        _both(one, call) if call.traits else one.traits or _NOTHING for call, one in zip(calls, contexts, strict=True)
    ]
    told = set().union(*traits)
    who = {
        "anonymous_id": _texts([call.anonymousId for call in calls]),
        "user_id": _texts([call.userId for call in calls]),
        "email": _addresses(pc.coalesce(_said(traits, told, "email"), pa.array([one.email for one in details], _TEXT))),
        "phone": pc.coalesce(_said(traits, told, "phone"), pa.array([one.phone for one in details], _TEXT)),
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
        "order_id": pa.array([one.order_id for one in details], _TEXT),
        "session_id": pc.coalesce(
            _texts([one.sessionId for one in contexts]), pa.array([one.session_id for one in details], _TEXT)
        ),
        "url": pc.coalesce(_texts([page.url for page in pages]), pa.array([one.url for one in details], _TEXT)),
        "referrer": pc.coalesce(
            _texts([page.referrer for page in pages]), pa.array([one.referrer for one in details], _TEXT)
        ),
        **_campaigns([one.campaign or _NO_CAMPAIGN for one in contexts]),
        "channel": pa.nulls(len(calls), _TEXT),
        "ip": pc.coalesce(_texts([one.ip for one in contexts]), ip),
        "user_agent": pc.coalesce(_texts([one.userAgent for one in contexts]), user_agent),
        "properties": pa.array([one.written for one in details], _TEXT),
        "traits": pa.array([_SORTED(one) if one else b"{}" for one in traits], _TEXT),
        "consent": _consents(contexts, names, details),
    }
    somebody = np.logical_or.reduce([np.asarray(pc.is_valid(one)) for one in who.values()])
    named = np.asarray(pc.is_valid(names)) & np.asarray(pc.is_valid(message_ids))
    read = sound & timed & somebody & named & (at <= received + DAY)
    table = pa.table(columns)
    return read, table if read.all() else table.filter(pa.array(read))


def _campaigns(campaigns: Sequence[Campaign]) -> dict[str, pa.Array]:
    return {
        "utm_source": _texts([campaign.source for campaign in campaigns]),
        "utm_medium": _texts([campaign.medium for campaign in campaigns]),
        "utm_campaign": _texts([campaign.name for campaign in campaigns]),
        "utm_term": _texts([campaign.term for campaign in campaigns]),
        "utm_content": _texts([campaign.content for campaign in campaigns]),
    }


def _told(request: Received) -> tuple[str, str, str | None, str | None]:
    return request.source, request.shop, *request.person


def _column(values: Sequence[str | None], carried: pa.Array) -> pa.Array:
    """Repeat what a request says for each of its calls."""
    return pa.array(values, _TEXT).take(carried)


def _said(tables: Sequence[Table], held: Set[str], key: str) -> pa.Array:
    """Give from each table what a key holds, as text; ``held`` are the keys of any."""
    if key not in held:
        return pa.nulls(len(tables), _TEXT)
    return _texts([table.get(key) if table else None for table in tables])


def _texts(values: list[Any]) -> pa.Array:
    """Give the texts and numbers among values as texts."""
    try:
        return _without_blanks(pa.array(values, _TEXT))
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        return pa.array(map(text, values), _TEXT)


def _without_blanks(texts: pa.Array) -> pa.Array:
    """Take the blanks off both ends; most texts have none, and two bytes of each show that."""
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, dtype=np.int32)[: len(texts) + 1]
    held = np.flatnonzero(np.asarray(texts.is_valid()))
    firsts, lasts = ends[:-1][held], ends[1:][held] - 1
    if data is not None and (firsts <= lasts).all():
        written = np.frombuffer(data, dtype=np.uint8)
        edges = np.concatenate([written[firsts], written[lasts]])
        # A blank is one of the first bytes of ASCII, or beyond it.
        if ((edges > _BLANK) & (edges < _BEYOND)).all():
            return texts
    trimmed = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)


def _each(column: pa.Array, change: Callable[[str], str | None]) -> pa.Array:
    """Change every distinct text once."""
    encoded = column.dictionary_encode()
    return pa.array(map(change, encoded.dictionary.to_pylist()), _TEXT).take(encoded.indices)


def _names(kinds: pa.Array, tracks: pa.Array, events: pa.Array) -> tuple[pa.Array, Bools]:
    """Give each call's name, none where its kind is unknown, and whether it is an order's, whose money is checked."""
    names = pc.if_else(tracks, _each(events, standard), _each(kinds, _NAMELESS.get))
    return names, np.asarray(pc.is_in(names, pa.array(sorted(ORDER_NAMES))))


def _addresses(emails: pa.Array) -> pa.Array:
    return _each(emails, lambda email: None if no_address(email) else email)


def _details(
    calls: Sequence[Call], contexts: Sequence[Context], kinds: Sequence[str | None]
) -> tuple[list[Details], Bools]:
    """Give each call's details, and whether its properties are a table."""
    found = [
        _apart(call, context, kind) if kind in _PAGES or context.device is not None else details(bytes(call.properties))
        for call, context, kind in zip(calls, contexts, kinds, strict=True)
    ]
    sound = np.array([one is not None for one in found], dtype=bool)
    return [one or _NO_DETAILS for one in found], sound


def _apart(call: Call, context: Context, kind: str | None) -> Details | None:
    """Read the properties of a call that says more of the same elsewhere."""
    raw = bytes(call.properties)
    device = text(context.device.type) if context.device is not None else None
    name, category = (call.name, call.category) if kind in _PAGES else (None, None)
    if device is name is category is None:
        return details(raw)
    return read(raw, {"name": name, "category": category, "device": device})


def _check(found: list[Details], sound: Bools, names: pa.Array, of_ga4: Bools, of_orders: Bools) -> None:
    """Write the properties of GA4's names as ours, and an order's currency; orders whose money is wrong are unsound."""
    for place in np.flatnonzero(sound & (of_orders | of_ga4)).tolist():
        told = found[place].properties
        try:
            if of_ga4[place]:
                told = standard_properties(names[place].as_py(), told)
            if of_orders[place]:
                check_order(told)
                told = signed(told)
            found[place] = of_table({key: value for key, value in told.items() if value is not None})
        except PercorsoError:
            sound[place] = False


def _both(context: Context, call: Call) -> Table:
    return {**(context.traits or _NOTHING), **(call.traits or _NOTHING)}


def _consents(contexts: Sequence[Context], names: pa.Array, details: Sequence[Details]) -> pa.Array:
    """Give what each call says of consent; most carry it in their context, and few kinds of calls elsewhere."""
    found: list[str | None] = [None] * len(contexts)
    told = [one.consent is not None or said.of_consent for one, said in zip(contexts, details, strict=True)]
    elsewhere = np.asarray(pc.is_in(names, pa.array(CONSENT_EVENTS)))
    for place in np.flatnonzero(np.array(told, dtype=bool) | elsewhere).tolist():
        name, consent = names[place].as_py(), contexts[place].consent
        found[place] = of_call(name, {"consent": consent}, details[place].properties)
    return pa.array(found, _TEXT)


def _moments(calls: Sequence[Call], received: Ints) -> tuple[Ints, Bools]:
    """Say when each call happened by our clock, and whether that could be read."""
    own = _texts([call.timestamp for call in calls])
    stated = pc.coalesce(own, _texts([call.originalTimestamp for call in calls])) if own.null_count else own
    stated_at, read = instants(stated)
    sent_at, sent = instants(_texts([call.sentAt for call in calls]))
    silent = np.asarray(stated.is_null())
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
