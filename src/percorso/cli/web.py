"""``percorso web``: the page and the API alone."""

from __future__ import annotations

from pathlib import Path

import click

from percorso.cli import logs, options


@click.command("web")
@options.port
@options.host
@options.certificate
@options.certificate_key
@logs.option
@options.shops
@options.workspace
def command(
    port: int,
    host: str,
    certificate: Path | None,
    certificate_key: Path | None,
    log_form: str,
    shops: Path | None,
    workspace: Path,
) -> None:
    """Serve the page and the JSON API, and take no events, until Ctrl-C."""
    from percorso.web.app import SHOWING
    from percorso.web.server import Listening, serve

    shop, others = options.opened_shops(workspace, shops)
    where = Listening(port, host, certificate, certificate_key)
    logs.speak(log_form)
    serve(shop, where, lambda address: click.echo(f"Percorso is at {address}"), (SHOWING,), others)
