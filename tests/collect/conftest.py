"""What the tests of this room share: files written on the spot, and everything a connector makes of one."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest

from percorso.collect.options import ReadOptions
from percorso.collect.reading import read_file
from percorso.core.record import Batch
from percorso.core.settings import Shop

TESTS = Path(__file__).resolve().parents[1]


class Gather(Protocol):
    def __call__(self, connector: str, path: Path, mapping: str | None = None, shop: Shop | None = None) -> Batch: ...


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file and give its path."""

    def written(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


@pytest.fixture
def gather() -> Gather:
    """Read a whole file into one batch."""

    def gathered(connector: str, path: Path, mapping: str | None = None, shop: Shop | None = None) -> Batch:
        options = ReadOptions(shop or Shop(), None if mapping is None else tomllib.loads(mapping), path.parent)
        whole = Batch()
        for batch in read_file(connector, path, options):
            whole.events.extend(batch.events)
            whole.spend.extend(batch.spend)
            whole.rates.extend(batch.rates)
            whole.rejected.extend(batch.rejected)
            whole.left_out.update(batch.left_out)
        return whole

    return gathered


@pytest.fixture
def exports() -> Path:
    """The folder of exports written for the tests."""
    return TESTS / "data" / "exports"


@pytest.fixture
def shared() -> Path:
    """The folder of real data beside the repository; tests that need it skip where it is absent."""
    path = TESTS.parents[1] / "shared"
    if not path.is_dir():
        pytest.skip("the folder of real data is not beside the repository")
    return path
