from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from percorso.pipeline.importing import MappingFile, import_files
from percorso.pipeline.quarantine import export_rows, retry_rows, waiting
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, SPEND, TableSpec

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


@pytest.mark.parametrize(
    ("connector", "header", "refused", "settling", "mend", "table", "read"),
    [
        (
            "orders",
            "Order ID;Order Date;Order Total",
            "1;08/03/2026 02:15;2.450",
            "2;30/03/2026 10:00;19,90",
            'time_zone = "UTC"',
            EVENTS,
            {"at": datetime(2026, 3, 8, 2, 15, tzinfo=UTC), "total": "2450"},
        ),
        (
            "spend",
            "Day;Campaign;Cost;Currency",
            "08/03/2026;Spring;2.450;",
            "30/03/2026;Spring;19,90;EUR",
            'currency = "EUR"',
            SPEND,
            {"on": date(2026, 3, 8), "cost": 245_000},
        ),
        (
            "reviews",
            "Review ID;Date;Rating;Email",
            "1;08/03/2026 02:15;5;anna@example.com",
            "2;30/03/2026 10:00;4;anna@example.com",
            'time_zone = "UTC"',
            EVENTS,
            {"at": datetime(2026, 3, 8, 2, 15, tzinfo=UTC)},
        ),
    ],
)
def test_a_row_read_again_is_read_as_the_rest_of_its_file_is_written(
    make_shop: Callable[..., Workspace],
    tmp_path: Path,
    connector: str,
    header: str,
    refused: str,
    settling: str,
    mend: str,
    table: TableSpec,
    read: dict[str, object],
) -> None:
    # By itself the row would be read as an American shop writes: 3 August, and two and a half.
    shop = make_shop(country="US", time_zone="America/New_York")
    file, mended = tmp_path / "export.csv", tmp_path / "mended.toml"
    file.write_text("\n".join((header, refused, settling)), encoding="utf-8")
    mended.write_text(mend, encoding="utf-8")
    import_files(shop, connector, [file])
    assert retry_rows(shop, MappingFile.read(mended)) == (1, 0)
    rows = [{**row, **json.loads(row.get("properties", "{}"))} for row in shop.lake.read(table).to_pylist()]
    assert len(rows) == 2
    assert read in [{name: row.get(name) for name in read} for row in rows]
