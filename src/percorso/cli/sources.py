"""``percorso sources``: who may send events, and by which key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

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


@command.command("snippet")
@click.argument("name")
@click.option("--host", default="http://127.0.0.1:8642", show_default=True, help="Where browsers reach this Percorso.")
@click.option("--banner", is_flag=True, help="Ask for consent first, with Percorso's own banner.")
@options.workspace
def snippet(name: str, host: str, banner: bool, workspace: Path) -> None:
    """Print what a shop pastes into the head of its pages."""
    from percorso.pipeline import sources
    from percorso.store.workspace import Workspace
    from percorso.web.snippet import snippet as written

    click.echo(written(host, sources.key_of(Workspace.open(workspace), name), banner=banner))


@command.command("list")
@_FORMAT
@options.workspace
def listing(form: str, workspace: Path) -> None:
    """List the sources that have or had a key."""
    from percorso.pipeline import sources, webhooks
    from percorso.store.workspace import Workspace

    opened = Workspace.open(workspace)
    hooks = webhooks.listed(opened)
    found = [{**one, "webhook": hooks.get(one["name"])} for one in sources.listed(opened)]
    text = "\n".join(map(_line, found)) or "No source has a key yet. Make one with: percorso sources create NAME"
    _show(found, form, text)


@command.command("webhook")
@click.argument("name")
@click.option("--platform", required=True, help="Who sends: shopify, woocommerce or generic.")
@click.option(
    "--secret-file",
    type=click.File("rb"),
    help="A file that holds the secret, - for standard input; made if not given.",
)
@click.option("--mapping", type=click.Path(path_type=Path), help="How a generic webhook's body is read.")
@click.option("--header", default="X-Signature", show_default=True, help="Where a generic one's signature stands.")
@click.option("--timestamp-header", default="", help="Where a generic one says when it was sent.")
@click.option("--tolerance", default="5m", show_default=True, help="By how much that may differ from now.")
@click.option("--signed", default="body", show_default=True, help="What is signed: body or timestamp.body.")
@_FORMAT
@options.workspace
def webhook(
    name: str,
    platform: str,
    secret_file: BinaryIO | None,
    mapping: Path | None,
    header: str,
    timestamp_header: str,
    tolerance: str,
    signed: str,
    form: str,
    workspace: Path,
) -> None:
    """Let a source take signed webhooks, and print where they are to be sent; a secret made here is shown once."""
    from percorso.core.time import parse_duration
    from percorso.pipeline import webhooks
    from percorso.pipeline.importing import MappingFile
    from percorso.store.workspace import Workspace

    terms = webhooks.Terms(
        platform=platform,
        secret=None if secret_file is None else webhooks.secret_in(secret_file.read()),
        header=header,
        timestamp_header=timestamp_header,
        tolerance=int(parse_duration(tolerance).total_seconds()),
        signed=signed,
        mapping=MappingFile.read(mapping) if mapping else None,
    )
    made = webhooks.set_up(Workspace.open(workspace), name, terms)
    lines = [f"{made.source}: send webhooks to {made.path} of this server's public address."]
    if made.generated:
        lines.append(f"Secret, shown this once: {made.generated}")
    _show(asdict(made), form, "\n".join(lines))


@command.command("privacy")
@click.option("--done", "done", metavar="ID", help="Note that what this request asks for is done.")
@_FORMAT
@options.workspace
def privacy(done: str | None, form: str, workspace: Path) -> None:
    """List the open privacy requests that webhooks brought, or note that one is answered."""
    from percorso.pipeline import webhooks
    from percorso.store.workspace import Workspace

    opened = Workspace.open(workspace)
    if done:
        webhooks.answered(opened, done)
    found = webhooks.privacy_requests(opened)
    text = "\n".join(f"{one['id']}: {one['kind']} by {one['due_at'][:10]}, {_who(one)}" for one in found)
    more = (
        "\nAnswer one with: percorso privacy export --request ID --out FOLDER, or percorso privacy erase --request ID"
    )
    _show(found, form, f"{text}{more}" if text else "No privacy request is open.")


def _who(request: Mapping[str, Any]) -> str:
    told = request["identifiers"]
    return str(told.get("email") or told.get("phone") or told.get("customer_id") or told.get("shop_domain") or "nobody")


def _line(source: Mapping[str, Any]) -> str:
    key = source["write_key"] if source["enabled"] else "disabled"
    line = f"{source['name']}: {key} (last event: {source['last_at'] or 'none yet'})"
    hook = source["webhook"]
    if hook is None:
        return line
    line += f"\n  webhooks of {hook['platform']}, secret {hook['secret']}"
    if hook["uninstalled_at"]:
        line += f", uninstalled {hook['uninstalled_at']}"
    topics = (
        f"\n    {one['topic'] or 'no topic'}: {one['deliveries']}, last {one['last_at']}" for one in hook["topics"]
    )
    return line + "".join(topics)


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
