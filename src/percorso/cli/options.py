"""Options that every verb writes the same way."""

from __future__ import annotations

import json
from pathlib import Path

import click

workspace = click.option(
    "--workspace",
    "-w",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="PERCORSO_WORKSPACE",
    default=Path(),
    show_envvar=True,
    help="The workspace's folder; default: the current one.",
)
language = click.option("--language", type=click.Choice(["en", "it"]), default="en", help="English or Italian.")
table_or_json = click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", help="For people or for machines."
)


def echo_json(document: object) -> None:
    """Write a document as JSON on standard output."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
