"""Messages as plain values, so that a sentence can be kept before it has a language, and said in any of them later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from percorso.core.answer import Argument, Message


def written(message: Message) -> dict[str, Any]:
    """Write a message as what JSON holds."""
    return {
        "key": message.key,
        "arguments": {name: [_plain(value), unit] for name, (value, unit) in message.arguments.items()},
    }


def read(document: Mapping[str, Any]) -> Message:
    """Read a message that was written."""
    return Message(
        document["key"], {name: (_argument(value), unit) for name, (value, unit) in document["arguments"].items()}
    )


def _plain(value: Argument) -> Any:
    if isinstance(value, Message):
        return written(value)
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _argument(value: Any) -> Any:
    if isinstance(value, Mapping):
        return read(value)
    return tuple(_argument(one) for one in value) if isinstance(value, list) else value
