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
_MEMORY = Goal("peak_bytes", 4e9, events=100_000_000)
_GOALS = (
    _MEMORY,
    Goal("share", 1 / 3, of=_POLARS),
)


def run(lab: Lab, events: int) -> tuple[Row, ...]:
    """Measure the question when the file is in memory, and from the file, process and all."""
    file = log_file(lab.folder, events)
    # In memory first: what is asked once should find the kernels compiled.
    warm = measured(lambda _: asking(file, "paths"), lab.runs, own_clock=True)
    cold = measured(lambda _: asking(file, "paths", 1), lab.runs)
    read = measured(lambda _: reading(file), lab.runs, own_clock=True)
    return (
        Row("transitions, in memory", warm, events, peer=_POLARS, limit=_READ, goals=_GOALS),
        Row("transitions, from the file", cold, events, peer=_POLARS, limit=_READ, goals=(_MEMORY,)),
        *peer(lab, _POLARS, "polars_events.py", lambda _: [str(file), "paths"], events, own_clock=True),
        Row(_READ, read, events, LIMIT),
    )
