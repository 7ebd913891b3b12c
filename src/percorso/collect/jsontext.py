"""JSON as text: compact, keys sorted, letters as they are, so that equal content is equal text."""

from __future__ import annotations

from typing import Any

import msgspec

from percorso.core.errors import PercorsoError

_ENCODER = msgspec.json.Encoder(order="sorted")


def encode(value: object) -> str:
    """Write a value as canonical JSON text."""
    return _ENCODER.encode(value).decode()


def decode(text: str) -> Any:
    """Read JSON text, or raise ``bad_json``."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError) as problem:
        raise PercorsoError("bad_json", f"Not JSON: {problem}.") from None
