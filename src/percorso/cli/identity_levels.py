"""``percorso identity levels``: how much answers depend on who is taken for one person."""

from __future__ import annotations

from pathlib import Path

import click

from percorso.cli import options


@click.command("levels")
@options.table_or_json
@options.language
@options.workspace
def levels(form: str, language: str, workspace: Path) -> None:
    """Show how many orders each channel opens and closes the way to, with less evidence and with more."""
    from percorso.pipeline.levels import compare
    from percorso.store.workspace import Workspace

    found = compare(Workspace.open(workspace))
    if form == "json":
        options.echo_json(found)
        return
    from percorso.speak.identity import print_levels
    from percorso.speak.terminal import console

    print_levels(found["channels"], console(), language)
