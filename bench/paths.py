"""What follows what, of a Parquet file of events."""

from __future__ import annotations

from bench._harness.lab import Lab
from bench._harness.logs import asking, log_file, reading
from bench._harness.measuring import measured
from bench._harness.peers import peer
from bench._harness.rows import LIMIT, Goal, Row

SMALL = (1_000_000,)
FULL = (20_000_000, 100_000_000)

_POLARS, _READ = "Polars: pairs by shifting", "limit: the file's times, read and summed"
_GOALS = (Goal("share", 1 / 3, of=_POLARS),)


def run(lab: Lab, events: int) -> tuple[Row, ...]:
    """Measure the question from the file, process and all, and once more when the file is in memory."""
    file = log_file(lab.folder, events)
    cold = measured(lambda _: asking(file, "paths"), lab.runs)
    warm = measured(lambda _: asking(file, "paths"), lab.runs, own_clock=True)
    read = measured(lambda _: reading(file), lab.runs, own_clock=True)
    return (
        Row("transitions, from the file, twice", cold, events, peer=_POLARS, limit=_READ),
        Row("transitions, in memory", warm, events, peer=_POLARS, limit=_READ, goals=_GOALS),
        *peer(lab, _POLARS, "polars_events.py", lambda _: [str(file), "paths"], events, own_clock=True),
        Row(_READ, read, events, LIMIT),
    )
