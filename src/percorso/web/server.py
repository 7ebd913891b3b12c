"""The server: uvicorn on loopback, until Ctrl-C."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from percorso.core.errors import PercorsoError
from percorso.store.workspace import Workspace
from percorso.web.app import EVERYTHING, application

LOOPBACK = "127.0.0.1"
_WAITING = 128


def serve(
    workspace: Workspace, port: int, announce: Callable[[str], None], parts: Collection[str] = EVERYTHING
) -> None:
    """Serve one workspace, or a part of what there is of it, on this machine.

    Args:
        port: 0 takes a free one.
        announce: told the address once the port is ours.
        parts: as ``web.app.application``.

    Raises:
        PercorsoError: ``port_taken`` when another program listens there.
    """
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((LOOPBACK, port))
        except OSError as error:
            message = f"Port {port} is taken by another program."
            hint = "Choose another with --port."
            raise PercorsoError("port_taken", message, hint=hint, given={"port": str(port)}) from error
        # Whoever comes before the application has begun waits, instead of being refused.
        door.listen(_WAITING)
        announce(f"http://{LOOPBACK}:{door.getsockname()[1]}/")
        # What is logged, and how, is the caller's; nothing is said of who came.
        settings = uvicorn.Config(application(workspace, parts), http=_InOnePiece, log_config=None, access_log=False)
        # uvicorn stops in good order at Ctrl-C and then raises it again; stopping was what was asked for.
        with suppress(KeyboardInterrupt):
            uvicorn.Server(settings).run(sockets=[door])


class _InOnePiece(HttpToolsProtocol):
    """Sends an answer's head and body by one call of the system: each call wakes the other side and costs as much."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(_Gathering(transport, self.loop))


class _Gathering(asyncio.Transport):
    """A transport that sends together what is written before the loop goes on."""

    def __init__(self, behind: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._behind, self._loop = behind, loop
        self._written: list[bytes] = []

    def write(self, data: Any) -> None:
        if not self._written:
            self._loop.call_soon(self._send)
        self._written.append(data)

    def _send(self) -> None:
        if self._written:
            written, self._written = self._written, []
            self._behind.write(b"".join(written))

    def close(self) -> None:
        self._send()
        self._behind.close()

    def is_closing(self) -> bool:
        return self._behind.is_closing()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self._behind.get_extra_info(name, default)

    def pause_reading(self) -> None:
        self._behind.pause_reading()

    def resume_reading(self) -> None:
        self._behind.resume_reading()
