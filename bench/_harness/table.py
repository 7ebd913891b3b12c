"""The table a benchmark prints: aligned columns, what was measured beside its peer, its limit and its goals."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bench._harness.quantities import shown_bytes, shown_count, shown_ratio, shown_seconds
from bench._harness.rows import LIMIT, OWN, Goal, Row, met, ratio

_STYLES = {True: "green", False: "red", None: "dim"}
_COLUMNS = ("", "median", "min–max", "cpu", "memory", "rate", "x peer", "x limit", "goals")


def print_table(title: str, rows: Sequence[Row], events: int, out: Console) -> None:
    """Print rows in their order; peers and limits are dimmed."""
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for place, name in enumerate(_COLUMNS):
        sides = place in (0, len(_COLUMNS) - 1)
        table.add_column(name, justify="left" if sides else "right", no_wrap=not sides, header_style="dim")
    for row in rows:
        cells = [row.name, *_figures(row, rows)]
        table.add_row(*map(Text, cells), _goals(row, rows, events), style="" if row.kind == OWN else "dim")
    out.print(table)


def _figures(row: Row, rows: Sequence[Row]) -> list[str]:
    fastest, slowest = row.measured.spread
    median = row.measured.seconds
    to_peer, to_limit = ratio(row, row.peer, rows), ratio(row, row.limit, rows)
    return [
        shown_seconds(median),
        f"{shown_seconds(fastest)}–{shown_seconds(slowest)}",
        "" if row.kind == LIMIT else shown_seconds(row.measured.cpu_seconds),
        shown_bytes(row.measured.peak_bytes),
        f"{shown_count(row.items / median)}/s" if row.items else "",
        "" if to_peer is None else shown_ratio(to_peer),
        "" if to_limit is None else shown_ratio(to_limit),
    ]


def _goals(row: Row, rows: Sequence[Row], events: int) -> Text:
    told = Text()
    for goal in row.goals:
        verdict = met(row, goal, rows, events)
        words = {True: "met", False: "not met", None: "not judged here"}
        told.append(f"{'; ' if told else ''}{_said(goal, row, rows)}: ")
        told.append(words[verdict], _STYLES[verdict])
    return told


def _said(goal: Goal, row: Row, rows: Sequence[Row]) -> str:
    size = "" if goal.events is None else f" at {shown_count(goal.events)}"
    if goal.figure == "share":
        share = ratio(row, goal.of, rows)
        now = "" if share is None else f", is {share:.0%}"
        return f"≤ {goal.most:.0%} of {goal.of}{size}{now}"
    shown = shown_seconds(goal.most) if goal.figure == "seconds" else shown_bytes(goal.most)
    return f"≤ {shown}{size}"
