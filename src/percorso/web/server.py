"""The server: uvicorn, on loopback unless another address is named, until Ctrl-C."""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
import socket
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from threading import current_thread, main_thread
from types import MappingProxyType
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from percorso.core.errors import PercorsoError
from percorso.pipeline.accounts import require_owner
from percorso.store.workspace import Workspace
from percorso.web.app import EVERYTHING, application

LOOPBACK = "127.0.0.1"
_WAITING = 128
# No browser sends a head of more than some kilobytes; twice what one reading of the socket may bring.
_LONGEST_HEAD = 512 * 1024
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Listening:
    """Where and how a server listens.

    Attributes:
        port: 0 takes a free one.
        host: an address or name of this machine; 0.0.0.0 and :: are all of them.
        certificate: of TLS, with its key; None speaks plain HTTP.
    """

    port: int
    host: str = LOOPBACK
    certificate: Path | None = None
    certificate_key: Path | None = None

    @property
    def beyond(self) -> bool:
        """Whether other machines reach it."""
        try:
            return not ip_address(self.host).is_loopback
        except ValueError:
            return self.host != "localhost"


def serve(
    workspace: Workspace,
    where: Listening,
    announce: Callable[[str], None],
    parts: Collection[str] = EVERYTHING,
    others: Mapping[str, Workspace] = MappingProxyType({}),
) -> None:
    """Serve one workspace, or several behind one address, or a part of what there is of them.

    Args:
        announce: told the address once the port is ours.
        parts, others: as ``web.app.application``.

    Raises:
        PercorsoError: ``port_taken`` when another program listens there; ``account_needed`` when other machines would
            reach it and there is nobody to log in; ``bad_listen_address``; ``certificate_needed``.
    """
    for shop in (workspace, *others.values()) if where.beyond else ():
        require_owner(shop, where.host)
    tls = _certified(where)
    with _door(where) as door:
        # Whoever comes before the application has begun waits, instead of being refused.
        door.listen(_WAITING)
        shown = f"[{where.host}]" if ":" in where.host else where.host
        announce(f"{'https' if tls else 'http'}://{shown}:{door.getsockname()[1]}/")
        if where.beyond and not tls:
            _log.warning("There is no TLS: others can read passwords and data on their way. Use --certificate.")
        # What is logged, and how, is the caller's; nothing is said of who came.
        settings = uvicorn.Config(
            application(workspace, parts, beyond=where.beyond, tls=tls, others=others),
            http=_InOnePiece,
            log_config=None,
            access_log=False,
            server_header=False,
            ssl_certfile=where.certificate,
            ssl_keyfile=where.certificate_key,
        )
        # uvicorn stops in good order at Ctrl-C and SIGTERM, and raises either again: stopping was what was asked for.
        if current_thread() is main_thread():
            signal.signal(signal.SIGTERM, signal.default_int_handler)
        with suppress(KeyboardInterrupt):
            uvicorn.Server(settings).run(sockets=[door])


def _door(where: Listening) -> socket.socket:
    """Take the port."""
    try:
        family, _, _, _, place = socket.getaddrinfo(where.host, where.port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        message = f"'{where.host}' is no address to listen at: {error.strerror}."
        raise PercorsoError("bad_listen_address", message, hint="Such as 127.0.0.1 or 0.0.0.0.") from error
    door = socket.socket(family)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(place)
    except OSError as error:
        door.close()
        if error.errno == errno.EADDRINUSE:
            message = f"Port {where.port} is taken by another program."
            hint, given = "Choose another with --port.", {"port": str(where.port)}
            raise PercorsoError("port_taken", message, hint=hint, given=given) from error
        message = f"This machine cannot listen at {where.host}, port {where.port}: {error.strerror}."
        raise PercorsoError("bad_listen_address", message, hint="Such as 127.0.0.1 or 0.0.0.0.") from error
    return door


def _certified(where: Listening) -> bool:
    """Say whether TLS is spoken."""
    if (where.certificate is None) != (where.certificate_key is None):
        raise PercorsoError("certificate_needed", "TLS needs both a certificate and its key.", hint="Name both files.")
    return where.certificate is not None


class _InOnePiece(HttpToolsProtocol):
    """Sends an answer's head and body by one call of the system: each call wakes the other side and costs as much.

    What it parses with takes a request's head however long it is, and keeps it; here it ends after a length.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._head, self._heading = 0, True
        super().connection_made(_Gathering(transport, self.loop))

    def on_message_begin(self) -> None:
        """Begin the head of a request."""
        self._head, self._heading = 0, True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """End it."""
        self._heading = False
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Take a piece; hang up where a head does not end."""
        super().data_received(data)
        if self._heading:
            self._head += len(data)
            if self._head > _LONGEST_HEAD:
                self.transport.close()


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
