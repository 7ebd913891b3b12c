"""``percorso backup``: a copy of a workspace."""

from __future__ import annotations

from pathlib import Path

import click

from percorso.cli import options


@click.command("backup")
@click.argument("destination", type=click.Path(path_type=Path, file_okay=False))
@options.language
@options.workspace
def command(destination: Path, language: str, workspace: Path) -> None:
    """Copy a workspace into a new folder, also while it is served: every event that was acknowledged is in it."""
    from percorso.pipeline.backups import backup
    from percorso.speak.privacy import copied
    from percorso.store.workspace import Workspace

    click.echo(copied(backup(Workspace.open(workspace), destination), str(destination), language))
