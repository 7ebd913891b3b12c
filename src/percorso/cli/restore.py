"""``percorso restore``: a workspace out of a copy."""

from __future__ import annotations

from pathlib import Path

import click

from percorso.cli import options

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command("restore")
@click.argument("source", type=_FOLDER)
@click.argument("folder", type=_FOLDER)
@click.option(
    "--erased-in",
    type=_FOLDER,
    help="The workspace that was copied, or a later copy: who was erased there since is erased here too.",
)
@options.language
def command(source: Path, folder: Path, erased_in: Path | None, language: str) -> None:
    """Make a workspace of a copy in a new folder."""
    from percorso.pipeline.backups import restore
    from percorso.speak.privacy import put_back

    click.echo(put_back(restore(source, folder, erased_in), str(folder), language))
