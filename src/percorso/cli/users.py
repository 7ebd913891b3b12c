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
@options.workspace
def create(email: str, role: str, personal_data: bool | None, password_stdin: bool, form: str, workspace: Path) -> None:
    """Make an account."""
    from percorso.pipeline import accounts
    from percorso.store.workspace import Workspace

    opened = Workspace.open(workspace)
    made = accounts.create(opened, email, role, _password(password_stdin), personal_data=personal_data)
    options.show(made, form, f"{made['email']} may log in as {made['role']}.")


@command.command("list")
@options.text_or_json
@options.workspace
def listing(form: str, workspace: Path) -> None:
    """List the accounts."""
    from percorso.pipeline import accounts
    from percorso.store.workspace import Workspace

    found = accounts.listed(Workspace.open(workspace))
    lines = [
        f"{one['email']}: {one['role']}"
        + (", sees personal data" if one["personal_data"] else "")
        + ("" if one["enabled"] else ", let in no more")
        for one in found
    ]
    nobody = "No account yet: whoever sits at this machine sees everything. Make one with: percorso users create EMAIL"
    options.show(found, form, "\n".join(lines) or nobody)


@command.command("set-role")
@click.argument("email")
@_ROLE
@options.workspace
def set_role(email: str, role: str, workspace: Path) -> None:
    """Give an account another role."""
    from percorso.pipeline import accounts
    from percorso.store.workspace import Workspace

    accounts.set_role(Workspace.open(workspace), email, role)
    click.echo(f"{email} is {role} from now on.")


@command.command("set-password")
@click.argument("email")
@_STDIN
@options.workspace
def set_password(email: str, password_stdin: bool, workspace: Path) -> None:
    """Give an account another password, and log it out everywhere."""
    from percorso.pipeline import accounts
    from percorso.store.workspace import Workspace

    accounts.set_password(Workspace.open(workspace), email, _password(password_stdin))
    click.echo(f"{email} has a new password and is logged out.")


@command.command("grant")
@click.argument("email")
@options.workspace
def grant(email: str, workspace: Path) -> None:
    """Let an account see personal data: identifiers, traits, and which pages somebody saw."""
    from percorso.pipeline import accounts
    from percorso.store.workspace import Workspace

    accounts.set_personal_data(Workspace.open(workspace), email, granted=True)
    click.echo(f"{email} sees personal data from now on.")


@command.command("revoke")
@click.argument("email")
@options.workspace
def revoke(email: str, workspace: Path) -> None:
    """Let an account see personal data no longer; identifiers are masked for it."""
    from percorso.pipeline import accounts
    from percorso.store.workspace import Workspace

    accounts.set_personal_data(Workspace.open(workspace), email, granted=False)
    click.echo(f"{email} sees personal data no longer.")


@command.command("disable")
@click.argument("email")
@options.workspace
def disable(email: str, workspace: Path) -> None:
    """Let an account in no more, and log it out everywhere."""
    from percorso.pipeline import accounts
    from percorso.store.workspace import Workspace

    accounts.disable(Workspace.open(workspace), email)
    click.echo(f"{email} is let in no more.")


@command.command("enable")
@click.argument("email")
@options.workspace
def enable(email: str, workspace: Path) -> None:
    """Let an account in again."""
    from percorso.pipeline import accounts
    from percorso.store.workspace import Workspace

    accounts.enable(Workspace.open(workspace), email)
    click.echo(f"{email} is let in again.")


def _password(stdin: bool) -> str:
    """Read a password: the first line of standard input, or what is typed twice without being shown."""
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
