"""Expecting: what each source sends, held against what events of those names hold."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from percorso.collect.expectations import Vocabulary, findings
from percorso.core.errors import PercorsoError, unknown
from percorso.store.bucket import Bucket
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS

# The shop's own events, beside those of the specification.
FILE = "expectations.toml"
# How many of a source's newest events are looked at.
LAST = 100_000

_NEWEST_SQL = """
SELECT name, properties FROM events WHERE source = $source AND kind = 'track' ORDER BY seq DESC LIMIT $last
"""


def report(workspace: Workspace, source: str | None = None, last: int = LAST) -> list[dict[str, Any]]:
    """Say for each source, or one, what of its newest events is not as expected.

    Returns:
        per source its ``name``, how many ``events`` were looked at, and the ``findings``: event, problem, field,
        expected, count, example.

    Raises:
        PercorsoError: ``unknown_source``; ``bad_expectations``.
    """
    vocabulary = _vocabulary(workspace)
    with Bucket(-1, {EVENTS.name: workspace.lake.files(EVENTS)}) as stored:
        names = stored.sql("SELECT DISTINCT source FROM events ORDER BY source")["source"].to_pylist()
        if source is not None and source not in names:
            raise unknown("source", source, names, code="unknown_source")
        return [
            _reported(name, stored.sql(_NEWEST_SQL, source=name, last=last).to_pylist(), vocabulary)
            for name in names
            if source in (None, name)
        ]


def _reported(name: str, rows: list[dict[str, Any]], vocabulary: Vocabulary) -> dict[str, Any]:
    found = findings(((row["name"], row["properties"]) for row in rows), vocabulary)
    return {"name": name, "events": len(rows), "findings": list(map(asdict, found))}


def _vocabulary(workspace: Workspace) -> Vocabulary:
    """Read what is expected: the specification's events, and those of the workspace's own file if it has one."""
    path = workspace.folder / FILE
    try:
        return Vocabulary.built_in().extended(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Vocabulary.built_in()
    except UnicodeDecodeError as error:
        raise PercorsoError("bad_expectations", f"{path} is not UTF-8 text: {error.reason}.") from None
