"""``percorso sources``: who may send events, and by which key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from percorso.cli import options

_FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)

_LIMIT = click.option("--limit", type=click.IntRange(1), help="Requests a minute it may send; any number by default.")


@click.group("sources")
def command() -> None:
    """Create, list, rotate and disable the keys by which sites and servers send events."""


@command.command("create")
@click.argument("name")
@click.option("--origin", "origins", multiple=True, help="A site whose pages may use the key; any, when none is named.")
@_LIMIT
@_FORMAT
@options.workspace
def create(name: str, origins: tuple[str, ...], limit: int | None, form: str, workspace: Path) -> None:
    """Make a source and print its write key."""
    from percorso.pipeline import sources
    from percorso.store.workspace import Workspace

    made = sources.create(Workspace.open(workspace), name, origins, limit)
    _show({"name": made.source, "write_key": made.key}, form, f"{made.source}: {made.key}")


@command.command("rotate")
@click.argument("name")
@_FORMAT
@options.workspace
def rotate(name: str, form: str, workspace: Path) -> None:
    """Give a source a new key; the old one lets nobody in from now on."""
    from percorso.pipeline import sources
    from percorso.store.workspace import Workspace

    made = sources.rotate(Workspace.open(workspace), name)
    _show({"name": made.source, "write_key": made.key}, form, f"{made.source}: {made.key}")


@command.command("disable")
@click.argument("name")
@options.workspace
def disable(name: str, workspace: Path) -> None:
    """Let a source in no more; what it sent stays."""
    from percorso.pipeline import sources
    from percorso.store.workspace import Workspace

    sources.disable(Workspace.open(workspace), name)
    click.echo(f"{name} is let in no more.")


@command.command("limit")
@click.argument("name")
@_LIMIT
@options.workspace
def limited(name: str, limit: int | None, workspace: Path) -> None:
    """Say how many requests a minute a source may send, from now on."""
    from percorso.pipeline import sources
    from percorso.store.workspace import Workspace

    sources.limit(Workspace.open(workspace), name, limit)
    click.echo(f"{name} may send {'any number of' if limit is None else f'{limit:,}'} requests a minute.")


@command.command("report")
@click.argument("name", required=False)
@_FORMAT
@options.workspace
def report(name: str | None, form: str, workspace: Path) -> None:
    """Say what of a source's newest events, or of all sources', is not as their names promise.

    The specification's e-commerce events are known; describe your own in expectations.toml.
    """
    from percorso.pipeline import expecting
    from percorso.store.workspace import Workspace

    found = expecting.report(Workspace.open(workspace), name)
    _show(found, form, "\n\n".join(map(_reported, found)) or "Nothing has been stored yet.")


@command.command("list")
@_FORMAT
@options.workspace
def listing(form: str, workspace: Path) -> None:
    """List the sources that have or had a key."""
    from percorso.pipeline import sources
    from percorso.store.workspace import Workspace

    found = sources.listed(Workspace.open(workspace))
    text = "\n".join(map(_line, found)) or "No source has a key yet. Make one with: percorso sources create NAME"
    _show(found, form, text)


def _line(source: Mapping[str, Any]) -> str:
    key = source["write_key"] if source["enabled"] else "disabled"
    return f"{source['name']}: {key} (last event: {source['last_at'] or 'none yet'})"


def _reported(source: Mapping[str, Any]) -> str:
    head = f"{source['name']}: {source['events']:,} events looked at"
    if not source["findings"]:
        return f"{head}, all as expected."
    return "\n".join([f"{head}", *map(_finding, source["findings"])])


def _finding(one: Mapping[str, Any]) -> str:
    said = {
        "unknown_event": "is no known event" + (f" (is it {one['expected']}?)" if one["expected"] else ""),
        "unknown_field": f"has an unknown field {one['field']}" + (f" ({one['expected']}?)" if one["expected"] else ""),
        "wrong_kind": f"has {one['field']} that is no {one['expected']}",
        "missing_field": f"has no {one['field']}",
    }[one["problem"]]
    return f"{one['count']:>9,}  {one['event']} {said}, such as {one['example']}"


def _show(document: object, form: str, text: str) -> None:
    click.echo(json.dumps(document, ensure_ascii=False) if form == "json" else text)
