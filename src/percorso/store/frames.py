"""Frames: the unit of the durable log, and how a file of them is read back after any kind of death.

A frame is a header and a payload. The header says ``magic, crc, number, committed, length`` (little-endian); the CRC
covers all that follows it. ``committed`` is the last frame number known to be on disk when this frame was written: a
broken frame that a later whole one calls committed is damage, and any other broken end of file is only a torn tail.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from percorso.core.errors import PercorsoError

MAGIC = b"PCF1"
_HEADER = struct.Struct("<4sIQQI")
_CHECKED = struct.Struct("<QQI")


class Raw(NamedTuple):
    """One whole frame as found in a file; ``end`` is the offset just after it."""

    number: int
    committed: int
    payload: bytes
    end: int


def encode(number: int, committed: int, payload: bytes) -> bytes:
    """Write one frame as bytes."""
    checked = _CHECKED.pack(number, committed, len(payload))
    crc = zlib.crc32(payload, zlib.crc32(checked))
    return _HEADER.pack(MAGIC, crc, number, committed, len(payload)) + payload


def whole_frames(path: Path, first: int, offset: int = 0) -> Iterator[Raw]:
    """Read a file's frames from an offset and stop where no whole frame of the next number stands."""
    with path.open("rb") as file:
        file.seek(offset)
        expected = first
        while (frame := _next(file)) is not None and frame.number == expected:
            yield frame
            expected += 1


def refuse_damage(path: Path, offset: int, number: int) -> None:
    """Check that what stands at ``offset``, where frame ``number`` ought to begin, is only a torn tail.

    A frame that was still being written a moment ago, and is whole by now, is no damage either.

    Raises:
        PercorsoError: ``log_corrupt`` when a later whole frame proves that frame ``number`` had been committed.
    """
    with path.open("rb") as file:
        file.seek(offset)
        rest = file.read()
        at = rest.find(MAGIC)
        while at >= 0:
            file.seek(offset + at)
            later = _next(file)
            if later is not None and at == 0 and later.number == number:
                return
            if later is not None and later.number >= number and later.committed >= number:
                raise corrupt(path, offset)
            at = rest.find(MAGIC, at + 1)


def corrupt(path: Path, offset: int) -> PercorsoError:
    """Build the error for a log that lost a committed frame."""
    return PercorsoError(
        "log_corrupt",
        f"The log is damaged in {path} at byte {offset}.",
        hint="Restore this file from a backup; nothing was changed.",
    )


def _next(file: BinaryIO) -> Raw | None:
    head = file.read(_HEADER.size)
    if len(head) < _HEADER.size:
        return None
    magic, crc, number, committed, length = _HEADER.unpack(head)
    if magic != MAGIC:
        return None
    payload = file.read(length)
    checked = _CHECKED.pack(number, committed, length)
    if len(payload) < length or zlib.crc32(payload, zlib.crc32(checked)) != crc:
        return None
    return Raw(number, committed, payload, file.tell())
