"""``percorso serve``: everything in one: the collector, the keeper beside it, the page and the API."""

from __future__ import annotations

from contextlib import ExitStack
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
@options.shops
@options.workspace
def command(
    port: int,
    host: str,
    certificate: Path | None,
    certificate_key: Path | None,
    log_form: str,
    language: str,
    shops: Path | None,
    workspace: Path,
) -> None:
    """Take events, keep the answers up to date, and serve the page and the JSON API, until Ctrl-C.

    It listens on this machine alone (loopback), unless --host names another address. `percorso collect`,
    `percorso apply` and `percorso web` run its parts.
    """
    from percorso.pipeline.kept import kept_beside
    from percorso.speak.catalogue import Catalogue
    from percorso.web.server import Listening, serve

    shop, others = options.opened_shops(workspace, shops)
    where = Listening(port, host, certificate, certificate_key)
    logs.speak(log_form)
    catalogue = Catalogue.of(language)
    with ExitStack() as keepers:
        for one in (shop, *others.values()):
            keepers.enter_context(kept_beside(one, "--log", log_form))
        serve(
            shop,
            where,
            announce=lambda address: click.echo(catalogue.text("made.served", address=address)),
            others=others,
        )
