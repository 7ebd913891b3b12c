"""``percorso paths``: what follows what."""

from __future__ import annotations

from pathlib import Path

import click

from percorso.cli import options, reading

_PAIR = ("from", "to", "customers")


@click.command("paths")
@reading.file
@reading.customer
@reading.time
@reading.event
@click.option("--by", default="event", show_default=True, help="What a path is made of: events, or another column.")
@click.option("--from", "start", help="Paths begin with a person's first of this.")
@click.option("--to", "end", help="Paths end with a person's first of this.")
@click.option("--depth", type=click.IntRange(2, 60), default=5, show_default=True, help="How far a path is followed.")
@click.option("--top", type=click.IntRange(1), default=20, show_default=True, help="How many whole paths to list.")
@click.option("--loops/--no-loops", default=True, show_default=True, help="Whether repeats in a row stay several.")
@options.period
@options.whom
@options.identity
@options.table_json_or_csv
@options.language
@options.workspace
def command(
    file: Path | None,
    customer: str,
    time: str,
    event: str,
    by: str,
    start: str | None,
    end: str | None,
    depth: int,
    top: int,
    loops: bool,
    since: str | None,
    until: str | None,
    segment: str | None,
    conditions: tuple[str, ...],
    identity: str,
    form: str,
    language: str,
    workspace: Path,
) -> None:
    """Show what follows what, and the paths most people take: in FILE, or in the workspace."""
    from percorso.cli.segments import chosen
    from percorso.core.period import Period
    from percorso.pipeline.exploring import Names, Routes, Source, asked_column, paths
    from percorso.pipeline.unmet import require_met

    options.refuse_idle(*(reading.OF_WORKSPACES if file else reading.OF_FILES))
    names = Names(customer, time, event, properties=() if by == "event" else (by,))
    period = Period.read(since, until)
    whom = chosen(workspace, segment, conditions, file)
    source = Source.of_file(file, names, period) if file else None
    source = source or Source.of_workspace(workspace, identity, period=period, segment=whom)
    column = asked_column(source, by)
    ends = tuple((by if by != "event" else "name", one) for one in (start, end) if one is not None)
    require_met(source, ends)
    document = paths(source, Routes(column, "customer", start, end, depth, top, loops), by=column)
    if form == "json":
        options.echo_json(document)
        return
    if form == "csv":
        # Paths from or to an event are told place by place, those of everybody by what follows what.
        told, columns = ("links", ("step", *_PAIR)) if ends else ("transitions", (*_PAIR[:2], "count", _PAIR[2]))
        options.echo_csv(document[told], columns)
        return
    from percorso.speak.explored import print_paths
    from percorso.speak.terminal import console

    print_paths(document, console(), language, linked=bool(ends), visits=file is None and by == "channel")
