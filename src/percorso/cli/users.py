"""``percorso users``: who may look at a workspace."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from percorso.cli import options
from percorso.core.access import ROLES

_STDIN = click.option("--password-stdin", is_flag=True, help="Read the password from standard input; else it is asked.")
_ROLE = click.option("--role", type=click.Choice(list(ROLES)), required=True, help="What the account may do.")


@click.group("users")
def command() -> None:
    """Make and change accounts; from the first on, the page and the API demand a login."""


@command.command("create")
@click.argument("email")
@_ROLE
@click.option(
    "--personal-data/--no-personal-data",
    "personal_data",
    default=None,
    help="Whether it may see whom data is of; an owner may where nothing is said, others may not.",
)
@_STDIN
@options.text_or_json
@options.language
@options.workspace
def create(
    email: str,
    role: str,
    personal_data: bool | None,
    password_stdin: bool,
    form: str,
    language: str,
    workspace: Path,
) -> None:
    """Make an account."""
    from percorso.pipeline import accounts
    from percorso.speak import access
    from percorso.store.workspace import Workspace

    opened = Workspace.open(workspace)
    made = accounts.create(opened, email, role, _password(password_stdin, language), personal_data=personal_data)
    options.show(made, form, access.made(made, language))


@command.command("list")
@options.text_or_json
@options.language
@options.workspace
def listing(form: str, language: str, workspace: Path) -> None:
    """List the accounts."""
    from percorso.pipeline import accounts
    from percorso.speak import access
    from percorso.store.workspace import Workspace

    found = accounts.listed(Workspace.open(workspace))
    options.show(found, form, access.accounts(found, language))


@command.command("set-role")
@click.argument("email")
@_ROLE
@options.language
@options.workspace
def set_role(email: str, role: str, language: str, workspace: Path) -> None:
    """Give an account another role."""
    from percorso.pipeline import accounts
    from percorso.speak import access
    from percorso.store.workspace import Workspace

    accounts.set_role(Workspace.open(workspace), email, role)
    click.echo(access.given_role(email, role, language))


@command.command("set-password")
@click.argument("email")
@_STDIN
@options.language
@options.workspace
def set_password(email: str, password_stdin: bool, language: str, workspace: Path) -> None:
    """Give an account another password, and log it out everywhere."""
    from percorso.pipeline import accounts
    from percorso.speak import access
    from percorso.store.workspace import Workspace

    accounts.set_password(Workspace.open(workspace), email, _password(password_stdin, language))
    click.echo(access.changed(email, "given_password", language))


@command.command("grant")
@click.argument("email")
@options.language
@options.workspace
def grant(email: str, language: str, workspace: Path) -> None:
    """Let an account see personal data: identifiers, traits, and which pages somebody saw."""
    from percorso.pipeline import accounts
    from percorso.speak import access
    from percorso.store.workspace import Workspace

    accounts.set_personal_data(Workspace.open(workspace), email, granted=True)
    click.echo(access.changed(email, "granted", language))


@command.command("revoke")
@click.argument("email")
@options.language
@options.workspace
def revoke(email: str, language: str, workspace: Path) -> None:
    """Let an account see personal data no longer; identifiers are masked for it."""
    from percorso.pipeline import accounts
    from percorso.speak import access
    from percorso.store.workspace import Workspace

    accounts.set_personal_data(Workspace.open(workspace), email, granted=False)
    click.echo(access.changed(email, "revoked", language))


@command.command("disable")
@click.argument("email")
@options.language
@options.workspace
def disable(email: str, language: str, workspace: Path) -> None:
    """Let an account in no more, and log it out everywhere."""
    from percorso.pipeline import accounts
    from percorso.speak import access
    from percorso.store.workspace import Workspace

    accounts.disable(Workspace.open(workspace), email)
    click.echo(access.changed(email, "disabled", language))


@command.command("enable")
@click.argument("email")
@options.language
@options.workspace
def enable(email: str, language: str, workspace: Path) -> None:
    """Let an account in again."""
    from percorso.pipeline import accounts
    from percorso.speak import access
    from percorso.store.workspace import Workspace

    accounts.enable(Workspace.open(workspace), email)
    click.echo(access.changed(email, "enabled", language))


def _password(stdin: bool, language: str) -> str:
    """Read a password: the first line of standard input, or what is typed twice without being shown."""
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    from percorso.speak.catalogue import Catalogue

    asked = Catalogue.of(language).text("access.password")
    return str(click.prompt(asked, hide_input=True, confirmation_prompt=True, err=True))
