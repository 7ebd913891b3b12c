"""``percorso attribute``: who earns the conversions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from percorso.cli import options, reading
from percorso.core import lists
from percorso.core.errors import PercorsoError

if TYPE_CHECKING:
    from datetime import timedelta

    from percorso.core.period import Period
    from percorso.pipeline.crediting import Terms

# The columns of --format csv after the model and what earns, the same whatever is asked.
_COLUMNS = (
    *("conversions", "value", "low", "high", "value_low", "value_high", "removal_effect", "incremental"),
    *("contact_rate", "contact_low", "contact_high", "contacts"),
)
# Options that say something of one kind of question alone.
_OF_PATHS = ("path", "conversions", "nulls", "separator")
_OF_EVENTS = ("channel", "conversion", "all_conversions")
_OF_TIMES = ("look_back", "since", "until", "contact_window")
_OF_WORKSPACES = ("by", "refunds", "identity")


@click.command("attribute")
@reading.file
@reading.customer
@reading.time
@click.option("--channel", default="channel", show_default=True, help="The column that says where a touch came from.")
@click.option("--conversion", help="The column that marks conversions: true, 1, any count.")
@click.option("--value", help="The column that says what a conversion (or all of a path) brought.")
@click.option("--path", help="Of a file of counted paths: the column of paths.")
@click.option("--conversions", help="How many took the path and converted.")
@click.option("--nulls", help="How many took it and did not.")
@click.option("--separator", default=" > ", show_default=True, help="What stands between two touches of a path.")
@click.option("--models", multiple=True, help="Names of models: first,linear,markov; all where none is named.")
@click.option(
    "--all-conversions", is_flag=True, help="Every conversion counts and closes a cycle, not the first alone."
)
@click.option("--look-back", help="How long before a conversion a touch may earn, such as 30d.")
@click.option("--by", type=click.Choice(["channel", "campaign", "source_medium", "creative", "landing"]),
              default="channel", show_default=True, help="In a workspace: what earns.")  # fmt: skip
@click.option(
    "--refunds",
    type=click.Choice(["order_date", "refund_date"]),
    default="order_date",
    show_default=True,
    help="In a workspace: whether a refund takes from its order's day or from its own.",
)
@click.option(
    "--contact-window", help="Within which who was reached becomes a customer: 30d, or the workspace's setting."
)
@click.option("--half-life", default="7d", show_default=True, help="Of time_decay.")
@click.option("--position", default="40,40", show_default=True, help="Of position_based: percent of first and last.")
@click.option("--markov-order", type=click.IntRange(1, 3), default=1, show_default=True, help="Of markov.")
@click.option("--direct", default="Direct", show_default=True, help="Of last_non_direct: what is passed over.")
@click.option("--interval/--no-interval", default=True, help="Whether to draw 95% intervals.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the intervals' draws.")
@options.period
@options.whom
@options.identity
@options.table_json_or_csv
@options.language
@options.workspace
def command(file: Path | None, form: str, language: str, workspace: Path, **asked: Any) -> None:
    """Share conversions among the channels before them, under several models side by side.

    FILE holds events (--conversion) or counted paths (--path, --conversions); without it the workspace's orders count.
    """
    _refuse_idle(file, counted=bool(asked["path"]))
    document = _of_file(file, asked) if file else _of_workspace(workspace, asked)
    options.warn(document.get("warnings", ()), language)
    if form == "json":
        options.echo_json(document)
        return
    if form == "csv":
        options.echo_csv(_rows(document), ("model", document["by"], *_COLUMNS))
        return
    from percorso.speak.credited import print_credits
    from percorso.speak.terminal import console

    print_credits(document, console(), language)


def _refuse_idle(file: Path | None, *, counted: bool) -> None:
    """Refuse options that say something of another kind of question."""
    if file is None:
        options.refuse_idle(("customer", "time", "value", *_OF_EVENTS, *_OF_PATHS), "without a FILE")
    elif counted:
        options.refuse_idle(("customer", "time", *_OF_EVENTS, *_OF_TIMES, *_OF_WORKSPACES), "for counted paths")
    else:
        options.refuse_idle((*_OF_PATHS, *_OF_WORKSPACES), "for a FILE of events")


def _rows(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Give a row for each credit, beside it how many of those reached became customers."""
    by = document["by"]
    reached = {one[by]: one for one in document.get("contact_to_customer", ())}
    rows = []
    for row in document["credits"]:
        one = reached.get(row[by], {})
        contact = {f"contact_{name}": one.get(name) for name in ("rate", "low", "high")}
        rows.append({**row, **contact, "contacts": one.get("contacts")})
    return rows


def _of_file(file: Path, asked: dict[str, Any]) -> dict[str, Any]:
    from percorso.cli.segments import chosen
    from percorso.pipeline.crediting import CONTACT_WINDOW, attribute_file, attribute_paths, from_paths, known_models
    from percorso.pipeline.exploring import Names, Source

    chosen(file, asked["segment"], asked["conditions"], file)
    models, drawn = known_models(lists.names(asked["models"])), {key: asked[key] for key in ("interval", "seed")}
    if asked["path"]:
        counted = from_paths(
            file,
            path=asked["path"],
            conversions=asked["conversions"] or "conversions",
            nulls=asked["nulls"],
            value=asked["value"],
            separator=asked["separator"],
        )
        return attribute_paths(counted, models, terms=_terms(asked), **drawn)
    if not asked["conversion"]:
        hint = "Name --conversion (a file of events), or --path and --conversions (counted paths)."
        raise PercorsoError("missing_conversion", f"Which rows of {file.name} are conversions is not said.", hint=hint)
    names = Names(asked["customer"], asked["time"], None, asked["channel"], asked["conversion"], asked["value"])
    source = Source.of_file(file, names)
    document = attribute_file(
        source,
        models,
        terms=_terms(asked),
        look_back=_duration(asked["look_back"]),
        all_conversions=asked["all_conversions"],
        contact_window=_duration(asked["contact_window"]) or CONTACT_WINDOW,
        period=_period(asked),
        **drawn,
    )
    if not document["conversions"] and source.words("channel"):
        document["warnings"] = [{"code": "marks_nothing", "name": asked["conversion"]}]
    return document


def _of_workspace(folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    from percorso.cli.segments import chosen
    from percorso.pipeline.crediting import attribute_workspace, known_models
    from percorso.pipeline.levels import at_level
    from percorso.store.workspace import Workspace

    return attribute_workspace(
        at_level(Workspace.open(folder), asked["identity"]),
        known_models(lists.names(asked["models"])),
        by=asked["by"],
        terms=_terms(asked),
        look_back=_duration(asked["look_back"]),
        period=_period(asked),
        segment=chosen(folder, asked["segment"], asked["conditions"]),
        refunds=asked["refunds"],
        contact_window=_duration(asked["contact_window"]),
        interval=asked["interval"],
        seed=asked["seed"],
    )


def _period(asked: dict[str, Any]) -> Period:
    from percorso.core.period import Period

    return Period.read(asked["since"], asked["until"])


def _duration(text: str | None) -> timedelta | None:
    from percorso.core.time import parse_duration

    return parse_duration(text) if text else None


def _terms(asked: dict[str, Any]) -> Terms:
    from percorso.pipeline.crediting import read_terms

    return read_terms(asked["half_life"], asked["position"], asked["markov_order"], asked["direct"])
