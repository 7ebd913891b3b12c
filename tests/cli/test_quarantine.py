from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]
Write = Callable[[str, str | bytes], Path]

MAPPING = """
connector = "csv"
record = "event"
decimal = "{decimal}"
[fields]
at = "when"
user_id = "who"
name = {{value = "Store Visit"}}
[properties]
spent = {{column = "spent", type = "amount"}}
"""
ROWS = 'when,who,spent\n2026-03-01,anna,1\n2026-03-01,bruno,"=1,5"\n2026-03-01,carla,"2,5"\n2026-03-01,carla,"2,5"\n'


def brought_in(percorso: Run, write: Write) -> None:
    mapping = write("m.toml", MAPPING.format(decimal="."))
    said = percorso("import", "csv", write("visits.csv", ROWS), "--mapping", mapping)
    assert "1 new event, 3 in quarantine" in said.out


def test_rows_wait_with_their_text_until_a_mended_mapping_lets_them_in(shop: Path, percorso: Run, write: Write) -> None:
    assert shop.exists()
    brought_in(percorso, write)
    assert "3 of 3 rows in quarantine" in percorso("quarantine", "list").out
    mended = write("mended.toml", MAPPING.format(decimal=","))
    # The two equal rows are two people's visits as much as they were in the file.
    assert "2 rows came in; in quarantine stay 1." in percorso("quarantine", "retry", "--mapping", mended).out
    assert "0 rows came in; in quarantine stay 1." in percorso("quarantine", "retry", "--mapping", mended).out
    tables = json.loads(percorso("status", "--format", "json").out)["tables"]
    assert (tables["events"]["rows"], tables["quarantine"]["rows"]) == (3, 1)


def test_the_same_bad_file_twice_is_quarantined_once(shop: Path, percorso: Run, write: Write) -> None:
    assert shop.exists()
    brought_in(percorso, write)
    percorso("import", "csv", "visits.csv", "--mapping", "m.toml")
    assert len(json.loads(percorso("quarantine", "list", "--format", "json").out)) == 3


def test_an_export_is_safe_to_open_in_a_spreadsheet(shop: Path, tmp_path: Path, percorso: Run, write: Write) -> None:
    assert shop.exists()
    brought_in(percorso, write)
    assert "Wrote 3 rows" in percorso("quarantine", "export", "--out", tmp_path / "out.csv").out
    with (tmp_path / "out.csv").open(newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_a_row_of_megabytes_is_listed_by_its_beginning_and_exported_whole(
    shop: Path, tmp_path: Path, percorso: Run, write: Write
) -> None:
    assert shop.exists()
    long = "x" * 100_000
    mapping = write("m.toml", MAPPING.format(decimal="."))
    percorso("import", "csv", write("visits.csv", f"when,who,spent\n2026-03-01,anna,{long}\n"), "--mapping", mapping)
    listed = percorso("quarantine", "list").out
    assert len(listed) < 5_000
    assert "…" in listed
    percorso("quarantine", "export", "--out", tmp_path / "out.csv")
    assert f"anna,{long}" in (tmp_path / "out.csv").read_text(encoding="utf-8")
