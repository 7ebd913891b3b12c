"""``percorso channels``: which channel, by which rule."""

from __future__ import annotations

from pathlib import Path

import click

from percorso.cli import options


@click.group("channels")
def command() -> None:
    """Say which channel a visit came from, and by which rule."""


@command.command("classify")
@click.argument("file", type=click.Path(path_type=Path))
@options.table_or_json
@options.workspace
def classify(file: Path, form: str, workspace: Path) -> None:
    """Classify each row of FILE (CSV, JSON lines or Parquet; columns url, referrer, source, medium, campaign).

    Outside a workspace the built-in rules are used.
    """
    from percorso.pipeline.channels import classify_file

    rows = classify_file(file, workspace)
    if form == "json":
        options.echo_json(rows)
        return
    from percorso.speak.terminal import console, print_rows

    print_rows(rows, console())
