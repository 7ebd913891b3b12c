"""Usual calls: what SDKs send day in, day out, decoded straight into typed fields, without what nobody reads.

A call that has any field of another type, or a field's other name, is not usual, and is read by ``segment_calls``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from percorso.collect.received import Received

# mypy and msgspec read the same annotations; the names are the SDKs' own.
# ruff: noqa: N815


class Page(Struct, gc=False):
    """The page a call was made on."""

    url: str | None = None
    referrer: str | None = None


class Campaign(Struct, gc=False):
    """The campaign a visitor came by."""

    source: str | None = None
    medium: str | None = None
    name: str | None = None
    term: str | None = None
    content: str | None = None


class Device(Struct, gc=False):
    """The device a call was made on."""

    type: str | None = None


class Context(Struct, gc=False):
    """What a call says of the moment it was made in."""

    page: Page | None = None
    campaign: Campaign | None = None
    device: Device | None = None
    traits: dict[str, Any] | None = None
    sessionId: str | int | None = None
    ip: str | None = None
    userAgent: str | None = None
    consent: dict[str, Any] | None = None
    # Other names of fields: nothing may stand there.
    session_id: None = None
    user_agent: None = None


# Read later, the same ones once.
_NO_TABLE = Raw(b"null")


class Call(Struct, gc=False):
    """One call; ``sentAt`` is also when its batch was sent; ``properties`` may be no table."""

    type: str | UnsetType | None = UNSET
    event: str | None = None
    name: Any = None
    category: Any = None
    userId: str | int | None = None
    anonymousId: str | None = None
    messageId: str | None = None
    timestamp: str | None = None
    originalTimestamp: str | None = None
    sentAt: str | None = None
    properties: Raw = _NO_TABLE
    traits: dict[str, Any] | None = None
    context: Context | None = None
    action: None = None
    user_id: None = None
    anonymous_id: None = None
    message_id: None = None
    batch: None = None


class _Batch(Struct):
    batch: list[Call]
    sentAt: str | UnsetType | None = UNSET
    context: None = None


class _RawBatch(Struct):
    batch: list[Raw]
    sentAt: str | UnsetType | None = UNSET
    context: None = None


_CALL, _BATCH = msgspec.json.Decoder(Call), msgspec.json.Decoder(_Batch)
_RAW_BATCH = msgspec.json.Decoder(_RawBatch)
# What is no JSON, of other types, nested too deep, or no UTF-8.
_UNUSUAL = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)


class Usual(NamedTuple):
    """The usual calls of some requests.

    Attributes:
        calls: each with its kind and its moment of sending in it.
        request: the place of each one's request.
        number: each one's place in it, from 1.
        counts: how many calls each request carries, usual or not; -1 where that is not known.
    """

    calls: list[Call]
    request: list[int]
    number: list[int]
    counts: list[int]


def usual_calls(requests: Sequence[Received]) -> Usual:
    """Find the usual calls of requests."""
    found = Usual([], [], [], [])
    for place, request in enumerate(requests):
        calls = _calls_of(request)
        if calls is None:
            found.counts.append(-1)
            continue
        found.counts.append(len(calls))
        usual = [call for call in calls if call is not None]
        found.calls.extend(usual)
        found.number.extend(number for number, call in enumerate(calls, start=1) if call is not None)
        found.request.extend([place] * len(usual))
    return found


def _calls_of(request: Received) -> list[Call | None] | None:
    """Decode a request's calls, None for one that is not usual; None for all where the request itself is not."""
    if request.translated:
        return None
    if request.kind is not None:
        try:
            call = _CALL.decode(request.body)
        except _UNUSUAL:
            return _batch(request.body)
        if call.type is UNSET:
            call.type = request.kind
        return [call]
    return _batch(request.body)


def _batch(body: bytes) -> list[Call | None] | None:
    calls: list[Call | None]
    try:
        whole = _BATCH.decode(body)
        calls, sent_at = [*whole.batch], whole.sentAt
    except _UNUSUAL:
        try:
            parts = _RAW_BATCH.decode(body)
        except _UNUSUAL:
            return None
        calls, sent_at = [_alone(raw) for raw in parts.batch], parts.sentAt
    if sent_at is not UNSET:
        for call in calls:
            if call is not None:
                call.sentAt = sent_at
    return calls


def _alone(raw: Raw) -> Call | None:
    try:
        return _CALL.decode(raw)
    except _UNUSUAL:
        return None
