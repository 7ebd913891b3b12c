"""``percorso spend``: cost beside credit."""

from __future__ import annotations

from pathlib import Path

import click

from percorso.cli import options


@click.command("spend")
@options.period
@options.identity
@options.table_or_json
@options.language
@options.workspace
def command(since: str | None, until: str | None, identity: str, form: str, language: str, workspace: Path) -> None:
    """Set what campaigns and channels cost against what each model credits them with, and judge each."""
    from percorso.core.period import Period
    from percorso.pipeline.levels import at_level
    from percorso.pipeline.spending import spend
    from percorso.store.workspace import Workspace

    document = spend(at_level(Workspace.open(workspace), identity), Period.read(since, until))
    if form == "json":
        options.echo_json(document)
        return
    from percorso.speak.explored import print_spend
    from percorso.speak.terminal import console

    print_spend(document, console(), language)
