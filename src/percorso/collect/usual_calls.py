"""Usual calls: what SDKs send day in, day out, found among the bytes of many requests at once.

A call that has any field of another type, or a field's other name, is not usual, and is read by ``segment_calls``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from percorso.collect.json_fields import ABSENT, Found, Path, Paths, elements, fields
from percorso.collect.json_texts import columns
from percorso.collect.json_tokens import (
    AFTER,
    BEGIN,
    ESCAPED,
    FINISH,
    INTEGER,
    KIND,
    KINDS,
    NULL,
    OPEN,
    OPEN_LIST,
    TEXT,
    Tokens,
    tokens,
)
from percorso.collect.received import Received

Bools = NDArray[np.bool_]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

_TEXTS = (
    *((name,) for name in ("type", "event", "anonymousId", "messageId", "timestamp", "originalTimestamp", "sentAt")),
    *(("context", name) for name in ("ip", "userAgent")),
    *(("context", "page", name) for name in ("url", "referrer")),
    *(("context", "campaign", name) for name in ("source", "medium", "name", "term", "content")),
    ("context", "device", "type"),
)
_NUMBERED = (("userId",), ("context", "sessionId"))
_TABLES = (
    ("context",),
    *(("context", name) for name in ("page", "campaign", "device", "traits", "consent")),
    ("traits",),
)
_ANYTHING = (("name",), ("category",), ("properties",))
# Other names of fields: nothing may stand there.
_NOTHING = (
    *((name,) for name in ("batch", "action", "user_id", "anonymous_id", "message_id")),
    *(("context", name) for name in ("session_id", "user_agent")),
)
_PATHS = Paths.of((*_TABLES, *_TEXTS, *_NUMBERED, *_ANYTHING, *_NOTHING))
_PLACES = {path: place for place, path in enumerate(_PATHS.all)}
_BATCH, _CONTEXT, _SENT_AT, _TYPE = (_PLACES[(name,)] for name in ("batch", "context", "sentAt", "type"))
# What is read of a call, and whether as it is written: the same is read once, later.
_PROPERTIES = _PLACES[("properties",)]
_WRITTEN = (("name",), ("category",), ("traits",), ("context", "traits"), ("context", "consent"))
_SAID = (*_TEXTS, *_NUMBERED, *_WRITTEN)
_SAID_PLACES, _AS_WRITTEN = [_PLACES[path] for path in _SAID], np.array([path in _WRITTEN for path in _SAID])
# What a batch says of all its calls, part by part.
_PARTS = {
    part: [place for path, place in _PLACES.items() if path[:2] == _PATHS.all[part]]
    for path, part in _PLACES.items()
    if path[:1] == ("context",) and len(path) == 2
}

# Which kinds of values may stand where; nothing and null may everywhere.
_MAY = np.zeros((len(_PATHS.all), KINDS + 1), dtype=bool)
_MAY[:, [NULL, ABSENT]] = True
for _paths, _kinds in (
    (_TABLES, (OPEN,)),
    (_TEXTS, (TEXT, ESCAPED)),
    (_NUMBERED, (TEXT, ESCAPED, INTEGER)),
    (_ANYTHING, range(KINDS)),
):
    _MAY[np.ix_([_PLACES[path] for path in _paths], _kinds)] = True
# Longer numbers are not what they look like to everybody, nor is minus nought.
_LONGEST_ID = 15
_MINUS = 0x2D


@dataclass(frozen=True)
class Usual:
    """The usual calls of some requests.

    Attributes:
        request: int64, the place of each one's request.
        number: int64, each one's place in it, from 1.
        counts: int64, how many calls each request carries, usual or not; -1 where that is not known.
        kinds: what each call is by the address it was sent to, where it is alone and says nothing of it.
        tokens: all that the requests hold.
        properties: int32, the token that begins each one's properties, -1 where there are none.
    """

    request: Longs
    number: Longs
    counts: Longs
    kinds: pa.Array
    tokens: Tokens
    properties: Ints
    _said: Mapping[Path, pa.Array]

    def said(self, *path: str) -> pa.Array:
        """Give what stands at a path of texts and ids, without the blanks around it; of all others what is written."""
        return self._said[path]


def usual_calls(requests: Sequence[Received]) -> Usual:
    """Find the usual calls of requests."""
    bodies = [b"" if request.translated else request.body for request in requests]
    data, ends = b"".join(bodies), np.cumsum([0, *map(len, bodies)], dtype=np.int64)
    cut = tokens(np.frombuffer(data, dtype=np.uint8), ends)
    whole = np.flatnonzero(cut.sound & _are_utf8(bodies, data, ends))
    whole = whole[cut.tape[cut.firsts[whole], KIND] == OPEN]
    tables = cut.firsts[whole].astype(np.int32)
    told = fields(cut, tables, _PATHS)
    is_batch = told.kind[_BATCH] == OPEN_LIST
    batches, alone = np.flatnonzero(is_batch & told.clear & _may_share(cut, told)), np.flatnonzero(~is_batch)
    listed, size = elements(cut, told.token[_BATCH, batches])
    counts = np.full(len(requests), -1, dtype=np.int64)
    counts[whole[batches]], counts[whole[alone]] = size, 1
    # Tokens stand in the order of their requests.
    calls = np.sort(np.concatenate([listed, tables[alone]]))
    of = np.searchsorted(tables, calls, side="right") - 1
    number = np.arange(len(calls)) - np.searchsorted(of, of) + 1
    found = fields(cut, calls, _PATHS)
    in_batch = is_batch[of]
    _share(found, told, np.where(in_batch, of, -1))
    usual = _are_usual(cut, calls, found)
    # What says of itself that it is of no kind is of none.
    by_address = ~in_batch & (found.token[_TYPE] < 0)
    kinds = pa.array([one.kind for one in requests], pa.string()).take(pa.array(whole[of], mask=~by_address))
    token = np.where(found.kind == NULL, np.int32(-1), found.token)
    if not usual.all():
        of, number, kinds, token = of[usual], number[usual], kinds.filter(pa.array(usual)), token[:, usual]
    said = dict(zip(_SAID, columns(cut, token[_SAID_PLACES], _AS_WRITTEN), strict=True))
    return Usual(whole[of], number, counts, kinds, cut, token[_PROPERTIES], said)


def _are_utf8(bodies: Sequence[bytes], data: bytes, ends: Longs) -> Bools:
    """Tell which bodies are UTF-8; that all are is seen at once."""
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(data)]
    try:
        pa.Array.from_buffers(pa.large_string(), len(bodies), buffers).validate(full=True)
    except pa.ArrowInvalid:
        return np.array([_is_utf8(body) for body in bodies], dtype=bool)
    return np.ones(len(bodies), dtype=bool)


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _may_share(cut: Tokens, told: Found) -> Bools:
    """Tell which batches say what all their calls share as calls do themselves."""
    sound: Bools = _MAY[_SENT_AT][told.kind[_SENT_AT]] & _MAY[_CONTEXT][told.kind[_CONTEXT]]
    held = np.flatnonzero(told.token[_CONTEXT] >= 0)
    sound[held] &= ~_vast(cut, told.token[_CONTEXT, held])
    return sound


def _share(found: Found, told: Found, of: Ints) -> None:
    """Put what a batch says of all its calls into those, given by their place, that do not say it themselves."""
    # When the batch was sent is newer than what a call that waited in a queue says of itself.
    sent = (of >= 0) & (told.token[_SENT_AT, of] >= 0) & (told.kind[_SENT_AT, of] != NULL)
    found.token[_SENT_AT, sent] = told.token[_SENT_AT, of[sent]]
    found.kind[_SENT_AT, sent] = told.kind[_SENT_AT, of[sent]]
    in_context = (of >= 0) & (told.kind[_CONTEXT, of] == OPEN)
    if not in_context.any():
        return
    for part, places in _PARTS.items():
        rows = np.flatnonzero(in_context & (found.token[part] < 0))
        for place in places:
            found.token[place, rows] = told.token[place, of[rows]]
            found.kind[place, rows] = told.kind[place, of[rows]]


def _are_usual(cut: Tokens, calls: Ints, found: Found) -> Bools:
    """Tell which calls hold everywhere what may stand there."""
    usual = found.clear & ~_vast(cut, calls)
    for may, kinds in zip(_MAY, found.kind, strict=True):
        usual &= may[kinds]
    for path in _NUMBERED:
        rows = np.flatnonzero(found.kind[_PLACES[path]] == INTEGER)
        token = found.token[_PLACES[path], rows]
        begin = cut.tape[token, BEGIN]
        usual[rows] &= (cut.data[begin] != _MINUS) & (cut.tape[token, FINISH] - begin <= _LONGEST_ID)
    return usual


def _vast(cut: Tokens, tables: Ints) -> Bools:
    """Tell which tables hold a number that may be beyond all bounds, which nobody shall read in part."""
    held: Bools = np.searchsorted(cut.vast, cut.tape[tables, AFTER]) > np.searchsorted(cut.vast, tables)
    return held
