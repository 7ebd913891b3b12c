"""``percorso identity``: who is who, and why."""

from __future__ import annotations

import click

from percorso.cli.identity_matching import COMMANDS


@click.group("identity")
def command() -> None:
    """Say who is who, and why."""


for one in COMMANDS:
    command.add_command(one)
