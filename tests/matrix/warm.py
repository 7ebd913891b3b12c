"""What every errand in a process of its own would load and compile again: done once, before they are forked.

Nothing here may start a thread of DuckDB or Delta: those would be missing after the fork.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest  # noqa: F401

import percorso.cli.build
import percorso.cli.importing
import percorso.pipeline.asking
import percorso.pipeline.building
import percorso.pipeline.importing
import percorso.speak.progress
import percorso.speak.terminal  # noqa: F401
from matrix import samples
from matrix.shops import options_of
from percorso.collect.reading import read_file
from percorso.collect.rows import Occurrences, Stamp, tables_of
from percorso.core.settings import Settings
from percorso.sequence.components import components
from percorso.store.workspace import Workspace
from percorso.trace.ruleset import Rules
from percorso.trace.tracing import trace


def _compile() -> None:
    sample = samples.load("segment")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.jsonl"
        path.write_bytes(sample.written())
        (batch,) = read_file("segment", path, options_of(sample))
        Workspace.create(Path(folder) / "shop").state.close()
    events = tables_of(batch, Stamp("segment", "shop", "segment", path.name, 0), Occurrences())["events"]
    whole = events.append_column("seq", pa.array(np.arange(events.num_rows)))
    trace(whole.append_column("customer_id", whole["user_id"]), 0, Settings(), Rules.of(Settings(), None, None))
    components(2, np.array([0]), np.array([1]))


_compile()
