"""``percorso person``: who is this, where did they come from, what did they do."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from percorso.cli import options


@click.command("person")
@click.argument("identifier")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@options.identity
@options.language
@options.workspace
def command(identifier: str, form: str, identity: str, language: str, workspace: Path) -> None:
    """Tell one person's way, found by any identifier: a user id, e-mail, phone, order, card, cookie, or customer id."""
    from percorso.pipeline.levels import at_level
    from percorso.pipeline.people import person
    from percorso.store.workspace import Workspace

    found = person(at_level(Workspace.open(workspace), identity), identifier, language)
    if form == "json":
        options.echo_json(found)
        return
    _show(found, language)


def _show(found: Mapping[str, Any], language: str) -> None:
    from percorso.speak.catalogue import Catalogue
    from percorso.speak.terminal import console, print_rows

    catalogue, out = Catalogue.of(language), console()
    click.echo(f"{found['customer_id'] or ''}  {found['headline']}".strip())
    click.echo(", ".join(f"{one['kind']} {one['value']}" for one in found["identifiers"]))
    for name, value in found["traits"].items():
        said = found["traits_from"].get(name)
        click.echo(f"{name}: {value}" + (f"  ({said['source']}, {said['at'][:10]})" if said else ""))
    rows = [
        {
            "at": one["at"][:16].replace("T", " "),
            "what": one["label"],
            "channel": one["channel_label"],
            "stage": one["stage_label"],
            "device": one["device"],
            "value": f"{one['value']} {one['currency']}" if one["value"] else None,
        }
        for one in found["timeline"]
    ]
    print_rows(rows, out)
    for one in found["recent"]:
        click.echo(f"{one['at'][:16]}  {one['label']}")
    for one in found["merges"]:
        click.echo(f"{one['at'][:10]}  {catalogue.named('merge', one['kind'])}: {one['former']} > {one['customer_id']}")
