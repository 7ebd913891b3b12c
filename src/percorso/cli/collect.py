"""``percorso collect``: the collector alone."""

from __future__ import annotations

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
    from percorso.store.workspace import Workspace
    from percorso.web.app import COLLECTING
    from percorso.web.server import serve

    shop = Workspace.open(workspace)
    logs.speak(log_form)
    serve(shop, port, announce=lambda address: click.echo(f"Events are taken at {address}"), parts=(COLLECTING,))
