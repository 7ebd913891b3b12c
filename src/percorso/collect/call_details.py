"""Details: a call's properties, read once however many calls carry the same; shops show the same products all day."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from percorso.collect.expressions import text_of

# What is remembered, and how long a text may be to be.
_REMEMBERED, _LONGEST = 1 << 14, 1 << 11
_PROPERTIES = msgspec.json.Decoder(dict[str, Any] | None)
_SORTED = msgspec.json.Encoder(order="sorted").encode


class Details(NamedTuple):
    """What a call tells in its properties.

    Attributes:
        properties: as a table, with what else of the call belongs there; not to be changed.
        written: the same as JSON text in canonical form.
        email, phone, order_id, session_id, url, referrer: as text, where they say so.
        of_consent: whether they carry a statement of consent.
    """

    properties: Mapping[str, Any]
    written: bytes
    email: str | None
    phone: str | None
    order_id: str | None
    session_id: str | None
    url: str | None
    referrer: str | None
    of_consent: bool


def details(raw: bytes) -> Details | None:
    """Read properties, as JSON; None for what is no table."""
    return _remembered(raw) if len(raw) <= _LONGEST else read(raw, {})


def read(raw: bytes, beside: Mapping[str, Any]) -> Details | None:
    """Read properties together with what else the call says, which they hold sway over; None for what is no table."""
    try:
        properties = {**beside, **(_PROPERTIES.decode(raw) or {})}
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    return of_table({key: value for key, value in properties.items() if value is not None})


@lru_cache(_REMEMBERED)
def _remembered(raw: bytes) -> Details | None:
    return read(raw, {})


def forget() -> None:
    """Remember nothing: what people sent is not kept for longer than it is worked on."""
    _remembered.cache_clear()


def of_table(properties: Mapping[str, Any]) -> Details:
    """Give the details of a table of properties, none of which is empty."""
    return Details(
        properties,
        _SORTED(properties),
        text(properties.get("email")),
        text(properties.get("phone")),
        text(properties.get("order_id")) or text(properties.get("orderId")),
        text(properties.get("session_id")),
        text(properties.get("url")),
        text(properties.get("referrer")),
        "privacy_info" in properties,
    )


def text(value: object) -> str | None:
    """Give a text or a number as text; None for anything else, and for blanks."""
    return text_of(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
