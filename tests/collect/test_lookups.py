from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from percorso.collect import lookups
from percorso.collect.mapping import Lookup
from percorso.core.errors import PercorsoError

Write = Callable[[str, str | bytes], Path]
LOOKUP = Lookup("campaign", "campaigns.csv", "id", "campaign_id")


def test_the_first_folder_that_has_the_file_wins(tmp_path: Path) -> None:
    for name in ("data", "mappings"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "campaigns.csv").write_text(f"id,where\n1,{name}\n")
    table = lookups.load(LOOKUP, [tmp_path / "data", None, tmp_path / "mappings"], None)
    assert table.rows["1"][table.place("where")] == "data"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("id,a\n1,x\n1,y\n", "duplicate_lookup_key"),
        ("id,a\n1\n", "bad_lookup"),
        ("ids,a\n1,x\n", "missing_column"),
        ("", "empty_file"),
    ],
)
def test_a_lookup_that_could_mislead_is_refused(write: Write, content: str, code: str) -> None:
    path = write("campaigns.csv", content)
    with pytest.raises(PercorsoError, match=code):
        lookups.load(LOOKUP, [path.parent], None)


def test_a_missing_lookup_says_where_it_was_sought(tmp_path: Path) -> None:
    with pytest.raises(PercorsoError, match=f"was not found in {tmp_path}") as caught:
        lookups.load(LOOKUP, [tmp_path], None)
    assert caught.value.code == "lookup_not_found"


@pytest.mark.parametrize("file", ["../secret.csv", "/etc/passwd", "a/../../b.csv"])
def test_a_lookup_never_leaves_its_folder(tmp_path: Path, file: str) -> None:
    with pytest.raises(PercorsoError, match="bad_mapping"):
        lookups.load(Lookup("x", file, "id", "id"), [tmp_path], None)


def test_a_missing_column_names_the_nearest(write: Write) -> None:
    path = write("campaigns.csv", "id,start_date\n1,2026-03-01\n")
    table = lookups.load(LOOKUP, [path.parent], None)
    with pytest.raises(PercorsoError, match="Did you mean 'start_date'"):
        table.place("startdate")
