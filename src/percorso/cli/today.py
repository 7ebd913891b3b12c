"""``percorso today``: what is worth doing next, and what was decided about it."""

from __future__ import annotations

from pathlib import Path

import click

from percorso.cli import options


@click.command("today")
@click.option("--accept", "accepted", metavar="ID", help="Note that a move is being made.")
@click.option("--dismiss", "dismissed", metavar="ID", help="Never show a move again.")
@click.option("--later", "later", metavar="ID", help="Put a move off, for a week unless --on says until when.")
@click.option("--reopen", "reopened", metavar="ID", help="Forget what was decided about a move.")
@click.option("--owner", default="", help="Who makes the move that is accepted.")
@click.option("--on", "check_on", default="", metavar="DATE", help="When to look at what came of it; in 30 days.")
@options.table_or_json
@options.identity
@options.language
@options.workspace
def command(
    form: str, identity: str, language: str, workspace: Path, owner: str, check_on: str, **decided: str | None
) -> None:
    """Say what is worth doing next: at most five moves, data faults first, each with its money and how sure it is."""
    from percorso.pipeline.levels import at_level
    from percorso.pipeline.moves import decide, today
    from percorso.store.workspace import Workspace

    opened = Workspace.open(workspace)
    for decision, move in decided.items():
        if move is not None:
            decide(opened, move, decision, None, owner, check_on)
    document = today(at_level(opened, identity), language)
    if form == "json":
        options.echo_json(document)
        return
    from percorso.speak.explored import print_today
    from percorso.speak.terminal import console

    print_today(document, console(), language)
