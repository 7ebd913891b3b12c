"""Results as JSON, with the machine and the versions they were measured on."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import percorso
from bench._harness.rows import Row, met, ratio

# What the figures depend on besides the machine.
_ENGINES = ("deltalake", "duckdb", "numba", "numpy", "pyarrow")


def machine() -> dict[str, Any]:
    """Describe the machine and how busy it is; a load above the number of cores makes every figure worse."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_bytes": pages * size,
        "load": os.getloadavg()[0],
        "system": platform.system(),
        "python": platform.python_version(),
        "percorso": percorso.__version__,
        **{name: version(name) for name in _ENGINES},
    }


def write_results(folder: Path, name: str, rows: Sequence[Row], events: int, surroundings: dict[str, Any]) -> Path:
    """Write one benchmark's rows into a new file and return it.

    Rows hold every run, in seconds and bytes; medians, ratios and goals as the table shows them.
    """
    at = datetime.now(UTC)
    document = {
        "benchmark": name,
        "at": at.isoformat(timespec="seconds"),
        "events": events,
        "machine": surroundings,
        "rows": [_row(row, rows, events) for row in rows],
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{events}-{at:%Y%m%dT%H%M%S%f}.json"
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def _row(row: Row, rows: Sequence[Row], events: int) -> dict[str, Any]:
    return {
        "name": row.name,
        "kind": row.kind,
        "items": row.items,
        "median_seconds": row.measured.seconds,
        "peak_bytes": row.measured.peak_bytes,
        "times_peer": ratio(row, row.peer, rows),
        "times_limit": ratio(row, row.limit, rows),
        "goals": [asdict(goal) | {"met": met(row, goal, rows, events)} for goal in row.goals],
        "runs": [asdict(run) for run in row.measured.runs],
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
