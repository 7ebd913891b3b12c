"""Bodies: what a request holds, read and unpacked within bounds of time and memory."""

from __future__ import annotations

import asyncio
import zlib
from typing import Any

from litestar import Request
from litestar.exceptions import SerializationException

from percorso.core.errors import PercorsoError

# The largest request, packed and unpacked. Segment's own limit for a batch is 500 KB.
LARGEST = 8 * 2**20
# All bodies that are being read at once may hold so much; a sender beyond it is asked to come again.
READING_BYTES = 256 * 2**20
# How long a sender may take to send one body.
PATIENCE_SECONDS = 30.0
_GZIP = b"\x1f\x8b"


class JsonRequest(Request[Any, Any, Any]):
    """A request whose body, where it is no JSON that can be read, is its sender's fault and no failure."""

    async def json(self) -> Any:
        """Read the body.

        Raises:
            SerializationException: it is no JSON, no UTF-8, or nested deeper than anything is.
        """
        try:
            return await super().json()
        except UnicodeDecodeError:
            raise SerializationException("JSON is UTF-8, and this is not.") from None
        except RecursionError:
            raise SerializationException("JSON is nested too deep.") from None


class Reader:
    """Reads the bodies of all requests of one collector."""

    def __init__(self) -> None:
        self._held = 0

    async def read(self, request: Request[Any, Any, Any]) -> bytes:
        """Read a body whole, as it came.

        Raises:
            PercorsoError: ``too_large``; ``too_slow`` or gone before its end; ``busy`` while too much is being read.
        """
        if _told_size(request) > LARGEST:
            raise _too_large()
        pieces: list[bytes] = []
        size, more = 0, True
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while more:
                    message = await request.receive()
                    if message["type"] != "http.request":
                        raise PercorsoError("too_slow", "The sender hung up before its body's end.")
                    piece, more = message["body"], message["more_body"]
                    size += len(piece)
                    self._held += len(piece)
                    if size > LARGEST:
                        raise _too_large()
                    if self._held > READING_BYTES:
                        raise PercorsoError("busy", "Too much is being read at once.")
                    pieces.append(piece)
        except TimeoutError:
            raise PercorsoError("too_slow", f"A body must be sent within {PATIENCE_SECONDS:.0f} s.") from None
        finally:
            self._held -= size
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def unpacked(body: bytes) -> bytes:
    """Give a body as it was before it was packed, whatever its headers say; what is damaged stays as it came.

    Raises:
        PercorsoError: ``too_large``; a bomb is left before it goes off.
    """
    if not body.startswith(_GZIP):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        text = unpacker.decompress(body, LARGEST + 1)
    except zlib.error:
        return body
    if len(text) > LARGEST:
        raise _too_large()
    return text if unpacker.eof else body


def _told_size(request: Request[Any, Any, Any]) -> int:
    """Give the size a request says it has; 0 where it does not."""
    told = request.headers.get("content-length", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 20 else 0


def _too_large() -> PercorsoError:
    return PercorsoError("too_large", f"A request may hold {LARGEST} bytes, unpacked.")
