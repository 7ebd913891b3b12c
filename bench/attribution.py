"""Eight attribution models with their intervals, of a Parquet file of events."""

from __future__ import annotations

from bench._harness.lab import Lab
from bench._harness.logs import asking, log_file, reading
from bench._harness.measuring import measured
from bench._harness.peers import peer
from bench._harness.rows import LIMIT, Goal, Row

SMALL = (1_000_000,)
FULL = (20_000_000, 100_000_000)

_POLARS, _READ = "Polars: last and linear alone, no interval", "limit: the file's times, read and summed"
_DUCKDB = "DuckDB: first, last and linear alone, no interval"
_GOALS = (Goal("peak_bytes", 4e9, events=100_000_000), Goal("share", 1 / 8, of=_DUCKDB))


def run(lab: Lab, events: int) -> tuple[Row, ...]:
    """Measure the question from the file, process and all, and once more when the file is in memory."""
    file = log_file(lab.folder, events)
    cold = measured(lambda _: asking(file, "attribution"), lab.runs)
    warm = measured(lambda _: asking(file, "attribution"), lab.runs, own_clock=True)
    rules = measured(lambda _: asking(file, "rules"), lab.runs, own_clock=True)
    read = measured(lambda _: reading(file), lab.runs, own_clock=True)
    return (
        Row("attribution, from the file, twice", cold, events, peer=_POLARS, limit=_READ),
        Row("attribution, in memory", warm, events, peer=_DUCKDB, limit=_READ, goals=_GOALS),
        Row("six rules without interval, in memory", rules, events, peer=_DUCKDB, limit=_READ),
        *peer(lab, _POLARS, "polars_events.py", lambda _: [str(file), "attribution"], events, own_clock=True),
        *peer(lab, _DUCKDB, "duckdb_events.py", lambda _: [str(file)], events, own_clock=True),
        Row(_READ, read, events, LIMIT),
    )
