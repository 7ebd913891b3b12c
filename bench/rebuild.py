"""Building again after 1% new events, beside building all from nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bench._harness.lab import Lab
from bench._harness.limits import copying
from bench._harness.measuring import measured, percorso
from bench._harness.peers import peer
from bench._harness.rows import LIMIT, Goal, Row
from bench._harness.shop import Shop
from bench._harness.workspaces import copied, event_files, store_next_day, stored

SMALL = (100_000,)
FULL = (20_000_000,)

_FULL_BUILD, _POLARS, _COPY = "full build", "Polars: all again", "limit: copy of the stored events"


def run(lab: Lab, events: int) -> tuple[Row, ...]:
    """Measure both builds; the new events, a day's of people old and new, are stored before the clock starts."""
    shop = Shop(events)
    source, base, place = stored(lab.folder, shop), lab.scratch / "built", lab.scratch / "grown"
    full = measured(lambda _: _build(copied(source, base)), lab.runs)

    def grown(_: int) -> Sequence[str]:
        store_next_day(copied(base, place), shop, max(1, events // 100))
        return _build(place)

    again = measured(grown, lab.runs)
    files = event_files(place)
    folder, target = str(files[0].parents[1]), str(lab.scratch / "journeys.parquet")
    copy = measured(lambda number: copying(files, lab.scratch, number), lab.runs, own_clock=True)
    goals = (Goal("share", 0.15, of=_FULL_BUILD),)
    return (
        Row(_FULL_BUILD, full, events, peer=_POLARS, limit=_COPY),
        Row("build after 1% new events", again, peer=_POLARS, limit=_COPY, goals=goals),
        *peer(lab, _POLARS, "polars_journeys.py", lambda _: [folder, target], events),
        Row(_COPY, copy, events, LIMIT),
    )


def _build(place: Path) -> list[str]:
    return percorso("build", "--workspace", place)
