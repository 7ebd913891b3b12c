"""``percorso tail``: events as they come in."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from percorso.cli import options

if TYPE_CHECKING:
    from percorso.pipeline.tailing import Arrival


@click.command("tail")
@click.option("--source", help="That source's events alone.")
@click.option(
    "--last", type=click.IntRange(0), default=10, show_default=True, help="How many of those there already to show."
)
@click.option("--follow/--no-follow", default=True, show_default=True, help="Wait for more, until Ctrl-C.")
@options.text_or_json
@options.language
@options.workspace
def command(source: str | None, last: int, follow: bool, form: str, language: str, workspace: Path) -> None:
    """Show what comes in as it comes, from sites, servers and files, and what of it cannot be taken and why."""
    from percorso.pipeline.tailing import tail
    from percorso.speak.catalogue import Catalogue
    from percorso.store.workspace import Workspace

    shop, nobody = Workspace.open(workspace), Catalogue.of(language).text("sources.nobody")
    for arrival in tail(shop, source, last, over=lambda: not follow):
        click.echo(_object(arrival) if form == "json" else _line(arrival, nobody))


def _line(one: Arrival, nobody: str) -> str:
    when = one.received_at.astimezone().strftime("%H:%M:%S")
    if one.code:
        return click.style(f"{when}  {one.source:<12} {one.what} [{one.code}]", fg="red")
    return f"{when}  {one.source:<12} {one.what:<24} {one.who or nobody:<28} {one.url or ''}".rstrip()


def _object(one: Arrival) -> str:
    held = {name: value for name, value in asdict(one).items() if value is not None}
    return json.dumps(held, ensure_ascii=False, default=datetime.isoformat)
