"""``percorso web``: the page and the API alone."""

from __future__ import annotations

from pathlib import Path

import click

from percorso.cli import logs, options


@click.command("web")
@options.port
@logs.option
@options.workspace
def command(port: int, log_form: str, workspace: Path) -> None:
    """Serve the page and the JSON API, and take no events, until Ctrl-C."""
    from percorso.store.workspace import Workspace
    from percorso.web.app import SHOWING
    from percorso.web.server import serve

    shop = Workspace.open(workspace)
    logs.speak(log_form)
    serve(shop, port, announce=lambda address: click.echo(f"Percorso is at {address}"), parts=(SHOWING,))
