"""The collector: batches of 100 events over 16 connections, each on the disk before it is acknowledged."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from bench._harness.lab import Lab
from bench._harness.measuring import Measured, Run
from bench._harness.rows import LIMIT, Goal, Row
from bench._harness.workspaces import empty
from percorso.core.errors import PercorsoError
from percorso.pipeline import sources
from percorso.store.workspace import Workspace

SMALL = (200_000,)
FULL = (20_000_000,)

CONNECTIONS = 16
_RATE = 100_000
_LATE, _MEMORY = 0.05, 150 * 2**20
# At least 0.6 of the rate of the same collector that acknowledges before it writes.
_TIMES = 1 / 0.6
_EARLY, _WITHOUT = "limit: acknowledged before the write", "limit: nothing written"


def run(lab: Lab, events: int) -> tuple[Row, ...]:
    """Measure ``percorso collect``, its senders on the same machine, from the first batch to the last answer."""
    whole, slowest = _measured(lab, events, "whole")
    early, _ = _measured(lab, events, "early")
    without, _ = _measured(lab, events, "without")
    goals = (Goal("seconds", FULL[0] / _RATE, FULL[0]), Goal("share", _TIMES, of=_EARLY), Goal("peak_bytes", _MEMORY))
    return (
        Row("percorso collect", whole, events, limit=_WITHOUT, goals=goals),
        Row("the slowest batch of a hundred (p99)", slowest, limit=_WITHOUT, goals=(Goal("seconds", _LATE),)),
        Row(_EARLY, early, events, LIMIT),
        Row(_WITHOUT, without, events, LIMIT),
    )


def _measured(lab: Lab, events: int, variant: str) -> tuple[Measured, Measured]:
    """Load a collector several times; what it took, and the 99th percentile of a batch."""
    told = [_loaded(lab.scratch / f"{variant}-{number}", events, variant) for number in range(lab.runs)]

    def runs(name: str) -> Measured:
        return Measured(tuple(Run(one[name], one["cpu_seconds"], int(one["peak_bytes"])) for one in told))

    return runs("seconds"), runs("p99")


def _loaded(place: Path, events: int, variant: str) -> dict[str, float]:
    key = sources.create(Workspace.open(empty(place)), "web").key
    words = [str(place), key, str(events), str(CONNECTIONS), variant]
    command = [sys.executable, "-m", "bench._harness.loading", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[1])
    if done.returncode:
        raise PercorsoError("benchmark_failed", f"The collector was not loaded:\n{done.stderr.strip()[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout)
    return found
