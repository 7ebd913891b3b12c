"""Identity: what makes two rows of a source the same row."""

from __future__ import annotations

from hashlib import blake2b

import msgspec

from percorso.core.errors import PercorsoError
from percorso.core.record import Event

_ENCODER = msgspec.json.Encoder()


def content(*parts: object) -> bytes:
    """Write values as bytes that are equal exactly when the values are."""
    return _ENCODER.encode(parts)


def digest(*parts: object) -> str:
    """Hash values to 128 bits, as 32 hexadecimal digits."""
    return blake2b(content(*parts), digest_size=16).hexdigest()


def short(written: bytes) -> int:
    """Hash bytes to 64 bits: enough to count repetitions within one file."""
    return int.from_bytes(blake2b(written, digest_size=8).digest())


class MappedIds:
    """The ids a file's own column has given so far, about 150 bytes each."""

    def __init__(self) -> None:
        self._contents: dict[str, int] = {}

    def take(self, event: Event) -> Event:
        """Return the event, or raise ``duplicate_id`` when its id came before with another content.

        The first content is kept. The same content again is the same row, and passes.
        """
        if event.message_id is None:
            return event
        key = short(content(event))
        if self._contents.setdefault(event.message_id, key) != key:
            raise PercorsoError(
                "duplicate_id",
                f"The id {event.message_id} came before in this file with another content; the first was kept.",
                hint="Is the mapped column an id of the row?",
            )
        return event
