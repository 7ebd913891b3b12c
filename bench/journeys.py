"""Raw events to journeys: from the stored events, ids as texts, to the published cache."""

from __future__ import annotations

from bench._harness.lab import Lab
from bench._harness.limits import copying
from bench._harness.measuring import measured, percorso
from bench._harness.peers import peer
from bench._harness.rows import LIMIT, Goal, Row
from bench._harness.shop import Shop
from bench._harness.workspaces import copied, event_files, stored

SMALL = (200_000,)
FULL = (20_000_000, 100_000_000)

# On two cores.
_GOALS = (
    Goal("seconds", 30, events=20_000_000),
    Goal("peak_bytes", 3e9, events=20_000_000),
    Goal("peak_bytes", 4e9, events=100_000_000),
)
_POLARS, _COPY = "Polars: one person an id, sorted, in sessions", "limit: copy of the stored events"


def run(lab: Lab, events: int) -> tuple[Row, ...]:
    """Measure a first build; Polars does less: it follows no chain of ids and knows no channels, stages or orders."""
    source = stored(lab.folder, Shop(events))
    place, files = lab.scratch / "shop", event_files(source)
    build = measured(lambda _: percorso("build", "--workspace", copied(source, place)), lab.runs)
    folder = str(files[0].parents[1])
    target = str(lab.scratch / "journeys.parquet")
    copy = measured(lambda number: copying(files, lab.scratch, number), lab.runs, own_clock=True)
    return (
        Row("percorso build", build, events, peer=_POLARS, limit=_COPY, goals=_GOALS),
        *peer(lab, _POLARS, "polars_journeys.py", lambda _: [folder, target], events),
        Row(_COPY, copy, events, LIMIT),
    )
