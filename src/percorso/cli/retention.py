"""``percorso retention``: who comes again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from percorso.cli import options, reading
from percorso.core import lists


@click.command("retention")
@reading.file
@reading.customer
@reading.time
@reading.event
@click.option("--events", multiple=True, help="What counts as coming: A,B; anything where none is named.")
@click.option("--period", default="7d", show_default=True, help="How long a period is: 1h, 1d, 7d, 30d.")
@click.option("--periods", type=click.IntRange(1, 1000), default=12, show_default=True, help="How many to count.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
              help="A moment of the last period, in UTC; where it is not named, the last event's.")  # fmt: skip
@click.option("--or-later", is_flag=True, help="Who came in a later period counts for those before it too.")
@options.identity
@options.table_json_or_csv
@options.language
@options.workspace
def command(
    file: Path | None,
    customer: str,
    time: str,
    event: str,
    events: tuple[str, ...],
    period: str,
    periods: int,
    until: datetime | None,
    or_later: bool,
    identity: str,
    form: str,
    language: str,
    workspace: Path,
) -> None:
    """Count, of those who came in a period, how many came again in each later one: in FILE, or in the workspace."""
    from percorso.core.time import parse_duration
    from percorso.pipeline.exploring import Names, Source
    from percorso.pipeline.returning import retention

    options.refuse_idle(*(reading.OF_WORKSPACES if file else reading.OF_FILES))
    names = Names(customer, time, event)
    source = Source.of_file(file, names) if file else Source.of_workspace(workspace, identity)
    asked = lists.names(events)
    document = retention(source, parse_duration(period), periods, asked, until, or_later=or_later)
    if form == "json":
        options.echo_json(document)
        return
    if form == "csv":
        options.echo_csv(
            [
                {"from": row["from"], "period": number, "customers": count, "share": share}
                for row in document["cohorts"]
                for number, (count, share) in enumerate(zip(row["customers"], row["shares"], strict=True))
            ]
        )
        return
    from percorso.speak.explored import print_retention
    from percorso.speak.terminal import console

    print_retention(document, console(), language)
