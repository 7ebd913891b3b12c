"""Eight attribution models of a Parquet file of events, without intervals and with them."""

from __future__ import annotations

from bench._harness.lab import Lab
from bench._harness.logs import asking, log_file, reading
from bench._harness.measuring import measured
from bench._harness.peers import peer
from bench._harness.rows import LIMIT, Goal, Row

SMALL = (1_000_000,)
# A million people, twenty million events, a hundred.
FULL = (10_000_000, 20_000_000, 100_000_000)

_POLARS, _READ = "Polars: last and linear alone, no interval", "limit: the file's times, read and summed"
_DUCKDB = "DuckDB: first, last and linear alone, no interval"
_MEMORY = Goal("peak_bytes", 4e9, events=100_000_000)
_GOALS = (_MEMORY, Goal("share", 1 / 8, of=_DUCKDB))
_ONCE = (_MEMORY, Goal("seconds", 5, events=10_000_000))


def run(lab: Lab, events: int) -> tuple[Row, ...]:
    """Measure the models when the file is in memory, and from the file, process and all."""
    file = log_file(lab.folder, events)
    # Those in memory first: what is asked once should find the kernels compiled.
    warm = measured(lambda _: asking(file, "models"), lab.runs, own_clock=True)
    drawn = measured(lambda _: asking(file, "intervals"), lab.runs, own_clock=True)
    cold = measured(lambda _: asking(file, "models", 1), lab.runs)
    whole = measured(lambda _: asking(file, "intervals", 1), lab.runs)
    read = measured(lambda _: reading(file), lab.runs, own_clock=True)
    return (
        Row("eight models, in memory", warm, events, peer=_DUCKDB, limit=_READ, goals=_GOALS),
        Row("eight models with intervals, in memory", drawn, events, peer=_DUCKDB, limit=_READ),
        Row("eight models, from the file", cold, events, peer=_DUCKDB, limit=_READ, goals=(_MEMORY,)),
        Row("eight models with intervals, from the file", whole, events, peer=_DUCKDB, limit=_READ, goals=_ONCE),
        *peer(lab, _POLARS, "polars_events.py", lambda _: [str(file), "attribution"], events, own_clock=True),
        *peer(lab, _DUCKDB, "duckdb_events.py", lambda _: [str(file)], events, own_clock=True),
        Row(_READ, read, events, LIMIT),
    )
