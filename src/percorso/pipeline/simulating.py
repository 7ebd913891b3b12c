"""Simulation: from options to a folder of files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from percorso.simulate.options import read_options
from percorso.simulate.shop import Simulated, customers_for, write_shop

Progress = Callable[[str, int, int], None]


def simulate(
    out: Path,
    *,
    config: Path | None = None,
    form: str = "jsonl",
    processes: int = 2,
    events: int | None = None,
    progress: Progress = lambda _what, _done, _of: None,
    **given: Any,
) -> Simulated:
    """Simulate a shop into a new folder.

    Args:
        config: a TOML file of options; what is ``given`` (customers, days, seed, …) wins over it.
        events: about how many events; people are then as many as that takes.

    Raises:
        PercorsoError: what is wrong with the options or the folder.
    """
    options = read_options(config, **given)
    if events is not None:
        options = replace(options, customers=customers_for(options, events))
    return write_shop(options, out, form, processes, lambda done, of: progress("simulate", done, of))
