"""The applier: calls as SDKs send them, from JSON in the durable log to refined events in the lake."""

from __future__ import annotations

import sys
from pathlib import Path

from bench._harness.calls import LINES, sent
from bench._harness.lab import Lab
from bench._harness.limits import copying
from bench._harness.measuring import measured
from bench._harness.peers import peer
from bench._harness.rows import LIMIT, Goal, Row
from bench._harness.workspaces import copied

SMALL = (100_000,)
FULL = (2_000_000,)

# So many times as many events are in the lake before: 50M at the full size.
_KNOWN = 25
_POLARS, _COPY = "Polars: the calls to Parquet", "limit: copy of the log"
_APPLY = """
import sys, time
from pathlib import Path
from percorso.pipeline.applying import apply_log
from percorso.store.workspace import Workspace
shop = Workspace.open(Path(sys.argv[1]))
began = time.perf_counter()
done = apply_log(shop)
seconds = time.perf_counter() - began
if done.events != int(sys.argv[2]) or done.quarantined or done.duplicates:
    sys.exit(f"not all were new and good: {done}")
print(seconds)
"""


def run(lab: Lab, events: int) -> tuple[Row, ...]:
    """Measure both lakes; the start of the interpreter is not counted, as none is where the server applies."""
    places = {
        "an empty lake": (sent(lab.folder, events, 0), 100_000),
        "beside 25 times as many known ids": (sent(lab.folder, events, _KNOWN * events), 70_000),
    }
    rows = [_row(lab, f"apply into {name}", place, events, rate) for name, (place, rate) in places.items()]
    empty = places["an empty lake"][0]
    logs = [*(empty / "log").glob("*.log")]
    target = str(lab.scratch / "peer.parquet")
    copy = measured(lambda number: copying(logs, lab.scratch, number), lab.runs, own_clock=True)
    return (
        *rows,
        *peer(lab, _POLARS, "polars_import.py", lambda _: [str(empty.parent / LINES), target], events),
        Row(_COPY, copy, events, LIMIT),
    )


def _row(lab: Lab, name: str, source: Path, events: int, rate: int) -> Row:
    def command(_: int) -> list[str]:
        return [sys.executable, "-c", _APPLY, str(copied(source, lab.scratch / "shop")), str(events)]

    goal = Goal("seconds", FULL[0] / rate, FULL[0])
    return Row(name, measured(command, lab.runs, own_clock=True), events, peer=_POLARS, limit=_COPY, goals=(goal,))
