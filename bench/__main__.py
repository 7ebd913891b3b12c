"""The benchmarks' command line; ``scripts/bench`` is its door."""

from __future__ import annotations

import sys

import click
from rich.console import Console

from bench._harness.building import warm_up
from bench._harness.lab import opened
from bench._harness.made import data_folder
from bench._harness.quantities import count, shown_bytes, shown_count
from bench._harness.results import machine, write_results
from bench._harness.table import print_table
from percorso.core.errors import PercorsoError
from percorso.core.family import member, members

FAMILY = "bench"
# Columns of a table that goes into a file.
_WIDE = 180


@click.command()
@click.argument("names", nargs=-1)
@click.option("--list", "listing", is_flag=True, help="List the benchmarks and what each measures.")
@click.option("--events", help="One size for all, such as 200k or 20M.")
@click.option("--full", is_flag=True, help="The sizes that goals are set for: minutes to hours, tens of gigabytes.")
@click.option("--runs", default=3, show_default=True, type=click.IntRange(1), help="How often to run what is measured.")
@click.option("--peers/--no-peers", default=True, show_default=True, help="Whether to run peers beside.")
def command(names: tuple[str, ...], listing: bool, events: str | None, full: bool, runs: int, peers: bool) -> None:
    """Run the benchmarks of these NAMES, or all of them, each on data that is made once."""
    if listing:
        for name in members(FAMILY):
            click.echo(f"{name:<10} {(member(FAMILY, name).__doc__ or '').strip()}")
        return
    chosen = [(name, member(FAMILY, name)) for name in names or members(FAMILY)]
    size = None if events is None else count(events)
    out = Console(highlight=False, width=None if sys.stdout.isatty() else _WIDE)
    with opened(data_folder(), runs=1, peers=False) as lab:
        warm_up(lab)
    for name, module in chosen:
        for one in (size,) if size else module.FULL if full else module.SMALL:
            _measure(name, one, runs, out, peers=peers)


def _measure(name: str, events: int, runs: int, out: Console, *, peers: bool) -> None:
    """Run one benchmark at one size, print its table and write its results."""
    folder, surroundings = data_folder(), machine()
    with opened(folder, runs, peers=peers) as lab:
        rows = member(FAMILY, name).run(lab, events)
    path = write_results(folder / "results", name, rows, events, surroundings)
    print_table(f"{name}: {shown_count(events)} events, median of {runs} runs", rows, events, out)
    cores, load = surroundings["cores"], surroundings["load"]
    busy = " The machine was busy: expect better figures on an idle one." if load > cores / 2 else ""
    out.print(
        f"{surroundings['processor']}, {cores} cores, {shown_bytes(surroundings['memory_bytes'])},"
        f" load {load:.1f}.{busy}\n{path}\n",
        soft_wrap=True,
    )


if __name__ == "__main__":
    try:
        command(prog_name="scripts/bench")
    except PercorsoError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
