"""Options of verbs that take a plain file: which column is what."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import click

from percorso.core.errors import PercorsoError

file = click.argument("file", required=False, type=click.Path(path_type=Path))
customer = click.option(
    "--customer", default="customer_id", show_default=True, help="The column that says whose a row is."
)
time = click.option("--time", default="at", show_default=True, help="The column that says when it was.")
event = click.option("--event", default="event", show_default=True, help="The column that says what it was.")


def names(given: Sequence[str]) -> tuple[str, ...]:
    """Split lists of names at commas; a name that holds one is quoted, as in CSV."""
    found: list[str] = []
    for text in given:
        try:
            found += [name.strip() for row in csv.reader([text], strict=True, skipinitialspace=True) for name in row]
        except csv.Error:
            raise PercorsoError(
                "bad_names", f"'{text}' is not a list of names.", hint='Write A,B or "A, a",B.'
            ) from None
    return tuple(name for name in found if name)


def pairs(given: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Read conditions such as ``device=mobile``."""
    found = []
    for text in given:
        name, mark, value = text.partition("=")
        if not mark or not name.strip():
            raise PercorsoError("bad_names", f"'{text}' is no condition.", hint="Write COLUMN=VALUE.")
        found.append((name.strip(), value.strip()))
    return tuple(found)
