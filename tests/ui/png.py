"""Pictures read back: the pixels of a PNG, without a library for images."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np


def decoded(png: bytes) -> tuple[int, list[tuple[int, int, int]]]:
    """Read a PNG of eight bits a colour: its width, and its pixels without their transparency."""
    place, data, head = 8, b"", b""
    while place < len(png):
        size, kind = struct.unpack(">I4s", png[place : place + 8])
        body = png[place + 8 : place + 8 + size]
        data, head = (data + body, head) if kind == b"IDAT" else (data, body if kind == b"IHDR" else head)
        place += 12 + size
    width, height, depth, colours = struct.unpack(">IIBB", head[:10])
    assert (png[:8], depth, colours) == (b"\x89PNG\r\n\x1a\n", 8, 6)
    raw = np.frombuffer(zlib.decompress(data), np.uint8).reshape(height, width * 4 + 1)
    above, lines = np.zeros(width * 4, np.uint8), []
    for kind, line in zip(raw[:, 0].tolist(), raw[:, 1:], strict=True):
        above = unfiltered(kind, line, above)
        lines.append(above.reshape(width, 4)[:, :3])
    return width, [(int(r), int(g), int(b)) for r, g, b in np.concatenate(lines).tolist()]


def unfiltered(kind: int, line: Any, above: Any) -> Any:
    """Undo one of PNG's five filters on a line (RFC 2083, 6)."""
    if kind == 0:
        return line
    if kind == 2:
        return line + above
    if kind == 1:
        return np.cumsum(line.reshape(-1, 4), axis=0, dtype=np.uint8).reshape(-1)
    done, up = [0, 0, 0, 0], [0, 0, 0, 0, *above.tolist()]
    for at, byte in enumerate(line.tolist()):
        a, b, c = done[at], up[at + 4], up[at]
        near = min((a, b, c), key=lambda one: abs(a + b - c - one))
        done.append((byte + ((a + b) // 2 if kind == 3 else near)) & 255)
    return np.array(done[4:], np.uint8)
