from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from percorso.collect.options import ReadOptions
from percorso.collect.preview import SHOWN, preview
from percorso.core.errors import PercorsoError
from percorso.core.record import Event

Write = Callable[[str, str | bytes], Path]

ROWS = [{"ts": f"2026-03-01T10:00:{second:02}Z", "user_id": "7", "event": "view"} for second in range(20)]


def written(kind: str, folder: Path) -> Path:
    path = folder / f"visits.{kind}"
    if kind == "parquet":
        parquet.write_table(pa.Table.from_pylist(ROWS), path)
    elif kind == "jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    else:
        path.write_text("\n".join([",".join(ROWS[0]), *(",".join(row.values()) for row in ROWS)]))
    return path


@pytest.mark.parametrize("connector", ["csv", "jsonl", "parquet"])
def test_a_file_without_a_mapping_gets_one_that_works(connector: str, tmp_path: Path) -> None:
    path = written(connector, tmp_path)
    shown = preview(connector, path, ReadOptions())
    assert (shown.taken, shown.refused, len(shown.records), shown.problem) == (20, 0, SHOWN, None)
    first = shown.records[0]
    assert isinstance(first, Event)
    assert (first.name, first.user_id, first.at) == ("view", "7", 1772359200000000)
    again = preview(connector, path, ReadOptions(mapping=tomllib.loads(shown.mapping)))
    assert (again.mapping, again.records) == ("", shown.records)


def test_rows_that_would_be_refused_are_shown_with_their_reason(write: Write) -> None:
    good = "".join(f"2026-03-01,{user}\n" for user in range(30))
    shown = preview("csv", write("a.csv", f"date,user_id\n{good}soon,7\n"), ReadOptions())
    assert (shown.taken, shown.refused, shown.looked_at) == (30, 1, 31)
    assert [(one.row, one.code) for one in shown.rejected] == [(32, "bad_time")]


def test_a_proposal_that_lacks_something_says_what(write: Write) -> None:
    shown = preview("csv", write("a.csv", "colour,size\nred,M\n"), ReadOptions())
    assert not shown.records
    assert shown.problem is not None
    assert shown.problem.code == "missing_field"


def test_a_connector_that_needs_no_mapping_shows_what_it_makes(exports: Path) -> None:
    shown = preview("spend", exports / "meta_ads.csv", ReadOptions())
    assert (shown.mapping, shown.taken) == ("", 3)


def test_a_header_alone_is_shown_as_nothing(write: Write) -> None:
    mapping = {"fields": {"at": "a", "user_id": "b", "name": {"value": "E"}}}
    shown = preview("csv", write("a.csv", "a,b\n"), ReadOptions(mapping=mapping))
    assert (shown.taken, shown.refused) == (0, 0)


def test_a_file_that_is_not_whole_is_refused(write: Write) -> None:
    with pytest.raises(PercorsoError, match="empty_file"):
        preview("csv", write("a.csv", ""), ReadOptions())
