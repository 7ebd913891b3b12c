from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from percorso.core.errors import PercorsoError
from percorso.core.settings import Shop, Storage
from percorso.pipeline import sources
from percorso.pipeline.shops import opened
from percorso.store.workspace import Workspace


def make(folder: Path) -> Workspace:
    return Workspace.create(folder, Shop(), Storage(buckets=1))


def test_every_workspace_of_a_folder_is_opened_and_the_one_that_is_named_comes_first(tmp_path: Path) -> None:
    for name in ("berlin", "amsterdam", "cagliari"):
        make(tmp_path / name)
    (tmp_path / "notes").mkdir()
    first, others = opened(tmp_path)
    assert (first.folder.name, list(others)) == ("amsterdam", ["berlin", "cagliari"])
    first, others = opened(tmp_path, tmp_path / "notes" / ".." / "cagliari")
    assert (first.folder.name, list(others)) == ("cagliari", ["amsterdam", "berlin"])


def test_a_folder_without_a_workspace_or_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(PercorsoError) as caught:
            opened(folder)
        assert caught.value.code == "no_shops"


def test_a_name_that_cannot_be_part_of_an_address_is_refused(tmp_path: Path) -> None:
    for name in ("a", "Über uns"):
        make(tmp_path / name)
    with pytest.raises(PercorsoError, match="Über uns") as caught:
        opened(tmp_path)
    assert caught.value.code == "bad_shop_name"


def test_a_copy_beside_its_original_is_refused_until_it_has_keys_of_its_own(tmp_path: Path) -> None:
    shop = make(tmp_path / "a")
    sources.create(shop, "web")
    shop.state.close()
    copy = Workspace.open(shutil.copytree(shop.folder, tmp_path / "b"))
    with pytest.raises(PercorsoError) as caught:
        opened(tmp_path)
    assert caught.value.code == "write_key_shared"
    sources.rotate(copy, "web")
    assert list(opened(tmp_path)[1]) == ["b"]
