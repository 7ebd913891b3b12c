"""A funnel of three steps within a week, of a Parquet file of events."""

from __future__ import annotations

from bench._harness.lab import Lab
from bench._harness.logs import asking, log_file, reading, summing
from bench._harness.measuring import measured
from bench._harness.peers import peer
from bench._harness.rows import LIMIT, Goal, Row

SMALL = (1_000_000,)
FULL = (20_000_000, 100_000_000)

_POLARS, _READ = "Polars: the furthest step by filling forward", "limit: the file's times, read and summed"
_CHDB, _SUM = "chDB: windowFunnel", "limit: times and events in memory, summed"
_MEMORY = Goal("peak_bytes", 4e9, events=100_000_000)
_GOALS = (_MEMORY, Goal("share", 0.2, of=_POLARS), Goal("share", 0.2, of=_CHDB), Goal("share", 15, of=_SUM))


def run(lab: Lab, events: int) -> tuple[Row, ...]:
    """Measure the question when the file is in memory, and from the file, process and all."""
    file = log_file(lab.folder, events)
    # In memory first: what is asked once should find the kernels compiled.
    warm = measured(lambda _: asking(file, "funnel"), lab.runs, own_clock=True)
    cold = measured(lambda _: asking(file, "funnel", 1), lab.runs)
    read = measured(lambda _: reading(file), lab.runs, own_clock=True)
    return (
        Row("funnel, in memory", warm, events, peer=_CHDB, limit=_SUM, goals=_GOALS),
        Row("funnel, from the file", cold, events, peer=_POLARS, limit=_READ, goals=(_MEMORY,)),
        *peer(lab, _POLARS, "polars_events.py", lambda _: [str(file), "funnel"], events, own_clock=True),
        *peer(lab, _CHDB, "chdb_events.py", lambda _: [str(file)], events, own_clock=True),
        Row(_READ, read, events, LIMIT),
        Row(_SUM, measured(lambda _: summing(file), lab.runs, own_clock=True), events, LIMIT),
    )
