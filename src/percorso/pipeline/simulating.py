"""Simulation: from options to a folder of files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from percorso.core.errors import PercorsoError
from percorso.simulate.options import read_options
from percorso.simulate.shop import Simulated, customers_for, write_shop

Progress = Callable[[str, int, int], None]
Notice = Callable[[date, date], None]


def simulate(
    out: Path,
    *,
    config: Path | None = None,
    form: str = "jsonl",
    processes: int = 2,
    events: int | None = None,
    progress: Progress = lambda _what, _done, _of: None,
    today: date | None = None,
    notice: Notice = lambda _end, _start: None,
    **given: Any,
) -> Simulated:
    """Simulate a shop into a new folder.

    Args:
        config: a TOML file of options; what is ``given`` (customers, days, seed, …) wins over it.
        events: about how many events; people are then as many as that takes.
        today: the day of the present; what is simulated never depends on it.
        notice: told the day after the period's last and the latest start that would be past, where a part of the
            period is not: as any shop's, such events are refused on their import.

    Raises:
        PercorsoError: what is wrong with the options or the folder.
    """
    if events is not None and given.get("customers") is not None:
        raise PercorsoError(
            "bad_option", "events and customers both say how large the shop is.", hint="Give one of the two."
        )
    options = read_options(config, **given)
    past = options.start_by(today or datetime.now(UTC).date())
    if past:
        notice(options.end, past)
    if events is not None:
        options = replace(options, customers=customers_for(options, events))
    return write_shop(options, out, form, processes, lambda done, of: progress("simulate", done, of))
