from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.settings import Shop
from percorso.pipeline import opening
from percorso.pipeline.opening import last_seen, opened
from percorso.store.arrow import schema
from percorso.store.workspace import Workspace
from percorso.tables import REQUESTS

AT = 1_772_000_000_000_000
CALL = {"type": "track", "event": "Product Viewed", "userId": "u1", "messageId": "m1"}
ORDER = {"id": 1, "name": "#1", "created_at": "2026-02-01T10:00:00Z", "total_price": "5.00", "financial_status": "paid"}


def row(path: str, body: object, at: int = AT, source: str = "web", **more: Any) -> dict[str, Any]:
    encoded = json.dumps(body).encode()
    return {"source": source, "shop": "shop", "received_at": at, "path": path, "body": encoded, **more}


SENT = row("/v1/batch", {"batch": [CALL]})
# Two of its calls at one moment are told apart by their number alone.
NAMELESS = row("/v1/batch", {"batch": [{name: value for name, value in CALL.items() if name != "messageId"}]})
DELIVERED = row("/webhooks/shopify", ORDER, AT + 5, "mugs", headers='{"topic":"orders/paid"}')


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "shop", Shop())


def frame(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=schema(REQUESTS))


def test_webhooks_and_calls_of_one_frame_are_both_opened_and_nothing_is_written(shop: Workspace) -> None:
    tables, notes = opened(shop, frame(DELIVERED, SENT))
    assert sorted(tables["events"]["name"].to_pylist()) == ["Order Completed", "Product Viewed"]
    assert notes.orders == {("mugs", "shop", "1"): "#1"}
    assert shop.state.webhooks.order_number("mugs", "shop", "1") is None


@given(
    st.lists(st.sampled_from([SENT, SENT | {"received_at": AT + 1}, SENT | {"source": "shop"}, NAMELESS, DELIVERED]))
)
def test_a_frame_is_opened_alike_on_one_thread_and_on_two(rows: list[dict[str, Any]]) -> None:
    with TemporaryDirectory() as folder:
        shop = Workspace.create(Path(folder) / "shop", Shop())
        with patch.object(opening, "_MANY", 1):
            halved, _ = opened(shop, frame(*rows))
        assert halved == opened(shop, frame(*rows))[0]


def test_a_frame_of_a_former_version_is_still_opened(shop: Workspace) -> None:
    tables, _ = opened(shop, frame(SENT).drop_columns(["headers", "mapping"]))
    assert tables["events"].num_rows == 1


def test_an_order_of_a_former_frame_gives_a_refund_its_number(shop: Workspace) -> None:
    shop.state.webhooks.remember_orders({("mugs", "shop", "1"): "#1"})
    paid = {"kind": "refund", "status": "success", "amount": "5.00", "currency": "EUR"}
    refund = {"id": 7, "order_id": 1, "created_at": "2026-02-02T10:00:00Z", "transactions": [paid]}
    tables, _ = opened(
        shop, frame(row("/webhooks/shopify", refund, source="mugs", headers='{"topic":"refunds/create"}'))
    )
    assert tables["events"]["order_id"].to_pylist() == ["#1"]


def test_nothing_opens_into_nothing(shop: Workspace) -> None:
    tables, notes = opened(shop, frame(row("/v1/batch", {"batch": []})))
    assert (tables, notes.topics) == ({}, [])


def test_a_source_was_last_seen_by_what_reads_it() -> None:
    later = row("/v1/t", CALL, AT + 9)
    assert last_seen(frame(SENT, DELIVERED, later)) == {
        ("web", "shop", "segment"): AT + 9,
        ("mugs", "shop", "shopify"): AT + 5,
    }
