from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bench._harness.shop import Shop
from bench._harness.workspaces import copied, empty, event_files, store_next_day, stored
from percorso.core.errors import PercorsoError
from percorso.pipeline.building import build
from percorso.store.applier import apply
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS

SHOP = Shop(900)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stored(tmp_path_factory.mktemp("bench"), SHOP)


def test_a_stored_shop_has_its_events_in_log_and_lake_alike_and_no_build(source: Path) -> None:
    workspace = Workspace.open(source)
    assert workspace.lake.count(EVENTS) == SHOP.events
    assert workspace.log.last == workspace.lake.applied(EVENTS) > 0
    assert workspace.state.latest_build() is None
    assert apply(workspace.log, workspace.lake, workspace.known).events == 0
    assert all(path.is_file() for path in event_files(source))


def test_a_copy_is_built_as_it_is_and_the_source_stays_as_it_was(source: Path, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in source.rglob("*") if path.is_file()}
    place = copied(source, tmp_path / "copy")
    built = build(Workspace.open(place))
    assert built.why == "first_build"
    assert built.customers > 0
    store_next_day(place, SHOP, 9)
    assert Workspace.open(place).lake.count(EVENTS) == SHOP.events + 9
    assert build(Workspace.open(place)).why == "new_events"
    assert {path: path.stat().st_mtime_ns for path in source.rglob("*") if path.is_file()} == before
    assert Workspace.open(source).lake.count(EVENTS) == SHOP.events
    assert Workspace.open(copied(source, place)).state.latest_build() is None


def test_an_empty_workspace_holds_nothing(tmp_path: Path) -> None:
    assert Workspace.open(empty(tmp_path / "empty")).lake.count(EVENTS) == 0


def test_a_shop_too_large_for_the_disk_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type(shutil.disk_usage(tmp_path))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 1_000, 1_000))
    with pytest.raises(PercorsoError, match="are free") as caught:
        stored(tmp_path, SHOP)
    assert caught.value.code == "no_room"
    assert list(tmp_path.rglob("*.parquet")) == []
