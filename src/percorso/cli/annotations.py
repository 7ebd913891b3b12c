"""``percorso annotations``: what happened on some days."""

from __future__ import annotations

from pathlib import Path

import click

from percorso.cli import options
from percorso.core.annotations import KINDS


@click.group("annotations")
def command() -> None:
    """Note sales, price changes, releases and holidays, so that figures of those days are read rightly."""


@command.command("add")
@click.argument("on")
@click.argument("text")
@click.option("--until", default="", help="The last day, where it is not one alone.")
@click.option("--kind", type=click.Choice(KINDS), default="other", show_default=True)
@options.text_or_json
@options.language
@options.workspace
def add(on: str, text: str, until: str, kind: str, form: str, language: str, workspace: Path) -> None:
    """Note TEXT on the day ON, such as 2026-11-27."""
    from percorso.pipeline.annotating import annotate
    from percorso.speak.annotations import note
    from percorso.store.workspace import Workspace

    made = annotate(Workspace.open(workspace), on, text, kind, until)
    options.show(made, form, note(made, language))


@command.command("list")
@options.period
@options.text_or_json
@options.language
@options.workspace
def listing(since: str | None, until: str | None, form: str, language: str, workspace: Path) -> None:
    """List the notes, the latest day first."""
    from percorso.core.period import Period
    from percorso.pipeline.annotating import listed
    from percorso.speak.annotations import note
    from percorso.store.workspace import Workspace

    found = listed(Workspace.open(workspace), Period.read(since, until))
    options.show(found, form, "\n".join(note(one, language) for one in found))


@command.command("remove")
@click.argument("number")
@options.language_of_errors
@options.workspace
def remove(number: str, workspace: Path) -> None:
    """Forget a note by its NUMBER, the first word of its line."""
    from percorso.pipeline.annotating import forget
    from percorso.store.workspace import Workspace

    forget(Workspace.open(workspace), number)
