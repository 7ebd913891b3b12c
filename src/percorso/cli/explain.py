"""``percorso explain``: one order's credit."""

from __future__ import annotations

from pathlib import Path

import click

from percorso.cli import options


@click.command("explain")
@click.argument("order")
@options.identity
@options.table_or_json
@options.language
@options.workspace
def command(order: str, identity: str, form: str, language: str, workspace: Path) -> None:
    """Say of ORDER which touches lie before it, what each model gives them, and why they count or do not."""
    from percorso.pipeline.explaining import explain
    from percorso.pipeline.levels import at_level
    from percorso.store.workspace import Workspace

    document = explain(at_level(Workspace.open(workspace), identity), order, language)
    if form == "json":
        options.echo_json(document)
        return
    from percorso.speak.explored import print_explained
    from percorso.speak.terminal import console

    print_explained(document, console(), language)
