"""Segment calls laid out as columns: the spec's fields, with properties and traits as JSON text or as structs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import repeat
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.collect import jsontext
from percorso.collect.batches import Item
from percorso.collect.consent import of_call
from percorso.collect.ga4_names import NAMES as GA4_NAMES
from percorso.collect.identity import MappedIds
from percorso.collect.mapped import NAMELESS
from percorso.collect.money_checks import ORDER_NAMES
from percorso.collect.options import ReadOptions
from percorso.collect.segment_calls import event
from percorso.collect.segment_names import standard
from percorso.core.consent import CONSENT_EVENTS
from percorso.core.errors import PercorsoError
from percorso.core.record import Event, Rejected
from percorso.core.time import EARLIEST, LATEST
from percorso.sequence.codes import Ints, distinct

# Columns that warehouses keep as JSON text.
_DOCUMENTS = ("properties", "traits", "context", "integrations")
# Properties that say something of the person, the visit or an order, and so need the whole call to be read.
_TELLING = r'"(email|phone|order_id|orderId|session_id|privacy_info)"'
# What a context of columns may hold for its call to be read column by column: every part, and where it goes.
_CONTEXT = {
    "url": ("page", "url"),
    "referrer": ("page", "referrer"),
    "utm_source": ("campaign", "source"),
    "utm_medium": ("campaign", "medium"),
    "utm_campaign": ("campaign", "name"),
    "utm_term": ("campaign", "term"),
    "utm_content": ("campaign", "content"),
    "ip": ("ip",),
    "user_agent": ("userAgent",),
}
_CHANGES = frozenset(("traits", "device", "sessionId", "session_id", "user_agent"))
_PAGES = ("page", "screen")
# Tracks of these names are read whole.
_WHOLE = frozenset((*ORDER_NAMES, *CONSENT_EVENTS))
_KNOWN = frozenset(
    ("type", "event", "name", "category", "userId", "anonymousId", "messageId", "timestamp", "properties", "context")
)
_IGNORED = frozenset(
    ("sentAt", "receivedAt", "originalTimestamp", "integrations", "previousId", "channel", "version", "writeKey")
)
_INSTANT = pa.timestamp("us", "UTC")
# Distinct properties kept in canonical form before the memory is emptied.
_REMEMBERED = 1 << 17

# What is told apart: whether it is a page, its name and category, and its properties as written.
_Said = tuple[bool, str | None, str | None, str]


def items(batches: Iterable[pa.RecordBatch], options: ReadOptions) -> Iterator[Item]:
    """Read calls laid out as columns.

    Plain calls are read a column at a time, which is several times faster: pages, and tracks of no order and no
    choice, without traits, whose properties say nothing of the person. Every other is put together as one JSON call
    would be and read as such, so that the events are the same.
    """
    ids, details, before = MappedIds(), _Details(), 0
    for batch in batches:
        for row, quick in enumerate(_events(batch, details)):
            try:
                found = event(_call(batch, row)) if quick is None else quick
                options.check_instant(found.at)
                yield ids.take(found)
            except PercorsoError as problem:
                yield Rejected(before + row + 1, problem.code, problem.message, _original(batch, row))
        before += batch.num_rows


def _events(batch: pa.RecordBatch, details: _Details) -> Iterator[Event | None]:
    """Give each row's event, or None where its call must be read whole."""
    plain = _plain(batch)
    if plain is None:
        yield from repeat(None, batch.num_rows)
        return
    at = batch["timestamp"].cast(_INSTANT).cast(pa.int64()).to_pylist()
    texts = {name: _texts(_part(batch, ("context", *path))) for name, path in _CONTEXT.items()}
    kinds, names = batch["type"].to_pylist(), _texts(_part(batch, ("event",)))
    titles, categories = (_part(batch, (name,)).to_pylist() for name in ("name", "category"))
    who = zip(*(_texts(_part(batch, (name,))) for name in ("messageId", "anonymousId", "userId")), strict=True)
    visits = zip(*texts.values(), _consents(batch), strict=True)
    said = zip(plain.to_pylist(), kinds, names, titles, categories, batch["properties"].to_pylist(), strict=True)
    for row, ((is_plain, kind, name, title, category, written), one, visit) in enumerate(
        zip(said, who, visits, strict=True)
    ):
        properties = details.canonical((kind in _PAGES, title, category, written)) if is_plain else None
        if properties is None:
            yield None
            continue
        url, referrer, source, medium, campaign, term, content, ip, agent, said_of_consent = visit
        message, anonymous, user = one
        yield Event(
            NAMELESS[kind] if kind in _PAGES else standard(name), at[row], kind, message, anonymous, user, None, None,
            None, None, url, referrer, source, medium, campaign, term, content, None, ip, agent, properties, "{}",
            said_of_consent,
        )  # fmt: skip


@dataclass
class _Details:
    """Properties in canonical form; each distinct text is read once."""

    known: dict[_Said, str | None] = field(default_factory=dict)

    def canonical(self, said: _Said) -> str | None:
        """Write properties as a JSON call's would be; None where the text is no JSON."""
        if said not in self.known:
            if len(self.known) >= _REMEMBERED:
                self.known.clear()
            self.known[said] = _canonical(*said)
        return self.known[said]


def _canonical(is_page: bool, name: str | None, category: str | None, written: str) -> str | None:
    try:
        read = jsontext.decode(written)
    except PercorsoError:
        return None
    properties = dict(read) if isinstance(read, Mapping) else {}
    if is_page:
        properties = {"name": name, "category": category} | properties
    return jsontext.encode({key: value for key, value in properties.items() if value is not None})


