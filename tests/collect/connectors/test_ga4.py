from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from collect.test_ga4_events import BOUGHT, VIEW
from percorso.collect.ga4_events import NOBODY
from percorso.collect.options import ReadOptions
from percorso.collect.reading import reread
from percorso.core.settings import Shop, Storage
from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.pipeline.published import Published
from percorso.store.workspace import Workspace
from percorso.tables import ORDERS

if TYPE_CHECKING:
    from collect.conftest import Gather

Write = Callable[[str, str | bytes], Path]


def lines(*rows: dict[str, Any]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_json_lines_and_parquet_give_the_same_events(write: Write, gather: Gather, tmp_path: Path) -> None:
    written = gather("ga4", write("a.jsonl", lines(VIEW, BOUGHT)))
    pq.write_table(pa.Table.from_pylist([dict.fromkeys(BOUGHT) | VIEW, BOUGHT]), tmp_path / "a.parquet")
    columns = gather("ga4", tmp_path / "a.parquet")
    assert not written.rejected + columns.rejected
    assert [one.name for one in written.events] == ["Page Viewed", "Order Completed"]
    assert columns.events == written.events


def test_a_row_of_parquet_that_is_set_aside_is_kept_as_json(gather: Gather, tmp_path: Path) -> None:
    pq.write_table(pa.Table.from_pylist([BOUGHT | {"event_name": ""}, BOUGHT]), tmp_path / "b.parquet")
    (refused,) = gather("ga4", tmp_path / "b.parquet").rejected
    assert (refused.row, refused.code) == (1, "missing_event_name")
    (again,) = reread("ga4", "", refused.original.replace('"event_name":""', '"event_name":"purchase"'), ReadOptions())
    assert again.events == gather("ga4", tmp_path / "b.parquet").events


def test_events_of_nobody_are_left_out_and_counted(write: Write, gather: Gather) -> None:
    batch = gather("ga4", write("a.jsonl", lines(VIEW, VIEW | {"user_pseudo_id": None})))
    assert (len(batch.events), batch.left_out) == (1, {NOBODY: 1})


def test_intraday_daily_and_restated_tables_count_once(write: Write, tmp_path: Path) -> None:
    shop = Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))
    late = BOUGHT | {"event_name": "scroll", "batch_event_index": 9, "ecommerce": None, "items": []}
    restated = BOUGHT | {"geo": {"country": "Italy", "city": "Milan"}}
    files = {
        "events_intraday_20260302.jsonl": lines(VIEW, BOUGHT),
        "events_20260302.jsonl": lines(VIEW, BOUGHT, late),
        "events_20260302_again.jsonl": lines(VIEW, restated, late),
    }
    paths = [write(name, text) for name, text in files.items()]
    new = [import_files(shop, "ga4", [path], source="ga4").applied.events for path in paths]
    assert new == [2, 1, 0]
    build(shop)
    (order,) = Published.open(shop).rows("SELECT order_id, gross FROM orders", ORDERS)
    assert order == {"order_id": "A-1", "gross": 6500}
