"""What the tests of this room share: files written on the spot, and everything a connector makes of one."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pytest

from percorso.collect.options import ReadOptions
from percorso.collect.reading import read_file
from percorso.core.record import Batch
from percorso.core.settings import Shop
from percorso.store.arrow import schema
from percorso.tables import EVENTS

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


@pytest.fixture(scope="session")
def stored_events() -> Callable[..., pa.Table]:
    """Make events as they are about to be stored: what is told of each, the other required columns filled."""
    values = {"string": "a", "int64": 1, "instant": datetime(2026, 3, 1, tzinfo=UTC), "date": date(2026, 3, 1)}

    def make(*told: dict[str, str | None]) -> pa.Table:
        rows = [
            {name: None if nullable else values[kind] for name, (kind, nullable) in EVENTS.columns.items()}
            | {"event_id": f"e{number}"}
            | one
            for number, one in enumerate(told)
        ]
        return pa.Table.from_pylist(rows, schema=schema(EVENTS))

    return make
