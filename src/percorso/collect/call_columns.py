"""Calls as columns: Segment calls of many requests, read a field at a time.

What a field means is said in ``segment_calls``, which reads one call by itself; a call that is wrong is left to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.collect.call_details import Details, details, of_table, read, text
from percorso.collect.call_properties import properties
from percorso.collect.consent import of_call
from percorso.collect.event_ids import event_ids
from percorso.collect.ga4_names import NAMES as GA4_NAMES
from percorso.collect.ga4_names import standard_properties
from percorso.collect.instants import instants
from percorso.collect.json_texts import columns
from percorso.collect.mapped import NAMELESS
from percorso.collect.money_checks import ORDER_NAMES, check_order, signed
from percorso.collect.received import Received
from percorso.collect.segment_names import standard
from percorso.collect.usual_calls import Usual
from percorso.core.consent import CONSENT_EVENTS
from percorso.core.errors import PercorsoError
from percorso.core.identity import no_address
from percorso.core.time import DAY, EARLIEST, LATEST, to_micros
from percorso.sequence.codes import distinct, numbers

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

_TEXT = pa.string()
_INSTANT = pa.timestamp("us", "UTC")
_EARLIEST, _LATEST = to_micros(EARLIEST), to_micros(LATEST)
_SORTED = msgspec.json.Encoder(order="sorted").encode
# A group is nobody, and an alias names two; both are few, and read by themselves.
_NAMELESS = {kind: NAMELESS[kind] for kind in ("page", "screen", "identify")}
_PAGES = ("page", "screen")
_NO_DETAILS = of_table({})
_GA4 = pa.array(sorted(GA4_NAMES))
_CAMPAIGN = {
    "utm_source": "source",
    "utm_medium": "medium",
    "utm_campaign": "name",
    "utm_term": "term",
    "utm_content": "content",
}


def event_columns(usual: Usual, requests: Sequence[Received]) -> tuple[Bools, pa.Table]:
    """Read the usual calls of requests.

    Returns:
        Which calls could be read, and their events: all columns of ``events`` but ``seq``.
    """
    carried = pa.array(usual.request)
    kinds = pc.coalesce(usual.said("type"), usual.kinds)
    events = usual.said("event")
    tracks = pc.fill_null(pc.equal(kinds, "track"), False)
    names, of_orders = _names(kinds, tracks, events)
    told = _told_by(usual, kinds, names, np.asarray(pc.and_(tracks, pc.is_in(events, _GA4))), of_orders)
    traits = _traits(usual)
    who = {
        "anonymous_id": usual.said("anonymousId"),
        "user_id": usual.said("userId"),
        "email": _addresses(pc.coalesce(traits["email"], told.texts["email"])),
        "phone": pc.coalesce(traits["phone"], told.texts["phone"]),
    }
    received = np.array([one.received_at for one in requests], dtype=np.int64)[usual.request]
    at, timed = _moments(usual, received)
    message_ids = usual.said("messageId")
    source, shop, ip, user_agent = (_column(values, carried) for values in zip(*map(_request, requests), strict=True))
    columns = {
        "event_id": event_ids(source, message_ids),
        "received_on": pa.array((received // DAY).astype(np.int32)).cast(pa.date32()),
        "at": pa.array(at).cast(_INSTANT),
        "source": source,
        "shop": shop,
        "received_at": pa.array(received).cast(_INSTANT),
        "name": names,
        "kind": kinds,
        **who,
        "order_id": told.texts["order_id"],
        "session_id": pc.coalesce(usual.said("context", "sessionId"), told.texts["session_id"]),
        "url": pc.coalesce(usual.said("context", "page", "url"), told.texts["url"]),
        "referrer": pc.coalesce(usual.said("context", "page", "referrer"), told.texts["referrer"]),
        **{name: usual.said("context", "campaign", part) for name, part in _CAMPAIGN.items()},
        "channel": pa.nulls(len(kinds), _TEXT),
        "ip": pc.coalesce(usual.said("context", "ip"), ip),
        "user_agent": pc.coalesce(usual.said("context", "userAgent"), user_agent),
        "properties": told.written,
        "traits": traits["written"],
        "consent": _consents(usual, names, told),
    }
    somebody = np.logical_or.reduce([np.asarray(pc.is_valid(one)) for one in who.values()])
    named = np.asarray(pc.is_valid(names)) & np.asarray(pc.is_valid(message_ids))
    read = told.sound & timed & somebody & named & (at <= received + DAY)
    table = pa.table(columns)
    return read, table if read.all() else table.filter(pa.array(read))


def _request(request: Received) -> tuple[str, str, str | None, str | None]:
    return request.source, request.shop, *request.person


def _column(values: Sequence[str | None], carried: pa.Array) -> pa.Array:
    """Repeat what a request says for each of its calls."""
    return pa.array(values, _TEXT).take(carried)


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


class _Told(NamedTuple):
    """What the calls tell in their properties.

    Attributes:
        written: as JSON text in canonical form.
        texts: what they hold by some names.
        of_consent: whether they carry a statement of consent.
        sound: whether a call's properties are a table, and its money, where it is an order's, is right.
    """

    written: pa.Array
    texts: Mapping[str, pa.Array]
    of_consent: Bools
    sound: Bools


def _told_by(usual: Usual, kinds: pa.Array, names: pa.Array, of_ga4: Bools, of_orders: Bools) -> _Told:
    """Read the properties together with what else of the call belongs there.

    Most can be taken as they are written; of the others each distinct one is read once.
    """
    of_page = pc.fill_null(pc.is_in(kinds, pa.array(_PAGES)), False)
    beside = [pc.if_else(of_page, usual.said(name), None) for name in ("name", "category")]
    beside.append(usual.said("context", "device", "type"))
    whole = of_ga4 | of_orders | np.logical_or.reduce([np.asarray(part.is_valid()) for part in beside])
    taken = properties(usual.tokens, np.where(whole, np.int32(-1), usual.properties))
    rows = np.flatnonzero(np.asarray(taken.written.is_null()))
    if not len(rows):
        return _Told(*taken, np.ones(len(names), dtype=bool))
    (raw,) = columns(usual.tokens, usual.properties[None, rows], np.ones(1, dtype=bool))
    parts = [raw, *(part.take(pa.array(rows)) for part in beside)]
    first, place = distinct([numbers(part) for part in parts])
    told = [_read(*row) for row in zip(*(part.take(pa.array(first)).to_pylist() for part in parts), strict=True)]
    each, place, right = _checked(told, place, names.take(pa.array(rows)), of_ga4[rows], of_orders[rows])
    sound = np.ones(len(names), dtype=bool)
    sound[rows] = right
    of_consent = taken.of_consent
    of_consent[rows] = np.array([one.of_consent for one in each], dtype=bool)[place]
    others, held = pa.array(taken.written.is_null()), dict(zip(Details._fields, zip(*each, strict=True), strict=True))

    def together(name: str, column: pa.Array) -> pa.Array:
        return pc.replace_with_mask(column, others, pa.array(held[name], _TEXT).take(pa.array(place)))

    texts = {name: together(name, column) for name, column in taken.texts.items()}
    return _Told(together("written", taken.written), texts, of_consent, sound)


def _read(written: str | None, name: str | None, category: str | None, device: str | None) -> Details | None:
    raw = (written or "null").encode()
    if name is category is device is None:
        return details(raw)
    return read(raw, {"name": _value(name), "category": _value(category), "device": device})


def _value(raw: str | None) -> Any:
    return None if raw is None else msgspec.json.decode(raw)


def _checked(
    told: Sequence[Details | None], places: Ints, names: pa.Array, of_ga4: Bools, of_orders: Bools
) -> tuple[list[Details], Ints, Bools]:
    """Write the properties of GA4's names as ours, and an order's currency; say which are tables of right money."""
    sound = np.array([one is not None for one in told], dtype=bool)[places]
    each, place = [one or _NO_DETAILS for one in told], places.copy()
    for row in np.flatnonzero(sound & (of_orders | of_ga4)).tolist():
        properties = each[place[row]].properties
        try:
            if of_ga4[row]:
                properties = standard_properties(names[row].as_py(), properties)
            if of_orders[row]:
                check_order(properties)
                properties = signed(properties)
        except PercorsoError:
            sound[row] = False
            continue
        place[row] = len(each)
        each.append(of_table({key: value for key, value in properties.items() if value is not None}))
    return each, place, sound


def _traits(usual: Usual) -> dict[str, pa.Array]:
    """Read what calls say of their person, each distinct traits once; the call's own hold sway over its context's."""
    parts = [usual.said("context", "traits"), usual.said("traits")]
    first, place = distinct([numbers(part) for part in parts])
    each = [
        (_value(context) or {}) | (_value(own) or {})
        for context, own in zip(*(part.take(pa.array(first)).to_pylist() for part in parts), strict=True)
    ]
    columns = {
        "email": [text(one.get("email")) for one in each],
        "phone": [text(one.get("phone")) for one in each],
        "written": [_SORTED(one) for one in each],
    }
    return {name: pa.array(values, _TEXT).take(pa.array(place)) for name, values in columns.items()}


def _consents(usual: Usual, names: pa.Array, told: _Told) -> pa.Array:
    """Give what each call says of consent; most carry it in their context, and few kinds of calls elsewhere."""
    stated = usual.said("context", "consent")
    of_consent = told.of_consent | np.asarray(pc.is_in(names, pa.array(CONSENT_EVENTS)))
    rows = np.flatnonzero(np.asarray(stated.is_valid()) | of_consent)
    # Where neither the name nor the properties tell of consent, they change nothing.
    asked = of_consent[rows]
    place = np.full(len(rows), -1, dtype=np.int64)
    place[asked] = numbers(told.written.take(pa.array(rows[asked])))
    name = np.where(asked, numbers(names)[rows], -1)
    first, code = distinct([numbers(stated)[rows], name, place])
    found = [
        of_call(names[row].as_py() or "", {"consent": _value(stated[row].as_py())}, _value(told.written[row].as_py()))
        for row in rows[first].tolist()
    ]
    spread = np.full(len(names), -1, dtype=np.int64)
    spread[rows] = code
    return pa.array(found, _TEXT).take(pa.array(spread, mask=spread < 0))


def _moments(usual: Usual, received: Ints) -> tuple[Ints, Bools]:
    """Say when each call happened by our clock, and whether that could be read."""
    own = usual.said("timestamp")
    stated = pc.coalesce(own, usual.said("originalTimestamp")) if own.null_count else own
    stated_at, read = instants(stated)
    sent_at, sent = instants(usual.said("sentAt"))
    silent = np.asarray(stated.is_null())
    at = np.where(silent, received, stated_at + np.where(sent, received - sent_at, 0))
    return at, (read | silent) & (received >= _EARLIEST) & (received < _LATEST)
