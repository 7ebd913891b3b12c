"""A shop that is built and answers, one for each connector, in memory where the system has a folder there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from matrix import samples
from matrix.evidence import answered
from matrix.shops import copied, ready
from percorso.core.settings import Shop, Storage
from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.store.workspace import Workspace

Ready = Callable[[str], Workspace]

_MEMORY = Path("/dev/shm")  # noqa: S108


@pytest.fixture(scope="session")
def place() -> Iterator[Path]:
    """A folder for many short-lived workspaces: their thousands of syncs need no disk."""
    folder = Path(tempfile.mkdtemp(prefix="percorso-matrix-", dir=_MEMORY if _MEMORY.is_dir() else None))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def room(place: Path) -> Iterator[Path]:
    """A folder for one test."""
    folder = Path(tempfile.mkdtemp(dir=place))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def built(place: Path) -> Workspace:
    """A small shop with Segment events, built; to be copied, not changed."""
    shop = Workspace.create(place / "built", Shop(), Storage(buckets=2))
    sample = samples.load("segment")
    (place / "good.jsonl").write_bytes(sample.written())
    import_files(shop, "segment", [place / "good.jsonl"])
    build(shop)
    return shop


@pytest.fixture(scope="session")
def shop_of(place: Path, built: Workspace) -> Ready:
    """Give the one shop of a connector: built, with its sample imported."""
    shops: dict[str, Workspace] = {}

    def shop(connector: str) -> Workspace:
        if connector not in shops:
            shops[connector] = ready(connector, built, place / connector)
        return shops[connector]

    return shop


@pytest.fixture(scope="session")
def said_by(place: Path, built: Workspace) -> Callable[[str], str]:
    """Give the checksum of what a connector's shop answered before anything bad came."""
    return lambda connector: answered(ready(connector, built, place / f"{connector}-before"))


@pytest.fixture
def fresh(built: Workspace, room: Path) -> Workspace:
    """A built shop of the test's own."""
    return copied(built, room / "shop")
