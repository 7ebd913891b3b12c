from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest

from percorso.core.settings import Shop
from percorso.pipeline import applying
from percorso.pipeline.applying import apply_log
from percorso.store.applier import Applied
from percorso.store.arrow import schema
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, QUARANTINE, REQUESTS

CALL = {"type": "track", "event": "Product Viewed", "userId": "u1", "messageId": "m1"}


def sent(shop: Workspace, *batches: list[object]) -> None:
    rows = [
        {
            "source": "web", "shop": "shop", "received_at": number * 1_000_000, "path": "/v1/batch",
            "body": json.dumps({"batch": batch}).encode(),
        }
        for number, batch in enumerate(batches, 1_772_000_000)
    ]  # fmt: skip
    with shop.log.writer() as writer:
        writer.append(REQUESTS.name, pa.Table.from_pylist(rows, schema=schema(REQUESTS)))


def test_requests_become_events_and_rows_of_quarantine_once(tmp_path: Path) -> None:
    shop = Workspace.create(tmp_path / "shop", Shop())
    sent(shop, [CALL, {"type": "dance"}], [{**CALL, "messageId": "m2"}, CALL])
    assert apply_log(shop) == Applied(events=2, quarantined=1, duplicates=1)
    assert apply_log(shop) == Applied()
    sent(shop, [CALL])
    assert apply_log(shop) == Applied(duplicates=1)
    assert shop.lake.count(EVENTS) == 2
    assert shop.lake.count(QUARANTINE) == 1


def test_what_carries_nothing_is_passed_and_never_read_again(tmp_path: Path) -> None:
    shop = Workspace.create(tmp_path / "shop", Shop())
    sent(shop, [])
    assert apply_log(shop) == Applied()
    assert shop.lake.applied(EVENTS) == shop.log.last == 1


def test_events_that_came_by_the_wire_and_by_file_have_one_order_of_arrival(tmp_path: Path) -> None:
    shop = Workspace.create(tmp_path / "shop", Shop())
    sent(shop, [CALL])
    sent(shop, [{**CALL, "messageId": "m2"}])
    apply_log(shop)
    seq = sorted(shop.lake.read(EVENTS)["seq"].to_pylist())
    assert [one >> 20 for one in seq] == [1, 2]


def test_what_is_stored_and_old_leaves_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = Workspace.create(tmp_path / "shop", Shop())
    shop.log._segment_bytes = 1
    sent(shop, [CALL])
    sent(shop, [{**CALL, "messageId": "m2"}])
    apply_log(shop)
    assert len(list(shop.log.folder.iterdir())) == 2
    monkeypatch.setattr(applying, "LOG_BYTES", 0)
    assert apply_log(shop) == Applied()
    assert [path.stem.lstrip("0") for path in shop.log.folder.iterdir()] == ["2"]
    sent(shop, [{**CALL, "messageId": "m3"}, CALL])
    assert apply_log(shop) == Applied(events=1, duplicates=1)
