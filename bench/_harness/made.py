"""Data made once: a folder for each kind and its parameters, outside the repository, used again when they match."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

VARIABLE = "PERCORSO_BENCH_DATA"
_PARAMETERS = "parameters.json"


def data_folder() -> Path:
    """Say where data and results are kept: what PERCORSO_BENCH_DATA names, else the user's cache."""
    named = os.environ.get(VARIABLE)
    return Path(named).absolute() if named else Path("~/.cache/percorso/bench").expanduser()


def made(folder: Path, name: str, parameters: Mapping[str, object], make: Callable[[Path], None]) -> Path:
    """Give the folder of data with these parameters; make it where it is not there whole.

    Args:
        folder: where all data is kept.
        name: what it is, for people who tidy up.
        parameters: everything the data depends on, the version of its generator included.
        make: fills an empty folder; what a killed one left is thrown away.
    """
    text = json.dumps(parameters, sort_keys=True)
    place = folder / f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    if (place / _PARAMETERS).is_file():
        return place
    unfinished = folder / f"unfinished-{place.name}"
    for leftover in (unfinished, place):
        shutil.rmtree(leftover, ignore_errors=True)
    unfinished.mkdir(parents=True)
    make(unfinished)
    (unfinished / _PARAMETERS).write_text(text + "\n", encoding="utf-8")
    unfinished.rename(place)
    return place
