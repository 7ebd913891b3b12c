"""Start-up: the help, the import, and a verb that has nearly nothing to do."""

from __future__ import annotations

import sys
from dataclasses import replace

from bench._harness.building import built
from bench._harness.lab import Lab
from bench._harness.measuring import measured, percorso
from bench._harness.peers import peer
from bench._harness.rows import LIMIT, Row
from bench._harness.shop import Shop

# What is measured hardly depends on the size.
SMALL = (20_000,)
FULL = (20_000,)

_POLARS, _BARE = "Polars: import", "limit: an interpreter that does nothing"
_TIMES = 3


def run(lab: Lab, events: int) -> tuple[Row, ...]:
    """Measure each from a process's start to its exit, three times as often as longer work."""
    place = built(lab, Shop(events), "shop")
    commands = {
        "percorso --help": percorso("--help"),
        "import percorso": [sys.executable, "-c", "import percorso"],
        "percorso status": percorso("status", "--workspace", place),
    }
    lab = replace(lab, runs=lab.runs * _TIMES)
    own = [_row(lab, name, command) for name, command in commands.items()]
    bare = measured(lambda _: [sys.executable, "-c", "pass"], lab.runs)
    return (*own, *peer(lab, _POLARS, "polars_import.py", lambda _: []), Row(_BARE, bare, kind=LIMIT))


def _row(lab: Lab, name: str, command: list[str]) -> Row:
    return Row(name, measured(lambda _: command, lab.runs), peer=_POLARS, limit=_BARE)
