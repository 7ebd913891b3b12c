"""``percorso identity``: who is who, and why."""

from __future__ import annotations

import click

from percorso.cli import identity_evidence, identity_matching
from percorso.cli.identity_levels import levels


@click.group("identity")
def command() -> None:
    """Say who is who, and why."""


for one in (*identity_matching.COMMANDS, *identity_evidence.COMMANDS, levels):
    command.add_command(one)
