"""``percorso sources``: who may send events, and by which key."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

import click

from percorso.cli import options

_LIMIT = click.option("--limit", type=click.IntRange(1), help="Requests a minute it may send; any number by default.")


@click.group("sources")
def command() -> None:
    """Create, list, rotate and disable the keys by which sites and servers send events."""


@command.command("create")
@click.argument("name")
@click.option("--origin", "origins", multiple=True, help="A site whose pages may use the key; any, when none is named.")
@_LIMIT
@options.text_or_json
@options.workspace
def create(name: str, origins: tuple[str, ...], limit: int | None, form: str, workspace: Path) -> None:
    """Make a source and print its write key."""
    from percorso.pipeline import sources
    from percorso.store.workspace import Workspace

    made = sources.create(Workspace.open(workspace), name, origins, limit)
    options.show({"name": made.source, "write_key": made.key}, form, f"{made.source}: {made.key}")


@command.command("rotate")
@click.argument("name")
@options.text_or_json
@options.workspace
def rotate(name: str, form: str, workspace: Path) -> None:
    """Give a source a new key; the old one lets nobody in from now on."""
    from percorso.pipeline import sources
    from percorso.store.workspace import Workspace

    made = sources.rotate(Workspace.open(workspace), name)
    options.show({"name": made.source, "write_key": made.key}, form, f"{made.source}: {made.key}")


@command.command("disable")
@click.argument("name")
@options.language
@options.workspace
def disable(name: str, language: str, workspace: Path) -> None:
    """Let a source in no more; what it sent stays."""
    from percorso.pipeline import sources
    from percorso.speak.sources import disabled
    from percorso.store.workspace import Workspace

    sources.disable(Workspace.open(workspace), name)
    click.echo(disabled(name, language))


@command.command("limit")
@click.argument("name")
@_LIMIT
@options.language
@options.workspace
def limited(name: str, limit: int | None, language: str, workspace: Path) -> None:
    """Say how many requests a minute a source may send, from now on."""
    from percorso.pipeline import sources
    from percorso.speak.sources import limited as told
    from percorso.store.workspace import Workspace

    sources.limit(Workspace.open(workspace), name, limit)
    click.echo(told(name, limit, language))


@command.command("report")
@click.argument("name", required=False)
@options.text_or_json
@options.language
@options.workspace
def report(name: str | None, form: str, language: str, workspace: Path) -> None:
    """Say what of a source's newest events, or of all sources', is not as their names promise.

    The specification's e-commerce events are known; describe your own in expectations.toml.
    """
    from percorso.pipeline import expecting
    from percorso.speak.sources import reported
    from percorso.store.workspace import Workspace

    found = expecting.report(Workspace.open(workspace), name)
    options.show(found, form, reported(found, language))


@command.command("snippet")
@click.argument("name")
@click.option("--host", default="http://127.0.0.1:8642", show_default=True, help="Where browsers reach this Percorso.")
@click.option("--banner", is_flag=True, help="Ask for consent first, with Percorso's own banner.")
@options.workspace
def snippet(name: str, host: str, banner: bool, workspace: Path) -> None:
    """Print what a shop pastes into the head of its pages."""
    from percorso.pipeline import sources
    from percorso.store.workspace import Workspace
    from percorso.web.snippet import snippet as written

    click.echo(written(host, sources.key_of(Workspace.open(workspace), name), banner=banner))


@command.command("list")
@options.text_or_json
@options.language
@options.workspace
def listing(form: str, language: str, workspace: Path) -> None:
    """List the sources that have or had a key."""
    from percorso.pipeline import sources, webhooks
    from percorso.speak.sources import listed
    from percorso.store.workspace import Workspace

    opened = Workspace.open(workspace)
    hooks = webhooks.listed(opened)
    found = [{**one, "webhook": hooks.get(one["name"])} for one in sources.listed(opened)]
    options.show(found, form, listed(found, language))


@command.command("webhook")
@click.argument("name")
@click.option("--platform", required=True, help="Who sends: shopify, woocommerce or generic.")
@click.option(
    "--secret-file",
    type=click.File("rb"),
    help="A file that holds the secret, - for standard input; made if not given.",
)
@click.option("--mapping", type=click.Path(path_type=Path), help="How a generic webhook's body is read.")
@click.option("--header", default="X-Signature", show_default=True, help="Where a generic one's signature stands.")
@click.option("--timestamp-header", default="", help="Where a generic one says when it was sent.")
@click.option("--tolerance", default="5m", show_default=True, help="By how much that may differ from now.")
@click.option("--signed", default="body", show_default=True, help="What is signed: body or timestamp.body.")
@options.text_or_json
@options.language
@options.workspace
def webhook(
    name: str,
    platform: str,
    secret_file: BinaryIO | None,
    mapping: Path | None,
    header: str,
    timestamp_header: str,
    tolerance: str,
    signed: str,
    form: str,
    language: str,
    workspace: Path,
) -> None:
    """Let a source take signed webhooks, and print where they are to be sent; a secret made here is shown once."""
    from percorso.core.time import parse_duration
    from percorso.pipeline import webhooks
    from percorso.pipeline.importing import MappingFile
    from percorso.speak.sources import hooked
    from percorso.store.workspace import Workspace

    terms = webhooks.Terms(
        platform=platform,
        secret=None if secret_file is None else webhooks.secret_in(secret_file.read()),
        header=header,
        timestamp_header=timestamp_header,
        tolerance=int(parse_duration(tolerance).total_seconds()),
        signed=signed,
        mapping=MappingFile.read(mapping) if mapping else None,
    )
    made = webhooks.set_up(Workspace.open(workspace), name, terms)
    options.show(asdict(made), form, hooked(asdict(made), language))


@command.command("privacy")
@click.option("--done", "done", metavar="ID", help="Note that what this request asks for is done.")
@options.text_or_json
@options.language
@options.workspace
def privacy(done: str | None, form: str, language: str, workspace: Path) -> None:
    """List the open privacy requests that webhooks brought, or note that one is answered."""
    from percorso.pipeline import webhooks
    from percorso.speak.sources import requested
    from percorso.store.workspace import Workspace

    opened = Workspace.open(workspace)
    if done:
        webhooks.answered(opened, done)
    found = webhooks.privacy_requests(opened)
    options.show(found, form, requested(found, language))
