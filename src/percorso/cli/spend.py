"""``percorso spend``: cost beside credit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from percorso.cli import options
from percorso.core import lists

if TYPE_CHECKING:
    from percorso.pipeline.spending import JoinedBy


@click.command("spend")
@click.option(
    "--joined-by",
    type=click.Choice(["order_date", "touch_date"]),
    default="order_date",
    show_default=True,
    help="Whether credit counts on the days of orders, or of the touches that earn it.",
)
@click.option(
    "--models", multiple=True, help="By whose credit campaigns are judged; first,last,linear where none is named."
)
@options.period
@options.whom
@options.identity
@options.table_json_or_csv
@options.language
@options.workspace
def command(
    since: str | None,
    until: str | None,
    joined_by: JoinedBy,
    models: tuple[str, ...],
    segment: str | None,
    conditions: tuple[str, ...],
    identity: str,
    form: str,
    language: str,
    workspace: Path,
) -> None:
    """Set what campaigns and channels cost against what each model credits them with, and judge each."""
    from percorso.cli.segments import chosen
    from percorso.core.period import Period
    from percorso.pipeline.crediting import known_models
    from percorso.pipeline.levels import at_level
    from percorso.pipeline.spending import MODELS, spend
    from percorso.store.workspace import Workspace

    opened, asked = at_level(Workspace.open(workspace), identity), chosen(workspace, segment, conditions)
    named = lists.names(models)
    judges = known_models(named) if named else MODELS
    document = spend(opened, Period.read(since, until), joined_by, asked, models=judges)
    if form == "json":
        options.echo_json(document)
        return
    if form == "csv":
        options.echo_csv(_flat(document))
        return
    from percorso.speak.explored import print_spend
    from percorso.speak.terminal import console

    print_spend(document, console(), language)


def _flat(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Give one row for each campaign, and each channel, under each model."""
    return [
        {"by": by, "subject": row[by], **{key: told for key, told in row.items() if key not in (by, "models")}, **model}
        for by in ("campaign", "channel")
        for row in document[f"{by}s"]
        for model in row["models"]
    ]
