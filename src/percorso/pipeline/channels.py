"""Classify the rows of a plain file, with a workspace's rules or the built-in ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from percorso.collect.plain import read_rows
from percorso.core.errors import unknown
from percorso.pipeline.rules import rules_of
from percorso.store.workspace import Workspace, is_workspace
from percorso.trace.channels import ChannelRules, classify_rows

# What is read of a row; any may be missing, but not all.
ASKED = ("url", "referrer", "source", "medium", "campaign")


def classify_file(path: Path, folder: Path) -> list[dict[str, Any]]:
    """Give each row of a CSV, JSON lines or Parquet file its channel and the rule that said so, in input order.

    Raises:
        PercorsoError: what is wrong with the file.
    """
    rows = list(read_rows(path))
    columns = {name for row in rows for name in row}
    if columns and not columns & set(ASKED):
        raise unknown("column to classify by", sorted(columns)[0], ASKED, code="missing_column")
    rules = rules_of(Workspace.open(folder)).channels if is_workspace(folder) else ChannelRules.built_in()
    return classify_rows(rows, rules)
