from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from percorso.core.errors import PercorsoError
from percorso.pipeline.importing import MappingFile, import_files, preview_file
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS

Make = Callable[..., Workspace]
MAPPING = """
connector = "csv"
record = "event"
source = "till"
time_zone = "UTC"

[fields]
at = "when"
user_id = "who"
name = "what"
"""
HEADER = "when,who,what\n"
ROW = "2026-03-01 10:00:00,{who},Store Visited\n"


@pytest.fixture
def mapping(tmp_path: Path) -> MappingFile:
    path = tmp_path / "till.toml"
    path.write_text(MAPPING, encoding="utf-8")
    return MappingFile.read(path)


def test_a_grown_file_adds_only_its_new_rows(make_shop: Make, mapping: MappingFile, tmp_path: Path) -> None:
    shop, file = make_shop(), tmp_path / "till.csv"
    file.write_text(HEADER + ROW.format(who="u1"), encoding="utf-8")
    assert import_files(shop, "csv", [file], mapping=mapping).applied.events == 1
    file.write_text(HEADER + ROW.format(who="u1") + ROW.format(who="u2"), encoding="utf-8")
    done = import_files(shop, "csv", [file], mapping=mapping)
    assert (done.rows, done.applied.events, done.applied.duplicates) == (2, 1, 1)


def test_equal_rows_of_one_file_are_events_of_their_own(make_shop: Make, mapping: MappingFile, tmp_path: Path) -> None:
    shop, file = make_shop(), tmp_path / "till.csv"
    file.write_text(HEADER + ROW.format(who="u1") * 2, encoding="utf-8")
    assert import_files(shop, "csv", [file], mapping=mapping).applied.events == 2


def test_a_source_is_named_by_the_caller_then_by_its_mapping(
    make_shop: Make, mapping: MappingFile, tmp_path: Path
) -> None:
    shop, file = make_shop(), tmp_path / "till.csv"
    file.write_text(HEADER + ROW.format(who="u1"), encoding="utf-8")
    assert import_files(shop, "csv", [file], mapping=mapping, source="Milan").source == "Milan"
    assert import_files(shop, "csv", [file], mapping=mapping).source == "till"
    assert sorted(source.name for source in shop.state.sources()) == ["Milan", "till"]


def test_a_mapping_that_is_not_toml_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text("[fields\n", encoding="utf-8")
    with pytest.raises(PercorsoError, match=r"broken\.toml") as caught:
        MappingFile.read(path)
    assert caught.value.code == "bad_mapping"


def test_a_preview_writes_nothing(make_shop: Make, mapping: MappingFile, tmp_path: Path) -> None:
    shop, file = make_shop(), tmp_path / "till.csv"
    file.write_text(HEADER + ROW.format(who="u1"), encoding="utf-8")
    preview_file(shop, "csv", file, mapping=mapping)
    assert shop.lake.count(EVENTS) == 0
    assert shop.state.sources() == ()
    assert import_files(shop, "csv", [file], mapping=mapping).applied.events == 1
