"""``percorso serve``: the page and the API."""

from __future__ import annotations

from pathlib import Path

import click

from percorso.cli import options


@click.command("serve")
@click.option("--port", type=click.IntRange(0, 65535), default=8642, show_default=True, help="0 takes a free one.")
@options.workspace
def command(port: int, workspace: Path) -> None:
    """Serve the page and the JSON API on this machine (loopback only) until Ctrl-C."""
    from percorso.store.workspace import Workspace
    from percorso.web.server import serve

    serve(Workspace.open(workspace), port, announce=lambda address: click.echo(f"Percorso is at {address}"))
