"""``percorso report``: the answers as one HTML file."""

from __future__ import annotations

from pathlib import Path

import click

from percorso.cli import options


@click.command("report")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The HTML file to write.")
@options.identity
@options.language
@options.workspace
def command(out: Path, identity: str, language: str, workspace: Path) -> None:
    """Write the six answers as one self-contained HTML file: readable on a phone, printable, no outside request."""
    from percorso.pipeline.asking import answers
    from percorso.pipeline.levels import at_level
    from percorso.speak.report import report
    from percorso.store.workspace import Workspace

    text = report(answers(at_level(Workspace.open(workspace), identity), language), language)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, encoding="utf-8")
    click.echo(f"Wrote {out} ({len(text.encode()) // 1024:,} KB).")
