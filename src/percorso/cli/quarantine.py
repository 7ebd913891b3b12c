"""``percorso quarantine``: the rows that could not be taken."""

from __future__ import annotations

from pathlib import Path

import click

from percorso.cli import options


@click.group("quarantine")
def command() -> None:
    """List, export or retry the rows that could not be taken."""


@command.command("list")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many rows to show.")
@options.table_or_json
@options.language
@options.workspace
def list_rows(limit: int, form: str, language: str, workspace: Path) -> None:
    """List rows in quarantine: where they came from, why they were refused, their text."""
    from percorso.pipeline.quarantine import waiting
    from percorso.store.workspace import Workspace

    rows = waiting(Workspace.open(workspace))
    if form == "json":
        options.echo_json(rows)
        return
    from percorso.speak.intake import waiting as told
    from percorso.speak.terminal import console, print_rows

    shown = [{name: row[name] for name in ("file", "row", "code", "reason", "original")} for row in rows[:limit]]
    print_rows(shown, console())
    click.echo(told(len(shown), len(rows), language))


@command.command("export")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The CSV file to write.")
@options.language
@options.workspace
def export(out: Path, language: str, workspace: Path) -> None:
    """Write every row in quarantine to a CSV file, its original text included."""
    from percorso.pipeline.quarantine import export_rows
    from percorso.speak.intake import exported
    from percorso.store.workspace import Workspace

    click.echo(exported(export_rows(Workspace.open(workspace), out), str(out), language))


@command.command("retry")
@click.option("--mapping", type=click.Path(path_type=Path), help="A mended mapping to read the rows with.")
@options.language
@options.workspace
def retry(mapping: Path | None, language: str, workspace: Path) -> None:
    """Read the rows in quarantine again, as after mending a mapping; those that pass leave quarantine."""
    from percorso.pipeline.importing import MappingFile
    from percorso.pipeline.quarantine import retry_rows
    from percorso.speak.intake import retried
    from percorso.store.workspace import Workspace

    passed, left = retry_rows(Workspace.open(workspace), MappingFile.read(mapping) if mapping else None)
    click.echo(retried(passed, left, language))
