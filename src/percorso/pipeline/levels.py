"""Levels of trust: the same events seen with more or less evidence, and how much the answers change between them.

What a level other than the default gives is built from the same stored events into a place of its own, when it is first
asked for and after each new build.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from percorso.core.errors import unknown
from percorso.pipeline.published import Published
from percorso.store.proposals import OPEN
from percorso.store.workspace import DEFAULT_LEVEL, LOOSE_LEVEL, Workspace
from percorso.tables import JOURNEYS
from percorso.unify.rules import LEVELS

_SIDES = ("first", "last")
_CREDIT = """
SELECT {side}_channel AS channel, count(*) AS orders FROM journeys
WHERE outcome = 'order' AND {side}_channel IS NOT NULL GROUP BY ALL
"""


def at_level(workspace: Workspace, level: str) -> Workspace:
    """Give the workspace as a level of trust shows it, built if it is not up to date.

    Raises:
        PercorsoError: ``unknown_level``; ``not_built`` where the workspace itself never was.
    """
    if level not in LEVELS:
        raise unknown("level of identity", level, LEVELS, code="unknown_level")
    # Where no pair waits for somebody's word, loose sees what the default does.
    if level == DEFAULT_LEVEL or (level == LOOSE_LEVEL and not workspace.state.proposals.all(OPEN)):
        return workspace
    # Whoever reads the default level needs nothing of what builds: loading it takes as long as the reading.
    from percorso.pipeline.building import build, out_of_date

    Published.open(workspace)
    seen = replace(workspace, level=level)
    if out_of_date(seen):
        build(seen)
    return seen


def compare(workspace: Workspace) -> dict[str, list[Mapping[str, Any]]]:
    """Say how many orders each channel opens and closes the way to, level by level, and how much that differs.

    Returns:
        the document of ``percorso identity levels --format json``: ``channels``, a row for each with ``channel``,
        ``LEVEL_first`` and ``LEVEL_last`` of each level, and ``change``, the largest share by which another level
        differs from the default; None where the default has nothing to compare with.
    """
    found: dict[str, dict[str, Any]] = {}
    columns = [f"{level}_{side}" for level in LEVELS for side in _SIDES]
    for level in LEVELS:
        published = Published.open(at_level(workspace, level))
        for side in _SIDES:
            for row in published.rows(_CREDIT.format(side=side), JOURNEYS):
                told = found.setdefault(row["channel"], {"channel": row["channel"], **dict.fromkeys(columns, 0)})
                told[f"{level}_{side}"] = row["orders"]
    rows = [row | {"change": _change(row)} for row in found.values()]
    return {"channels": sorted(rows, key=lambda row: (-row["default_last"], row["channel"]))}


def _change(row: Mapping[str, Any]) -> float | None:
    """Give the largest share by which a level differs from the default, for orders opened or closed."""
    pairs = [(row[f"{level}_{side}"], row[f"default_{side}"]) for level in LEVELS for side in _SIDES]
    if any(orders and not usual for orders, usual in pairs):
        return None
    return max((abs(orders - usual) / usual for orders, usual in pairs if usual), default=0.0)
