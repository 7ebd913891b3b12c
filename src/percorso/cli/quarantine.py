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
@options.workspace
def list_rows(limit: int, form: str, workspace: Path) -> None:
    """List rows in quarantine: where they came from, why they were refused, their text."""
    from percorso.pipeline.quarantine import waiting
    from percorso.store.workspace import Workspace

    rows = waiting(Workspace.open(workspace))
    if form == "json":
        options.echo_json(rows)
        return
    from percorso.speak.terminal import console, print_rows

    shown = [{name: row[name] for name in ("file", "row", "code", "reason", "original")} for row in rows[:limit]]
    print_rows(shown, console())
    click.echo(f"{len(shown):,} of {len(rows):,} rows in quarantine.")


@command.command("export")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The CSV file to write.")
@options.workspace
def export(out: Path, workspace: Path) -> None:
    """Write every row in quarantine to a CSV file, its original text included."""
    from percorso.pipeline.quarantine import export_rows
    from percorso.store.workspace import Workspace

    click.echo(f"Wrote {export_rows(Workspace.open(workspace), out):,} rows to {out}.")


@command.command("retry")
@click.option("--mapping", type=click.Path(path_type=Path), help="A mended mapping to read the rows with.")
@options.workspace
def retry(mapping: Path | None, workspace: Path) -> None:
    """Read the rows in quarantine again, as after mending a mapping; those that pass leave quarantine."""
    from percorso.pipeline.importing import MappingFile
    from percorso.pipeline.quarantine import retry_rows
    from percorso.store.workspace import Workspace

    passed, left = retry_rows(Workspace.open(workspace), MappingFile.read(mapping) if mapping else None)
    click.echo(f"{passed:,} rows came in; {left:,} stay in quarantine.")
