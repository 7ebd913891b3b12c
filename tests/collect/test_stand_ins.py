from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

from percorso.collect.stand_ins import StandIns

NAMES = (
    *("event_id", "source", "shop", "kind", "name", "properties", "traits", "user_id", "email", "order_id", "url"),
    "consent",
)


def _told(properties: dict[str, Any], order: str | None = "7", name: str = "Order Completed") -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(NAMES, "who am I")
    return row | {"shop": "shop", "name": name, "order_id": order, "properties": json.dumps(properties)}


def _bare(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    schema = pa.schema([(name, pa.string()) for name in NAMES])
    found: list[dict[str, Any]] = (
        StandIns("erased-1", b"key").of(pa.Table.from_pylist(list(rows), schema=schema)).to_pylist()
    )
    return found


def test_amounts_codes_and_times_stay_and_every_other_word_goes() -> None:
    said = {
        "total": 10.10,
        "tax": "1,234.50",
        "currency": "EUR",
        "updated_at": "2026-03-01T10:00:00+01:00",
        "note": "for Anna",
        "status": "by Anna@mail.example",
        "discount": "for Anna",
        "products": [{"name": "A gift for Anna", "price": 5.05, "quantity": 2, "sku": "X"}, "Anna"],
        "address": {"street": "Via Garibaldi 12"},
    }
    (row,) = _bare(_told(said))
    assert json.loads(row["properties"]) == {
        "total": 10.1,
        "tax": 1234.5,
        "currency": "EUR",
        "updated_at": "2026-03-01T10:00:00+01:00",
        "products": [{"price": 5.05, "quantity": 2}],
    }
    assert (row["user_id"], row["traits"], row["name"]) == ("erased-1", "{}", "Order Completed")
    assert {name for name in ("email", "url", "consent") if row[name] is not None} == set()
    assert "who am I" not in (row["event_id"], row["order_id"])


def test_amounts_stay_to_the_last_digit() -> None:
    text = '{"total": 19.989999999999998, "tax": 0.10}'
    (row,) = _bare(_told({}) | {"properties": text})
    assert row["properties"] == '{"total":19.989999999999998,"tax":0.10}'


def test_the_same_event_always_becomes_the_same_and_leads_to_nobody_without_the_key() -> None:
    schema = pa.schema([(name, pa.string()) for name in NAMES])
    rows = pa.Table.from_pylist([_told({"total": 1})], schema=schema)
    one, again, other = (StandIns(None, key).of(rows).to_pylist()[0] for key in (b"key", b"key", b"another"))
    assert one == again
    assert one["user_id"] is None
    assert {one[name] == other[name] for name in ("event_id", "order_id")} == {False}


def test_what_tells_of_one_order_keeps_telling_of_one_and_orders_stay_apart() -> None:
    refund = {"refund_id": "r-1", "total": 1}
    rows = _bare(_told({}), _told(refund, "#7", "Order Refunded"), _told({}, "8"), _told({}, None))
    first, again, other, none = (row["order_id"] for row in rows)
    assert first == again != other
    assert none is None
    assert json.loads(rows[1]["properties"])["refund_id"] != "r-1"
