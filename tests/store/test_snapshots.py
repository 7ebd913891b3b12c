from __future__ import annotations

import shutil
from collections import OrderedDict
from pathlib import Path

import pytest

from percorso.core.errors import PercorsoError
from percorso.store import snapshots
from percorso.store.delta import commit, opened, written
from percorso.store.snapshots import snapshot
from percorso.tables import CUSTOMERS

from .conftest import Rows


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "_kept", OrderedDict())


def _grow(folder: Path, rows: Rows, mark: int) -> str:
    add = written(folder, CUSTOMERS, "3", [rows(CUSTOMERS, bucket=[3])])
    commit(folder, opened(folder, CUSTOMERS), CUSTOMERS, [add], {"mark": mark})
    return str(add.path)


def test_the_newest_version_is_kept_until_somebody_commits(tmp_path: Path, rows: Rows) -> None:
    before = snapshot(tmp_path, CUSTOMERS)
    assert (before.version, before.files, before.mark("mark")) == (0, (), 0)
    assert snapshot(tmp_path, CUSTOMERS) is before
    path = _grow(tmp_path, rows, 7)
    after = snapshot(tmp_path, CUSTOMERS)
    assert (after.version, [file.path for file in after.files], after.mark("mark")) == (1, [path], 7)
    assert (before.version, before.files, before.mark("mark")) == (0, (), 0)
    assert after.identity == before.identity


def test_a_version_stays_what_it_was_whatever_comes_after(tmp_path: Path, rows: Rows) -> None:
    _grow(tmp_path, rows, 1)
    then = snapshot(tmp_path, CUSTOMERS, 1)
    _grow(tmp_path, rows, 2)
    assert snapshot(tmp_path, CUSTOMERS, 1) is then
    assert (then.version, len(then.files)) == (1, 1)


def test_a_table_in_the_place_of_another_is_read_anew(tmp_path: Path, rows: Rows) -> None:
    folder = tmp_path / "table"
    _grow(folder, rows, 1)
    before, then = snapshot(folder, CUSTOMERS), snapshot(folder, CUSTOMERS, 1)
    shutil.rmtree(folder)
    _grow(folder, rows, 1)
    assert snapshot(folder, CUSTOMERS).identity != before.identity
    assert snapshot(folder, CUSTOMERS, 1).identity != then.identity


def test_a_version_that_is_gone_is_an_error_however_often_it_was_read(tmp_path: Path, rows: Rows) -> None:
    _grow(tmp_path, rows, 1)
    snapshot(tmp_path, CUSTOMERS, 1)
    (tmp_path / "_delta_log" / f"{1:020d}.json").unlink()
    with pytest.raises(PercorsoError, match="cannot be read"):
        snapshot(tmp_path, CUSTOMERS, 1)


def test_only_so_many_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "_KEPT", 2)
    for name in ("a", "b", "c"):
        snapshot(tmp_path / name, CUSTOMERS)
    assert [folder.name for folder, _ in snapshots._kept] == ["b", "c"]
