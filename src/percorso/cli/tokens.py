"""``percorso tokens``: what programs show to be let in."""

from __future__ import annotations

from pathlib import Path

import click

from percorso.cli import options
from percorso.core.access import RIGHTS


@click.group("tokens")
def command() -> None:
    """Make, list and revoke the tokens that programs show to the API (Authorization: Bearer)."""


@command.command("create")
@click.argument("name")
@click.option("--scope", "scopes", type=click.Choice(RIGHTS), multiple=True, required=True, help="A right it gives.")
@click.option("--expires", help="For how long it lets somebody in, such as 90d; for ever, when it is not said.")
@options.text_or_json
@options.workspace
def create(name: str, scopes: tuple[str, ...], expires: str | None, form: str, workspace: Path) -> None:
    """Make a token and print it, this once."""
    from percorso.core.time import parse_duration
    from percorso.pipeline import tokens
    from percorso.store.workspace import Workspace

    made = tokens.create(Workspace.open(workspace), name, scopes, parse_duration(expires) if expires else None)
    options.show({"token": made}, form, made)


@command.command("list")
@options.text_or_json
@options.language
@options.workspace
def listing(form: str, language: str, workspace: Path) -> None:
    """List the tokens; none is shown again."""
    from percorso.pipeline import tokens
    from percorso.speak import access
    from percorso.store.workspace import Workspace

    found = tokens.listed(Workspace.open(workspace))
    options.show(found, form, access.tokens(found, language))


@command.command("revoke")
@click.argument("name")
@options.language
@options.workspace
def revoke(name: str, language: str, workspace: Path) -> None:
    """Let a token in no more."""
    from percorso.pipeline import tokens
    from percorso.speak.access import token_revoked
    from percorso.store.workspace import Workspace

    tokens.revoke(Workspace.open(workspace), name)
    click.echo(token_revoked(name, language))
