from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import pytest

from percorso.core.errors import PercorsoError
from percorso.core.settings import Settings, Shop, Storage
from percorso.store import settings_file
from percorso.store.database import SCHEMA_VERSION
from percorso.store.locks import hold
from percorso.store.workspace import FORMAT, MARKER, SETTINGS, Workspace
from percorso.tables import EVENTS

SHOP = Shop(id="milan", name='Bottega "Già Fatto"', currency="EUR", prices_include_vat=False)


def _code(action: object) -> str:
    assert callable(action)
    with pytest.raises(PercorsoError) as raised:
        action()
    assert raised.value.hint
    return raised.value.code


def _edit(folder: Path, old: str, new: str) -> None:
    file = folder / SETTINGS
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_a_new_workspace_opens_with_the_settings_it_was_made_with(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "it's [my] shop"
    made = Workspace.create(folder, SHOP)
    opened = Workspace.open(folder)
    assert made.settings == opened.settings == Settings(shop=SHOP)
    assert sorted(path.name for path in folder.iterdir() if path.is_dir()) == [
        "cache", "lake", "locks", "log", "staging",
    ]  # fmt: skip
    assert opened.log.last == 0
    assert opened.lake.version(EVENTS) == 0
    assert opened.state.schema_version == SCHEMA_VERSION
    assert opened.cache_folder == folder / "cache"
    with hold(opened.locks, "writer", "test"):
        assert (folder / "locks" / "writer.lock").is_file()


def test_nobody_but_its_maker_may_enter_a_new_workspace(tmp_path: Path) -> None:
    folder = Workspace.create(tmp_path / "shops" / "mine").folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_relative_folder_is_the_one_below_the_current_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Workspace.create(Path("shop"), SHOP)
    monkeypatch.chdir(tmp_path / "shop")
    workspace = Workspace.open(Path())
    assert workspace.settings.shop == SHOP
    assert workspace.lake.files(EVENTS) == ()
    assert (tmp_path / "shop" / "lake" / "events" / "_delta_log").is_dir()


def test_a_workspace_is_not_made_twice_nor_over_something_else(tmp_path: Path) -> None:
    Workspace.create(tmp_path / "shop", SHOP)
    assert _code(lambda: Workspace.create(tmp_path / "shop", Shop())) == "already_a_workspace"
    assert Workspace.open(tmp_path / "shop").settings.shop == SHOP
    assert _code(lambda: Workspace.create(tmp_path)) == "not_empty"
    assert [path.name for path in tmp_path.iterdir()] == ["shop"]
    note = tmp_path / "note.txt"
    note.touch()
    assert _code(lambda: Workspace.create(note)) == "not_a_folder"


def test_settings_someone_wrote_are_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / SETTINGS).write_text("[shop]\n")
    assert _code(lambda: Workspace.create(tmp_path)) == "not_empty"
    assert (tmp_path / SETTINGS).read_text() == "[shop]\n"


@pytest.mark.parametrize("left", [[], ["log"], ["log", "lake", "cache", "locks", "staging", MARKER]])
def test_a_creation_that_was_killed_can_be_finished(tmp_path: Path, left: list[str]) -> None:
    whole = tmp_path / "whole"
    Workspace.create(whole, SHOP)
    folder = tmp_path / "half"
    folder.mkdir()
    for name in left:
        (whole / name).rename(folder / name)
    assert _code(lambda: Workspace.open(folder)) == "not_a_workspace"
    Workspace.create(folder, SHOP)
    assert Workspace.open(folder).settings.shop == SHOP


def test_any_other_folder_is_no_workspace(tmp_path: Path) -> None:
    assert _code(lambda: Workspace.open(tmp_path)) == "not_a_workspace"
    assert _code(lambda: Workspace.open(tmp_path / "absent")) == "not_a_workspace"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a%20b", "caff%C3%A8"])
def test_a_name_that_the_table_format_would_misread_is_refused(tmp_path: Path, name: str) -> None:
    assert _code(lambda: Workspace.create(tmp_path / name)) == "bad_folder_name"
    Workspace.create(tmp_path / "shop")
    (tmp_path / "shop").rename(tmp_path / name)
    assert _code(lambda: Workspace.open(tmp_path / name)) == "bad_folder_name"


