"""The report: the six answers of a built shop, written as one file."""

from __future__ import annotations

from bench._harness.building import built
from bench._harness.lab import Lab
from bench._harness.limits import summing
from bench._harness.measuring import measured, percorso
from bench._harness.peers import peer
from bench._harness.rows import LIMIT, Row
from bench._harness.shop import Shop

SMALL = (200_000,)
FULL = (10_000_000,)

_POLARS, _SUM = "Polars: credits, transitions, steps, months", "limit: numpy sum of the cache"


def run(lab: Lab, events: int) -> tuple[Row, ...]:
    """Measure the whole command; Polars counts some of the same from the published tables, without intervals."""
    place = built(lab, Shop(events), "shop")
    # The first report after an upgrade compiles what only answers need.
    command = percorso("report", "--workspace", place, "--out", lab.scratch / "report.html")
    measured(lambda _: command, 1)
    report = measured(lambda _: command, lab.runs)
    summed = measured(lambda _: summing(place / "cache"), lab.runs, own_clock=True)
    return (
        Row("percorso report", report, events, peer=_POLARS, limit=_SUM),
        *peer(lab, _POLARS, "polars_report.py", lambda _: [str(place / "lake")], events),
        Row(_SUM, summed, events, LIMIT),
    )
