"""Classify the rows of a plain file, with a workspace's rules or the built-in ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from percorso.collect.headers import fold
from percorso.collect.plain import Row, read_rows
from percorso.pipeline.rules import rules_of
from percorso.store.workspace import Workspace, is_workspace
from percorso.trace.channels import ChannelRules, classify_rows

# What is read of a row; any may be missing.
ASKED = ("url", "referrer", "source", "medium", "campaign")


def classify_file(path: Path, folder: Path) -> list[dict[str, Any]]:
    """Give each row of a CSV, JSON lines or Parquet file its channel and the rule that said so, in input order.

    Raises:
        PercorsoError: what is wrong with the file.
    """
    rows = list(read_rows(path))
    rules = rules_of(Workspace.open(folder)).channels if is_workspace(folder) else ChannelRules.built_in()
    columns = dict.fromkeys(name for row in rows for name in row)
    found = classify_rows(map(_renamer(columns), rows), rules)
    return [{**row, "channel": one["channel"], "rule": one["rule"]} for row, one in zip(rows, found, strict=True)]


def _renamer(columns: Iterable[str]) -> Callable[[Row], Row]:
    """Make what gives a row's columns the names that are asked for; their case, spaces and ``utm_`` do not count."""
    named: dict[str, str] = {}
    for column in columns:
        name = fold(column).removeprefix("utm")
        if name in ASKED:
            named.setdefault(name, column)
    # The exact name wins over a like one that stands before it.
    named |= {name: name for name in ASKED if name in set(columns)}
    return lambda row: {name: row.get(column) for name, column in named.items()}
