"""``percorso serve``: everything in one: the collector, the keeper beside it, the page and the API."""

from __future__ import annotations

from pathlib import Path

import click

from percorso.cli import logs, options


@click.command("serve")
@options.port
@options.host
@options.certificate
@options.certificate_key
@logs.option
@options.language
@options.workspace
def command(
    port: int,
    host: str,
    certificate: Path | None,
    certificate_key: Path | None,
    log_form: str,
    language: str,
    workspace: Path,
) -> None:
    """Take events, keep the answers up to date, and serve the page and the JSON API, until Ctrl-C.

    It listens on this machine alone (loopback), unless --host names another address. `percorso collect`,
    `percorso apply` and `percorso web` run its parts.
    """
    from percorso.pipeline.kept import kept_beside
    from percorso.speak.catalogue import Catalogue
    from percorso.store.workspace import Workspace
    from percorso.web.server import Listening, serve

    shop = Workspace.open(workspace)
    where = Listening(port, host, certificate, certificate_key)
    logs.speak(log_form)
    catalogue = Catalogue.of(language)
    with kept_beside(shop, "--log", log_form):
        serve(shop, where, announce=lambda address: click.echo(catalogue.text("made.served", address=address)))
