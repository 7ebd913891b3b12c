"""The door for notebooks: tables and files to journeys, and from there to answers."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from percorso.analyze.attribution import credit
from percorso.analyze.funnels import funnel
from percorso.core.errors import PercorsoError
from percorso.journeys import from_paths, from_table

TABLE = pa.table(
    {
        "customer_id": ["a", "a", "b", "a", "b"],
        "at": ["2026-01-01", "2026-01-02", "2026-01-01", "2026-01-03", "2026-01-09"],
        "event": ["visit", "visit", "visit", "buy", "buy"],
        "channel": ["Email", "Ads", "Ads", None, "Direct"],
        "bought": [0, 0, 0, 1, 1],
        "worth": [0, 0, 0, 10, 20.5],
    }
)


def test_a_table_answers_without_a_workspace() -> None:
    journeys = from_table(TABLE, channel="channel", conversion="bought", value="worth")
    assert [(step.name, step.customers) for step in funnel(journeys, ["visit", "buy"], within="3d").steps] == [
        ("visit", 2),
        ("buy", 1),
    ]
    last = {row.channel: (row.conversions, row.value) for row in credit(journeys, "last").rows if row.channel}
    # A conversion that names a channel is a touch as well.
    assert last == {"Ads": (1, 10), "Direct": (1, 20.5), "Email": (0, 0)}
    assert credit(journeys).model == "markov"


def test_a_file_is_read_like_a_table(tmp_path: Path) -> None:
    pq.write_table(TABLE, tmp_path / "events.parquet")
    read = from_table(tmp_path / "events.parquet", channel="channel", conversion="bought", value="worth")
    assert credit(read, "linear") == credit(
        from_table(TABLE, channel="channel", conversion="bought", value="worth"), "linear"
    )


def test_a_table_of_touches_need_not_say_what_happened(tmp_path: Path) -> None:
    touches = TABLE.drop_columns(["event"])
    pq.write_table(touches, tmp_path / "touches.parquet")
    for table in (touches, tmp_path / "touches.parquet"):
        assert credit(from_table(table, channel="channel", conversion="bought"), "last").conversions == 2
    with pytest.raises(PercorsoError, match="event"):
        from_table(touches)


def test_counted_paths_are_credited_too(tmp_path: Path) -> None:
    (tmp_path / "paths.csv").write_text("path,conversions,none\nEmail > Ads,3,7\nAds,1,9\n")
    found = credit(from_paths(tmp_path / "paths.csv", nulls="none"), "last", interval=False)
    assert {row.channel: row.conversions for row in found.rows if row.conversions} == {"Ads": 4}
    assert found.customers == 20
