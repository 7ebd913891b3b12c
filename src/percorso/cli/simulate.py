"""``percorso simulate``: a shop whose causes are known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import click

from percorso.cli import options


@click.group("simulate", invoke_without_command=True)
@click.option("--customers", type=int, help="How many people; default 20,000.")
@click.option("--events", type=int, help="About how many events, in place of --customers.")
@click.option("--days", type=int, help="How long the period is; default 180.")
@click.option("--start", help="The first day; default 2026-03-01.")
@click.option("--seed", type=int, help="Equal seeds give equal bytes; default 0.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="A new folder for the files.")
@click.option("--format", "form", type=click.Choice(["jsonl", "parquet"]), default="jsonl", show_default=True)
@click.option("--config", type=click.Path(path_type=Path), help="A TOML file of further options.")
@click.option(
    "--processes", type=click.IntRange(1, 64), default=2, show_default=True, help="The bytes do not depend on it."
)
@options.language
@click.pass_context
def command(
    ctx: click.Context,
    customers: int | None,
    events: int | None,
    days: int | None,
    start: str | None,
    seed: int | None,
    out: Path | None,
    form: str,
    config: Path | None,
    processes: int,
    language: str,
) -> None:
    """Write a simulated shop: the files its sources would send, and apart from them what was planted."""
    if ctx.invoked_subcommand is not None:
        return
    if out is None:
        raise click.UsageError("Missing option '--out': a new folder for the files.")
    from percorso.pipeline.simulating import simulate
    from percorso.speak.progress import stepping

    with stepping() as progress:
        done = simulate(
            out,
            config=config,
            form=form,
            processes=processes,
            events=events,
            progress=progress,
            notice=lambda end, past: click.echo(_ahead(end, past, language), err=True),
            customers=customers,
            days=days,
            start=start,
            seed=seed,
        )
    counts = {name: getattr(done, name) for name in ("customers", "visits", "events", "orders")}
    click.echo(_written(done.folder, counts, language))


def _written(folder: Path, counts: Mapping[str, int], language: str) -> str:
    from percorso.speak.catalogue import Catalogue

    readme = str(folder / "README.md")
    return Catalogue.of(language).text("made.shop", folder=str(folder), readme=readme, **counts)


def _ahead(end: date, past: date, language: str) -> str:
    from percorso.speak.catalogue import Catalogue

    last = str(end - timedelta(days=1))
    return Catalogue.of(language).text("made.ahead", end=last, past=str(past))


@command.command("leaderboard")
@click.option("--seeds", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many shops.")
@click.option("--customers", type=click.IntRange(100), default=20_000, show_default=True, help="People in each.")
@options.table_or_json
def leaderboard(seeds: int, customers: int, form: str) -> None:
    """Compare every attribution model, and a holdout, with the orders that channels truly brought."""
    from percorso.pipeline.leaderboard import leaderboard as compared
    from percorso.speak.progress import stepping

    with stepping() as progress:
        document = compared(seeds=seeds, customers=customers, progress=progress)
    if form == "json":
        options.echo_json(document)
        return
    from percorso.speak.terminal import console, print_rows

    out = console()
    print_rows([{key: _short(value) for key, value in row.items()} for row in document["methods"]], out)
    print_rows([{key: _whole(value) for key, value in row.items()} for row in document["channels"]], out)
    brand, shops = document["brand_search"], len(document["seeds"])
    over = f"Means over {shops:,} simulated shops" if shops > 1 else "One simulated shop"
    click.echo(
        f"{over} of {document['customers']:,} people"
        f" and {document['orders']:,.0f} orders. The error is the sum of distances from the planted incremental orders,"
        " over the channels an experiment can be run on, as a share of all of them; the bias is what is left of it when"
        " shops are averaged first: more people mend chance, not bias."
        f"\nBrand search: {_said_of(brand)}"
    )


def _said_of(brand: Mapping[str, float]) -> str:
    """Say what last touch credits beside what was caused; of less than one order nothing is a multiple."""
    caused, credited = brand["planted"], brand["last"]
    if caused < 1:
        return f"it caused no order that can be counted ({caused:,.1f}); last touch credits {credited:,.0f}."
    caused_by = "1 order was" if round(caused) == 1 else f"{caused:,.0f} orders were"
    return f"{caused_by} caused by it; last touch credits {credited:,.0f}, {brand['times']:,.0f} times as many."


def _short(value: object) -> object:
    return round(value, 2) if isinstance(value, float) else value


def _whole(value: object) -> object:
    return round(value) if isinstance(value, float) else value
