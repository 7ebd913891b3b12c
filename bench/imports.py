"""Import speed: one file a connector, from the file to rows in the lake."""

from __future__ import annotations

from pathlib import Path

from bench._harness.exports import EXPORTS, written
from bench._harness.lab import Lab
from bench._harness.limits import copying
from bench._harness.measuring import measured, percorso
from bench._harness.peers import peer
from bench._harness.rows import LIMIT, Row
from bench._harness.workspaces import copied, empty
from percorso.core.family import members

SMALL = (20_000,)
FULL = (1_000_000,)

CONNECTORS = "percorso.collect.connectors"


def run(lab: Lab, events: int) -> tuple[Row, ...]:
    """Measure every connector on a file of as many rows; Polars turns the same file into Parquet, checking nothing."""
    fresh = empty(lab.scratch / "empty")
    rows: list[Row] = []
    for connector in members(CONNECTORS):
        if connector in EXPORTS:
            rows += _connector(lab, fresh, connector, events)
    return tuple(rows)


def _connector(lab: Lab, fresh: Path, connector: str, events: int) -> list[Row]:
    file, mapping = written(lab.folder, connector, events)
    peer_name, limit = f"Polars: {file.name} to Parquet", f"limit: copy of {file.name}"
    options = ["--mapping", str(mapping)] if mapping else []

    def command(_: int) -> list[str]:
        place = copied(fresh, lab.scratch / "shop")
        return percorso("import", connector, file, *options, "--workspace", place)

    target = str(lab.scratch / "peer.parquet")
    copy = measured(lambda number: copying([file], lab.scratch, number), lab.runs, own_clock=True)
    return [
        Row(f"percorso import {connector}", measured(command, lab.runs), events, peer=peer_name, limit=limit),
        *peer(lab, peer_name, "polars_import.py", lambda _: [str(file), target], events),
        Row(limit, copy, events, LIMIT),
    ]
