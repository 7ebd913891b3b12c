"""Rows: what a benchmark measured, beside a peer, the machine's limit, and the goals it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench._harness.measuring import Measured

OWN, PEER, LIMIT = "own", "peer", "limit"


@dataclass(frozen=True)
class Goal:
    """What a figure should not exceed.

    Attributes:
        figure: ``seconds``, ``peak_bytes``, or ``share`` of the row named in ``of``.
        most: in seconds, bytes, or as a fraction.
        events: the size it is set for; None for any. At another size it is shown and not judged.
    """

    figure: str
    most: float
    events: int | None = None
    of: str = ""


@dataclass(frozen=True)
class Row:
    """One line of a table.

    Attributes:
        items: how many of what ``measured`` worked through, for a rate; 0 for none.
        kind: OWN, PEER or LIMIT.
        peer, limit: names of the rows this one is compared with; empty for none.
    """

    name: str
    measured: Measured
    items: int = 0
    kind: str = OWN
    peer: str = ""
    limit: str = ""
    goals: tuple[Goal, ...] = ()


def ratio(row: Row, other: str, rows: Sequence[Row]) -> float | None:
    """Say how many times the other row's median a row's is; None where there is no such row."""
    found = next((one for one in rows if one.name == other), None)
    return row.measured.seconds / found.measured.seconds if found else None


def met(row: Row, goal: Goal, rows: Sequence[Row], events: int) -> bool | None:
    """Say whether a row keeps a goal; None where this size, or a row left out, does not tell."""
    if goal.events is not None and goal.events != events:
        return None
    figures = {
        "seconds": row.measured.seconds,
        "peak_bytes": float(row.measured.peak_bytes),
        "share": ratio(row, goal.of, rows),
    }
    figure = figures[goal.figure]
    return None if figure is None else figure <= goal.most