def _plain(batch: pa.RecordBatch) -> pa.Array | None:
    """Say which rows are plain; None where the columns themselves are not."""
    schema = batch.schema
    if not {"type", "timestamp", "properties", "context"} <= set(schema.names) or not _plain_columns(schema):
        return None
    kind, name, properties = batch["type"], _part(batch, ("event",)), batch["properties"]
    tracks = pc.and_(pc.equal(kind, "track"), pc.and_(_said(name), pc.invert(_read_whole(name))))
    told = pc.or_(_said(_part(batch, ("anonymousId",))), _said(_part(batch, ("userId",))))
    at = batch["timestamp"].cast(_INSTANT)
    dated = pc.and_(pc.greater_equal(at, pa.scalar(EARLIEST, _INSTANT)), pc.less(at, pa.scalar(LATEST, _INSTANT)))
    placed = [_said(_part(batch, ("context", "page", part))) for part in ("url", "referrer")]
    elsewhere = [
        pc.and_(pc.invert(here), pc.match_substring(properties, f'"{part}"'))
        for here, part in zip(placed, ("url", "referrer"), strict=True)
    ]
    silent = pc.invert(pc.or_(pc.match_substring_regex(properties, _TELLING), pc.or_(*elsewhere)))
    traits = _part(batch, ("traits",)).is_null()
    found = pc.or_(tracks, pc.is_in(kind, pa.array(_PAGES)))
    for condition in (told, dated, silent, traits):
        found = pc.and_(found, condition)
    return pc.fill_null(found, False)


def _plain_columns(schema: pa.Schema) -> bool:
    """Say whether every column is one that is known, and of the plain kind."""
    names = set(schema.names)
    context = schema.field("context").type
    if names - _KNOWN - _IGNORED - {"traits"} or not pa.types.is_struct(context):
        return False
    told = {one.name for one in context}
    texts = [schema.field(name).type for name in names & (_KNOWN - {"timestamp", "context"})]
    parts = [_type_of(context, path) for path in _CONTEXT.values()]
    return (
        not told & _CHANGES
        and pa.types.is_timestamp(schema.field("timestamp").type)
        and all(kind is None or pa.types.is_string(kind) for kind in (*texts, *parts))
        and all(map(_is_state, _leaves(_type_of(context, ("consent",)))))
    )


def _leaves(kind: pa.DataType | None) -> Iterator[pa.DataType]:
    """Give the types that structs within structs hold at last."""
    if kind is not None and pa.types.is_struct(kind):
        for one in kind:
            yield from _leaves(one.type)
    elif kind is not None:
        yield kind


def _is_state(kind: pa.DataType) -> bool:
    return any(test(kind) for test in (pa.types.is_boolean, pa.types.is_string, pa.types.is_integer))


def _consents(batch: pa.RecordBatch) -> list[str | None]:
    """Say what each row's context tells of consent; each distinct one is read once."""
    told = _part(batch, ("context", "consent"))
    first, place = distinct([np.zeros(batch.num_rows, dtype=np.int64), *_state_codes(told)])
    known = [of_call("", {"consent": _told(one)}, {}) for one in told.take(pa.array(first)).to_pylist()]
    return [known[number] for number in place.tolist()]


def _state_codes(column: pa.Array) -> Iterator[Ints]:
    if pa.types.is_struct(column.type):
        for part in column.flatten():
            yield from _state_codes(part)
    else:
        indices = column.cast(pa.string()).dictionary_encode().indices
        yield pc.fill_null(indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)


def _type_of(kind: pa.DataType, path: tuple[str, ...]) -> pa.DataType | None:
    for name in path:
        if not pa.types.is_struct(kind) or kind.get_field_index(name) < 0:
            return None
        kind = kind.field(name).type
    return kind


def _read_whole(name: pa.Array) -> pa.Array:
    """Say which names are orders', whose money is checked, choices' or another vocabulary's; each is read once."""
    coded = name.dictionary_encode()
    words = [(one or "").strip() for one in coded.dictionary.to_pylist()]
    whole = pa.array([one in GA4_NAMES or standard(one) in _WHOLE for one in words], pa.bool_())
    return pc.fill_null(whole.take(coded.indices), False)


def _part(batch: pa.RecordBatch, path: tuple[str, ...]) -> pa.Array:
    """Give a column, or a part of a struct; nothing at all where there is none."""
    if path[0] not in batch.schema.names or _type_of(pa.struct(list(batch.schema)), path) is None:
        return pa.nulls(batch.num_rows, pa.string())
    column = batch[path[0]]
    return pc.struct_field(column, list(path[1:])) if path[1:] else column


def _said(column: pa.Array) -> pa.Array:
    return pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(column), ""), False)


def _texts(column: pa.Array) -> list[str | None]:
    """Give texts without the blanks around them; None for none."""
    trimmed = pc.utf8_trim_whitespace(column)
    texts: list[str | None] = pc.if_else(pc.equal(trimmed, ""), None, trimmed).to_pylist()
    return texts


def _call(batch: pa.RecordBatch, row: int) -> Mapping[str, Any]:
    """Put one call together; raises ``bad_json`` for a document that is none."""
    told: dict[str, Any] = _told(batch.slice(row, 1).to_pylist()[0])
    for name in _DOCUMENTS:
        if isinstance(told.get(name), str):
            told[name] = jsontext.decode(told[name])
    return told


def _original(batch: pa.RecordBatch, row: int) -> str:
    """Write a row as the JSON call it stands for, so that it can be read again."""
    try:
        return jsontext.encode(_call(batch, row))
    except PercorsoError:
        return jsontext.encode(_told(batch.slice(row, 1).to_pylist()[0]))


def _told(value: Any) -> Any:
    """Leave out what columns hold only because others have it, and write times as calls do."""
    if isinstance(value, dict):
        return {key: _told(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_told(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else value
