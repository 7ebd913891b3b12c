"""``percorso status``: rows, freshness, health, coverage."""

from __future__ import annotations

from pathlib import Path

import click

from percorso.cli import options


@click.command("status")
@options.table_or_json
@options.language
@options.workspace
def command(form: str, language: str, workspace: Path) -> None:
    """Show what is stored, how fresh it is, what is wrong with it, and what it covers."""
    from percorso.pipeline.overview import status
    from percorso.store.workspace import Workspace

    document = status(Workspace.open(workspace))
    if form == "json":
        options.echo_json(document)
        return
    from percorso.speak.terminal import console, print_status

    print_status(document, console(), language)
