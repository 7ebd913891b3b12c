"""``percorso answers``: the six questions."""

from __future__ import annotations

from pathlib import Path

import click

from percorso.cli import options


@click.command("answers")
@options.table_or_json
@options.whom
@options.identity
@options.language
@options.workspace
def command(
    form: str, segment: str | None, conditions: tuple[str, ...], identity: str, language: str, workspace: Path
) -> None:
    """Answer the six questions, each with its figures, their doubt, and what would be needed to say more."""
    from percorso.cli.segments import chosen
    from percorso.pipeline.asking import answers
    from percorso.pipeline.levels import at_level
    from percorso.store.workspace import Workspace

    whom = chosen(workspace, segment, conditions)
    document = answers(at_level(Workspace.open(workspace), identity), language, whom)
    if form == "json":
        options.echo_json(document)
        return
    from percorso.speak.terminal import console, print_answers

    print_answers(document, console(), language)
