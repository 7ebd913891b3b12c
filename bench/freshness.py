"""Freshness: how long after its acknowledgement an event stands on its customer's timeline, and in the analyses."""

from __future__ import annotations

from bench._harness.building import built
from bench._harness.lab import Lab
from bench._harness.measuring import Measured, Run
from bench._harness.rows import LIMIT, Goal, Row
from bench._harness.shop import Shop
from bench._harness.watching import Seen, watch

SMALL = (20_000,)
FULL = (10_000_000,)

_TIMELINE, _ANALYSES = 5.0, 60.0
# Visitors who come one a second while `percorso serve` stores and builds by itself: over several builds, or just one.
_VISITORS, _FEW = 40, 3
_ACKNOWLEDGED = "limit: acknowledged"


def run(lab: Lab, events: int) -> tuple[Row, ...]:
    """Measure the slowest of the visitors who come to a shop with so many stored events."""
    visitors = _VISITORS if events >= SMALL[0] else _FEW
    seen = [watch(built(lab, Shop(events), f"fresh-{number}"), visitors) for number in range(lab.runs)]
    return (
        _row("the slowest event, on its customer's timeline", seen, "on_timeline", _TIMELINE),
        _row("the slowest event, in the analyses", seen, "in_analyses", _ANALYSES),
        Row(_ACKNOWLEDGED, _measured(seen, "acknowledged"), kind=LIMIT),
    )


def _row(name: str, seen: list[Seen], figure: str, most: float) -> Row:
    return Row(name, _measured(seen, figure), limit=_ACKNOWLEDGED, goals=(Goal("seconds", most, FULL[0]),))


def _measured(seen: list[Seen], figure: str) -> Measured:
    return Measured(tuple(Run(max(getattr(one, figure)), one.cpu_seconds, one.peak_bytes) for one in seen))
