"""``percorso days``: what each day adds up to."""

from __future__ import annotations

from pathlib import Path

import click

from percorso.cli import options


@click.command("days")
@options.period
@options.whom
@options.identity
@options.table_json_or_csv
@options.language
@options.workspace
def command(
    since: str | None,
    until: str | None,
    segment: str | None,
    conditions: tuple[str, ...],
    identity: str,
    form: str,
    language: str,
    workspace: Path,
) -> None:
    """Add up orders, revenue, new customers and touchpoints day by day, with what was noted on each."""
    from percorso.cli.segments import chosen
    from percorso.core.period import Period
    from percorso.pipeline.daily import days
    from percorso.pipeline.levels import at_level
    from percorso.store.workspace import Workspace

    opened = at_level(Workspace.open(workspace), identity)
    document = days(opened, Period.read(since, until), chosen(workspace, segment, conditions))
    if form == "json":
        options.echo_json(document)
        return
    from percorso.speak.days import noted, print_days
    from percorso.speak.terminal import console

    if form == "csv":
        options.echo_csv([{**one, "notes": noted(one["on"], document)} for one in document["days"]])
        return
    print_days(document, console(), language)
