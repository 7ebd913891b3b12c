"""Options of verbs that take a plain file: which column is what."""

from __future__ import annotations

from pathlib import Path

import click

file = click.argument("file", required=False, type=click.Path(path_type=Path))
customer = click.option(
    "--customer", default="customer_id", show_default=True, help="The column that says whose a row is."
)
time = click.option("--time", default="at", show_default=True, help="The column that says when it was.")
event = click.option("--event", default="event", show_default=True, help="The column that says what it was.")

# Options that say something of files alone, or of workspaces alone, and where they do nothing.
OF_FILES = (("customer", "time", "event"), "without a FILE")
OF_WORKSPACES = (("identity",), "for a FILE")
