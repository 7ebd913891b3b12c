"""``percorso build``: unify people and trace their journeys."""

from __future__ import annotations

from pathlib import Path

import click

from percorso.cli import options


@click.command("build")
@options.language
@options.workspace
def command(language: str, workspace: Path) -> None:
    """Unify people and trace their journeys from all that came in; only whom new events touch is traced again."""
    from percorso.pipeline.building import build
    from percorso.speak.intake import built as told
    from percorso.speak.progress import stepping
    from percorso.store.workspace import Workspace

    with stepping() as progress:
        built = build(Workspace.open(workspace), progress)
    click.echo(told(built.why, built.traced, built.customers, language))
