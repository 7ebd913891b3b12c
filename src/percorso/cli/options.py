"""Options that every verb writes the same way."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from percorso.core.errors import PercorsoError

if TYPE_CHECKING:
    from percorso.store.workspace import Workspace

# As texts of figures are written; anything else that begins like a formula is kept from being one.
_NUMBER = re.compile(r"[+-]?\d[\d.,]*(?:[eE][+-]?\d+)?")

workspace = click.option(
    "--workspace",
    "-w",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="PERCORSO_WORKSPACE",
    default=Path(),
    show_envvar=True,
    help="The workspace's folder; default: the current one.",
)

shops = click.option(
    "--shops",
    type=click.Path(path_type=Path, file_okay=False),
    help="Show every workspace in this folder behind one login; one that --workspace names comes first.",
)


def opened_shops(workspace: Path, shops: Path | None) -> tuple[Workspace, dict[str, Workspace]]:
    """Open the workspace that a verb is about, or with ``--shops`` several: the first, and the others by name."""
    from percorso.pipeline.shops import opened
    from percorso.store.workspace import Workspace

    if shops is None:
        return Workspace.open(workspace), {}
    source = click.get_current_context().get_parameter_source("workspace")
    return opened(shops, None if source is ParameterSource.DEFAULT else workspace)


port = click.option(
    "--port", type=click.IntRange(0, 65535), default=8642, show_default=True, help="0 takes a free one."
)


def _speak(context: click.Context, _option: click.Parameter, chosen: str) -> str:
    """Take down the language asked for, so that a verb that fails says why in it."""
    context.ensure_object(dict)["language"] = chosen
    return chosen


identity = click.option(
    "--identity",
    type=click.Choice(["strict", "default", "loose"]),
    default="default",
    show_default=True,
    help="How much evidence makes identifiers one person: logins and addresses alone, all that is certain, or all.",
)


def _languages(*, expose_value: bool) -> Callable[[Any], Any]:
    return click.option(
        "--language",
        type=click.Choice(["en", "it"]),
        envvar="PERCORSO_LANGUAGE",
        default="en",
        show_envvar=True,
        callback=_speak,
        is_eager=True,
        expose_value=expose_value,
        help="English or Italian.",
    )


language = _languages(expose_value=True)
# Of verbs whose own words are data: it says in which language they fail.
language_of_errors = _languages(expose_value=False)


def period(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the days that a question is about, given to the verb as ``since`` and ``until``."""
    command = click.option("--until", help="The last day that counts, in the shop's zone.")(command)
    return click.option("--since", help="The first day that counts, such as 2026-10-01.")(command)


def whom(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add whom a question is about, given to the verb as ``segment`` and ``conditions`` (``cli.segments.chosen``)."""
    command = click.option(
        "--condition", "conditions", multiple=True, help="Only customers of whom this is true, such as orders>=2."
    )(command)
    return click.option("--segment", help="Only the customers of a segment: percorso segments list.")(command)


table_or_json = click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", help="For people or for machines."
)
table_json_or_csv = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    help="For people, for machines, or for spreadsheets.",
)
text_or_json = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
host = click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen at; beyond this machine (such as 0.0.0.0) there must be an owner's account.",
)
certificate = click.option(
    "--certificate", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A TLS certificate, as PEM."
)
certificate_key = click.option(
    "--certificate-key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Its private key, as PEM."
)


def show(document: object, form: str, text: str) -> None:
    """Write a document as one line of JSON, or the text that says it."""
    click.echo(json.dumps(document, ensure_ascii=False) if form == "json" else text)


def echo_json(document: object) -> None:
    """Write a document as JSON on standard output."""
    import msgspec

    # Python's own indenting is not compiled: it takes ten times as long, seconds for a long timeline.
    click.echo(msgspec.json.format(json.dumps(document, ensure_ascii=False), indent=2))


def refuse_idle(names: Sequence[str], why: str) -> None:
    """Refuse options that were given to the verb and would do nothing.

    Args:
        names: of the verb's parameters.
        why: where they do nothing, such as ``for a file``.

    Raises:
        PercorsoError: ``idle_option``.
    """
    context = click.get_current_context()
    for one in context.command.params:
        if one.name in names and context.get_parameter_source(one.name) is ParameterSource.COMMANDLINE:
            message = f"{one.opts[0]} does nothing {why}."
            raise PercorsoError("idle_option", message, hint="Leave it out.", given={"option": one.opts[0]})


def warn(warnings: Sequence[Mapping[str, Any]], language: str) -> None:
    """Write what may be wrong with a question on standard error."""
    from percorso.speak.catalogue import Catalogue
    from percorso.speak.explored import warning

    for one in warnings:
        click.echo(warning(one, Catalogue.of(language)), err=True)


def echo_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> None:
    """Write rows as CSV on standard output; what lies inside a row has both names, such as ``time_median``.

    What no row knows has no column, unless columns are named.
    """
    flat = [dict(_flat(row)) for row in rows]
    columns = columns or tuple({name: None for row in flat for name, value in row.items() if value is not None})
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _harmless(value) for name, value in row.items()} for row in flat)
    click.echo(text.getvalue(), nl=False)


def _harmless(value: object) -> object:
    """Keep a spreadsheet from running a text as a formula, by an apostrophe (OWASP, CSV injection); numbers stay."""
    if not isinstance(value, str) or not value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return value
    return value if _NUMBER.fullmatch(value) else f"'{value}"


def _flat(row: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{name}_")
        else:
            yield f"{above}{name}", value
