"""Workspaces to measure on: events stored and nothing built, once for all; a fresh copy for every run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from bench._harness.made import made
from bench._harness.shop import DAYS, VERSION, Shop
from percorso.core.errors import PercorsoError
from percorso.core.settings import Shop as Settings
from percorso.store.applier import apply
from percorso.store.locks import hold
from percorso.store.workspace import FORMAT, Workspace
from percorso.tables import EVENTS

_SHOP = Settings(name="Benchmark", domains=("shop.example",))
# What a stored event took on disk, log and lake together, with room to spare.
_BYTES_AN_EVENT = 250


def stored(folder: Path, shop: Shop) -> Path:
    """Give a workspace that holds a shop's events and was never built; made once.

    The rows go the way every import goes after its connector: into the durable log, and from there by the applier.

    Raises:
        PercorsoError: ``no_room`` when the disk has too little for it.
    """
    columns = [f"{name}:{kind}" for name, (kind, _) in EVENTS.columns.items()]
    parameters = {"events": shop.events, "seed": shop.seed, "drawn": VERSION, "format": FORMAT, "columns": columns}

    def make(place: Path) -> None:
        _require_room(place, shop.events * _BYTES_AN_EVENT)
        workspace = Workspace.create(place / "shop", _SHOP)
        _store(workspace, shop.batches())

    return made(folder, f"stored-{shop.events}", parameters, make) / "shop"


def empty(place: Path) -> Path:
    """Make a workspace that holds nothing."""
    Workspace.create(place, _SHOP).state.close()
    return place


def store_next_day(place: Path, shop: Shop, events: int) -> None:
    """Add what is received on the day after a stored shop's last one."""
    _store(Workspace.open(place), shop.received(DAYS, events))


def copied(source: Path, target: Path) -> Path:
    """Copy a workspace for one run, in place of the last run's.

    Files that never change once written are linked, so that a copy costs no time and no room.
    """
    shutil.rmtree(target, ignore_errors=True)
    last = max((source / "log").glob("*.log"), default=None)

    def copy(name: str, to: str) -> None:
        path = Path(name)
        fixed = path.suffix in (".parquet", ".npy", ".arrow", ".rows") or (path.suffix == ".log" and path != last)
        (os.link if fixed else shutil.copy2)(name, to)

    shutil.copytree(source, target, copy_function=copy)
    return target


def event_files(place: Path) -> tuple[Path, ...]:
    """List the Parquet files of a workspace's stored events."""
    return Workspace.open(place).lake.files(EVENTS)


def _store(workspace: Workspace, batches: Iterable[pa.Table]) -> None:
    with hold(workspace.locks, "writer", "benchmark"):
        waiting = 0
        for batch in batches:
            with workspace.log.writer() as writer:
                writer.append(EVENTS.name, batch)
            waiting += batch.num_rows
            # Seldom enough for few commits; often enough for the log's unread part to stay in the system's cache.
            if waiting >= 1_000_000:
                apply(workspace.log, workspace.lake, workspace.known)
                waiting = 0
        apply(workspace.log, workspace.lake, workspace.known)
    workspace.state.seen_source("web", workspace.settings.shop.id, "segment")
    workspace.state.close()


def _require_room(place: Path, wanted: int) -> None:
    free = shutil.disk_usage(place).free
    if free < wanted:
        message = f"The data needs about {wanted / 1e9:.0f} GB in {place.parent}, and {free / 1e9:.0f} GB are free."
        raise PercorsoError("no_room", message, hint="Name another folder in PERCORSO_BENCH_DATA, or fewer --events.")
