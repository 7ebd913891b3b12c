from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from percorso.pipeline.importing import MappingFile, import_files
from percorso.pipeline.quarantine import export_rows, retry_rows, waiting
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS

Mapping = Callable[[str], MappingFile]
MAPPING = """
connector = "csv"
record = "event"
source = "till"
time_zone = "UTC"

[fields]
at = {{ column = "when", format = "{pattern}" }}
user_id = "who"
name = "what"
"""
ROWS = "when,who,what\n2026-03-01,u1,Store Visited\n02/03/2026,u2,Store Visited\n=3/3/2026,u3,Store Visited\n"


@pytest.fixture
def mapping(tmp_path: Path) -> Mapping:
    def written(pattern: str) -> MappingFile:
        path = tmp_path / "till.toml"
        path.write_text(MAPPING.format(pattern=pattern), encoding="utf-8")
        return MappingFile.read(path)

    return written


@pytest.fixture
def shop(make_shop: Callable[..., Workspace], mapping: Mapping, tmp_path: Path) -> Workspace:
    shop, file = make_shop(), tmp_path / "till.csv"
    file.write_text(ROWS, encoding="utf-8")
    import_files(shop, "csv", [file], mapping=mapping("%Y-%m-%d"))
    return shop


def test_a_refused_row_waits_whole_with_its_place_and_its_reason(shop: Workspace) -> None:
    rows = waiting(shop)
    assert [(row["file"], row["row"], row["code"]) for row in rows] == [
        ("till.csv", 3, "bad_time"),
        ("till.csv", 4, "bad_time"),
    ]
    assert "02/03/2026,u2,Store Visited" in rows[0]["original"]


def test_a_mended_mapping_lets_in_what_it_can_read_and_once(shop: Workspace, mapping: Mapping) -> None:
    assert retry_rows(shop) == (0, 2)
    assert retry_rows(shop, mapping("%d/%m/%Y")) == (1, 1)
    assert retry_rows(shop, mapping("%d/%m/%Y")) == (0, 1)
    assert shop.lake.count(EVENTS) == 2
    assert [row["row"] for row in waiting(shop)] == [4]


def test_an_export_holds_every_waiting_row_and_no_formula(shop: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "refused.csv"
    assert export_rows(shop, out) == 2
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["row"] for row in rows] == ["3", "4"]
    assert rows[1]["original"] == "'=3/3/2026,u3,Store Visited"
