"""The server: uvicorn on loopback, until Ctrl-C."""

from __future__ import annotations

import socket
from collections.abc import Callable, Collection
from contextlib import suppress

import uvicorn

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
        settings = uvicorn.Config(application(workspace, parts), log_config=None, access_log=False)
        # uvicorn stops in good order at Ctrl-C and then raises it again; stopping was what was asked for.
        with suppress(KeyboardInterrupt):
            uvicorn.Server(settings).run(sockets=[door])
