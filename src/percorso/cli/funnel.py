"""``percorso funnel``: how many take each of several steps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from percorso.cli import options, reading
from percorso.core.errors import PercorsoError

if TYPE_CHECKING:
    from percorso.pipeline.exploring import CountFunnel, Source

# The columns of --format csv, the same whatever is asked.
_COLUMNS = (
    *("by", "group", "name", "customers", "rate", "low", "high", "rate_from_previous", "previous_low", "previous_high"),
    *("dropped", "time_customers", "time_mean", "time_lower_quartile", "time_median", "time_upper_quartile"),
    *("time_low", "time_high"),
)


@click.command("funnel")
@reading.file
@reading.customer
@reading.time
@reading.event
@click.option("--steps", multiple=True, required=True, help="Names of events in order: A,B,C; may be repeated.")
@click.option("--within", default="14d", show_default=True, help="From the first step to the last: 30m, 24h, 7d.")
@click.option(
    "--order",
    type=click.Choice(["ordered", "strict", "unordered"]),
    default="ordered",
    show_default=True,
    help="Whether other events may lie between, or none, or the steps come in any order.",
)
@click.option("--either", multiple=True, help="STEP=EVENT: another event that is the step too.")
@click.option("--optional", multiple=True, help="A step that may be left out.")
@click.option("--exclude", multiple=True, help="EVENT, or EVENT:1-2: undoes who does it between (these) steps.")
@click.option("--where", multiple=True, help="COLUMN=VALUE: only rows that say so count; see --by.")
@click.option("--step-where", multiple=True, help="NUMBER:COLUMN=VALUE: what a step's row must say (1 is the first).")
@click.option("--exclude-where", multiple=True, help="NUMBER:COLUMN=VALUE: what the row of an --exclude must say.")
@click.option("--by", help="A column to break down by; in a workspace also trait.NAME and property.NAME.")
@click.option(
    "--attribution",
    type=click.Choice(["first", "last", "all", *map(str, range(1, 63))], case_sensitive=False),
    metavar="first|last|all|NUMBER",
    default="first",
    show_default=True,
    help="Whose value counts: first or last known of the steps, all of them, or the number of a step.",
)
@click.option("--quantiles", multiple=True, help="Of the times between steps besides the quartiles: 0.9,0.95.")
@click.option("--dropped", type=click.IntRange(2), help="List who was lost before this step (2 is the second).")
@click.option(
    "--purpose",
    type=click.Choice(["analytics", "personalisation", "marketing", "ad_sharing"]),
    help="What the list of --dropped is made for: who does not allow it is left out; with addresses, and as CSV.",
)
@options.period
@options.whom
@options.identity
@options.table_json_or_csv
@options.language
@options.workspace
def command(
    file: Path | None,
    form: str,
    language: str,
    workspace: Path,
    dropped: int | None,
    purpose: str | None,
    **asked: Any,
) -> None:
    """Count who takes steps in order, within a time: in FILE (CSV, JSON lines or Parquet), or in the workspace."""
    from percorso.cli.funnel_question import read_question
    from percorso.cli.segments import chosen
    from percorso.core.period import Period
    from percorso.pipeline.exploring import Names, Source, funnel
    from percorso.pipeline.unmet import conditions_of, events_of, require_met, unmet

    if purpose is not None and (file is not None or dropped is None):
        raise _no_list()
    options.refuse_idle(*(reading.OF_WORKSPACES if file else reading.OF_FILES))
    if not asked["by"]:
        options.refuse_idle(("attribution",), "without --by")
    question = read_question(asked)
    if dropped is not None and dropped > len(question.steps):
        message = f"Nobody is lost before step {dropped}: the funnel has {len(question.steps)}."
        raise PercorsoError("bad_steps", message, hint="The second step is number 2.")
    conditions = conditions_of(question)
    columns = tuple(dict.fromkeys([*([asked["by"]] if asked["by"] else []), *(name for name, _ in conditions)]))
    names = Names(asked["customer"], asked["time"], asked["event"], properties=columns)
    period = Period.read(asked["since"], asked["until"])
    level = asked["identity"]
    whom = chosen(workspace, asked["segment"], asked["conditions"], file)
    source = Source.of_file(file, names, period) if file else None
    source = source or Source.of_workspace(workspace, level, columns, period, whom)
    require_met(source, conditions)
    warnings = unmet(source, events_of(question))
    options.warn(warnings, language)
    if purpose is not None and dropped is not None:
        document = funnel(source, question) | _lost(workspace, level, source, question, dropped, purpose)
    else:
        document = funnel(source, question, dropped - 1 if dropped else None)
    if form == "json":
        options.echo_json(document | {"warnings": warnings})
        return
    if form == "csv" and purpose is not None:
        options.echo_csv(
            document["dropped"], ("customer_id", "identifier_kind", "identifier_value", "email", "last_at")
        )
        click.echo(_left_out(document, language), err=True)
        return
    if form == "csv":
        asked_for = (f"time_quantiles_{share:g}" for share in question.quantiles)
        options.echo_csv(_rows(document), (*_COLUMNS, *asked_for))
        return
    from percorso.speak.explored import print_funnel
    from percorso.speak.terminal import console

    print_funnel(document, console(), language)


def _rows(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Give a row for each step: of everybody, who have no ``by``, then of each group, one of them without a name."""
    groups = [
        {"by": document["by"], "group": one["value"], "steps": one["steps"]} for one in document.get("groups", ())
    ]
    everybody = {"by": None, "group": None, "steps": document["steps"]}
    return [{"by": one["by"], "group": one["group"], **step} for one in (everybody, *groups) for step in one["steps"]]


def _lost(
    workspace: Path, level: str, source: Source, question: CountFunnel, step: int, purpose: str
) -> dict[str, Any]:
    from percorso.pipeline.behind import lost_for
    from percorso.pipeline.levels import at_level
    from percorso.store.workspace import Workspace

    found = lost_for(at_level(Workspace.open(workspace), level), source, question, step, purpose)
    return {"purpose": purpose, "dropped": found["people"], "left_out": found["left_out"]}


def _left_out(document: dict[str, Any], language: str) -> str:
    from percorso.speak.catalogue import Catalogue
    from percorso.speak.explored import left_out

    return left_out(document, Catalogue.of(language))


def _no_list() -> PercorsoError:
    return PercorsoError(
        "no_list",
        "A purpose is that of a list of people of a workspace, and there is none here.",
        hint="Add --dropped STEP; a file says nothing of what its people allow.",
    )