def test_a_workspace_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    Workspace.create(tmp_path)
    (tmp_path / MARKER).write_text(json.dumps({"format": FORMAT + 1, "buckets": 16}))
    assert _code(lambda: Workspace.open(tmp_path)) == "newer_workspace"


def test_a_workspace_of_an_earlier_shape_is_left_alone(tmp_path: Path) -> None:
    Workspace.create(tmp_path)
    (tmp_path / MARKER).write_text(json.dumps({"format": FORMAT - 1, "buckets": 16}))
    assert _code(lambda: Workspace.open(tmp_path)) == "older_workspace"


def test_a_damaged_marker_is_said(tmp_path: Path) -> None:
    Workspace.create(tmp_path)
    (tmp_path / MARKER).write_text("")
    assert _code(lambda: Workspace.open(tmp_path)) == "not_a_workspace"


def test_buckets_stay_as_they_were_made(tmp_path: Path) -> None:
    Workspace.create(tmp_path, store=Storage(buckets=4))
    assert Workspace.open(tmp_path).settings.store.buckets == 4
    _edit(tmp_path, "buckets = 4", "buckets = 8")
    assert _code(lambda: Workspace.open(tmp_path)) == "buckets_changed"


def test_a_mistake_in_the_settings_is_said_with_its_place(tmp_path: Path) -> None:
    Workspace.create(tmp_path)
    _edit(tmp_path, 'country = "IT"', "country = IT")
    with pytest.raises(PercorsoError, match=r"percorso\.toml cannot be read as TOML: .*line") as raised:
        Workspace.open(tmp_path)
    assert raised.value.code == "bad_setting"
    _edit(tmp_path, "country = IT", 'contry = "IT"')
    with pytest.raises(PercorsoError, match="Did you mean 'country'"):
        Workspace.open(tmp_path)


def test_rules_of_the_workspace_are_read_and_built_in_ones_are_empty(tmp_path: Path) -> None:
    Workspace.create(tmp_path)
    assert Workspace.open(tmp_path).rule_texts() == ("", "")
    _edit(tmp_path, "[trace]", '[trace]\nchannel_rules = "channels.toml"')
    assert _code(Workspace.open(tmp_path).rule_texts) == "rules_not_found"
    (tmp_path / "channels.toml").write_text("name = 'perché'", encoding="utf-8")
    assert Workspace.open(tmp_path).rule_texts() == ("name = 'perché'", "")
    (tmp_path / "channels.toml").write_bytes("name = 'perché'".encode("cp1252"))
    with pytest.raises(PercorsoError, match="not UTF-8"):
        Workspace.open(tmp_path).rule_texts()


def test_opening_a_workspace_loads_no_engine(tmp_path: Path) -> None:
    Workspace.create(tmp_path)
    program = (
        "import sys; from pathlib import Path; from percorso.store.workspace import Workspace;"
        " Workspace.open(Path(sys.argv[1]));"
        " print(sorted({'duckdb', 'deltalake', 'sqlalchemy', 'pyarrow', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_workspaces_key_is_made_once_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    first, again, other = (Workspace.create(tmp_path / "a"), Workspace.open(tmp_path / "a"), tmp_path / "b")
    assert first.secret == again.secret != Workspace.create(other).secret
    assert len(first.secret) == 32
    assert (tmp_path / "a" / ".key").stat().st_mode & 0o077 == 0
    assert [path.name for path in (tmp_path / "a").glob(".key*")] == [".key"]


def test_what_several_change_at_once_is_all_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))
    write = settings_file.changed_text

    def slowly(text: str, changes: Mapping[str, Mapping[str, object]]) -> str:
        sleep(0.05)
        return write(text, changes)

    monkeypatch.setattr(settings_file, "changed_text", slowly)
    wishes: tuple[tuple[str, str], ...] = (("name", "Roma"), ("country", "DE"), ("currency", "CHF"))
    with ThreadPoolExecutor(3) as people:
        list(people.map(lambda wish: shop.change({"shop": {wish[0]: wish[1]}}), wishes))
    again = Workspace.open(shop.folder).settings.shop
    assert (again.name, again.country, again.currency) == ("Roma", "DE", "CHF")
