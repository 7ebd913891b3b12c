from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from percorso.core.errors import PercorsoError
from percorso.core.settings import Storage
from percorso.store.backup import MANIFEST, copy, put_back, same_workspace
from percorso.store.workspace import SETTINGS, Workspace, is_workspace


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    made = Workspace.create(tmp_path / "shop")
    with made.log.writer() as writer:
        writer.append("spend", pa.table({"n": [1, 2]}))
    made.state.seen_source("web", "shop", "segment", 1)
    return made


def test_a_copy_put_back_has_the_same_log_state_settings_and_key(shop: Workspace, tmp_path: Path) -> None:
    size = copy(shop, tmp_path / "copy")
    there = put_back(tmp_path / "copy", tmp_path / "there")
    assert size > 0
    assert [frame.data for frame in there.log.read()] == [frame.data for frame in shop.log.read()]
    assert there.state.sources() == shop.state.sources()
    assert there.settings == shop.settings
    assert same_workspace(tmp_path / "there", shop.folder)


def test_half_a_frame_that_is_being_written_is_not_copied(shop: Workspace, tmp_path: Path) -> None:
    (segment,) = (shop.folder / "log").glob("*.log")
    whole = segment.stat().st_size
    segment.write_bytes(segment.read_bytes() + b"PCF1\x00\x00")
    copy(shop, tmp_path / "copy")
    assert (tmp_path / "copy" / "log" / segment.name).stat().st_size == whole


def test_a_state_that_is_being_written_is_copied_as_it_was(shop: Workspace, tmp_path: Path) -> None:
    with closing(sqlite3.connect(shop.folder / "state.db")) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM sources")
        copy(shop, tmp_path / "copy")
        writer.rollback()
    assert len(put_back(tmp_path / "copy", tmp_path / "there").state.sources()) == 1


def test_a_copy_that_changed_or_lost_a_file_is_refused_and_nothing_is_written(shop: Workspace, tmp_path: Path) -> None:
    copy(shop, tmp_path / "copy")
    (segment,) = (tmp_path / "copy" / "log").glob("*.log")
    whole = bytearray(segment.read_bytes())
    whole[40] ^= 0xFF
    for damage in (lambda: segment.write_bytes(bytes(whole)), segment.unlink):
        damage()
        with pytest.raises(PercorsoError) as raised:
            put_back(tmp_path / "copy", tmp_path / "there")
        assert raised.value.code == "damaged_backup"
        assert not (tmp_path / "there").exists()


def test_a_copy_that_was_not_finished_is_none(shop: Workspace, tmp_path: Path) -> None:
    copy(shop, tmp_path / "copy")
    (tmp_path / "copy" / MANIFEST).unlink()
    with pytest.raises(PercorsoError) as raised:
        put_back(tmp_path / "copy", tmp_path / "there")
    assert raised.value.code == "not_a_backup"


def test_a_folder_half_put_back_is_no_workspace(
    shop: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy(shop, tmp_path / "copy")
    monkeypatch.setenv("PERCORSO_FAULT", "restore.file:2!EIO")
    with pytest.raises(OSError, match="restore"):
        put_back(tmp_path / "copy", tmp_path / "there")
    assert not is_workspace(tmp_path / "there")
    assert not (tmp_path / "there" / SETTINGS).exists()


def test_what_is_there_is_not_written_over(shop: Workspace, tmp_path: Path) -> None:
    copy(shop, tmp_path / "copy")
    for act in (lambda: copy(shop, tmp_path / "copy"), lambda: put_back(tmp_path / "copy", shop.folder)):
        with pytest.raises(PercorsoError) as raised:
            act()
        assert raised.value.code == "not_empty"


def test_a_state_elsewhere_is_copied_by_its_own_tools(shop: Workspace, tmp_path: Path) -> None:
    elsewhere = replace(shop.settings, store=Storage(state="postgresql://db.example/shop"))
    with pytest.raises(PercorsoError) as raised:
        copy(Workspace(shop.folder, elsewhere), tmp_path / "copy")
    assert raised.value.code == "backup_needs_sqlite"
