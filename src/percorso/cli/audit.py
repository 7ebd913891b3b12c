"""``percorso audit``: who did what."""

from __future__ import annotations

from pathlib import Path

import click

from percorso.cli import options


@click.command("audit")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="How many at most.")
@click.option("--before", type=click.IntRange(1), help="Only what is older than the entry of this id.")
@options.text_or_json
@options.language
@options.workspace
def command(limit: int, before: int | None, form: str, language: str, workspace: Path) -> None:
    """List who logged in or tried to, changed accounts and tokens, and looked people up; the newest first."""
    from percorso.pipeline.auditing import audit
    from percorso.speak.access import noted
    from percorso.store.workspace import Workspace

    found = audit(Workspace.open(workspace), limit, before)
    options.show(found, form, noted(found, language))
