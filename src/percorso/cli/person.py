"""``percorso person``: who is this, where did they come from, what did they do."""

from __future__ import annotations

from pathlib import Path

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
    from percorso.core.time import zone
    from percorso.pipeline.levels import at_level
    from percorso.pipeline.people import person
    from percorso.store.workspace import Workspace

    opened = Workspace.open(workspace)
    found = person(at_level(opened, identity), identifier, language)
    if form == "json":
        options.echo_json(found)
        return
    from percorso.speak.identity import print_person
    from percorso.speak.terminal import console

    print_person(found, console(), zone(opened.settings.shop.time_zone), language)
