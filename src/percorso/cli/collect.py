"""``percorso collect``: the collector alone."""

from __future__ import annotations

import os
from pathlib import Path

import click

from percorso.cli import logs, options


@click.command("collect")
@options.port
@logs.option
@options.workspace
def command(port: int, log_form: str, workspace: Path) -> None:
    """Take events and write them into the durable log, and nothing else, until Ctrl-C.

    They are stored by `percorso apply`, run beside it or later.
    """
    # Read when Arrow is first loaded. Its own allocators keep what was let go of: 179 MB under load instead of 119.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    from percorso.store.workspace import Workspace
    from percorso.web.app import COLLECTING
    from percorso.web.server import Listening, serve

    shop = Workspace.open(workspace)
    logs.speak(log_form)
    where = Listening(port)
    serve(shop, where, announce=lambda address: click.echo(f"Events are taken at {address}"), parts=(COLLECTING,))
