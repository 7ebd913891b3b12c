"""Calls as columns give the events that the same calls as JSON lines give."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from percorso.collect import segment_columns
from percorso.collect.connectors import segment
from percorso.collect.options import ReadOptions
from percorso.core.record import Event, Rejected

if TYPE_CHECKING:
    from collect.conftest import Gather

Write = Callable[[str, str | bytes], Path]

PAGE = pa.struct([("url", pa.string()), ("referrer", pa.string()), ("path", pa.string())])
CAMPAIGN = pa.struct([("name", pa.string()), ("source", pa.string()), ("medium", pa.string())])
PREFERENCES = pa.struct([("Analytics", pa.bool_()), ("Advertising", pa.bool_())])
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("type", "event", "name", "userId", "anonymousId", "messageId")),
        ("timestamp", pa.timestamp("ms", "UTC")),
        ("properties", pa.string()),
        ("traits", pa.string()),
        (
            "context",
            pa.struct(
                [
                    *(("page", PAGE), ("campaign", CAMPAIGN), ("ip", pa.string()), ("userAgent", pa.string())),
                    ("consent", pa.struct([("categoryPreferences", PREFERENCES), ("tcString", pa.string())])),
                ]
            ),
        ),
    ]
)
# https://metacpan.org/dist/GDPR-IAB-TCFv2/view/README.pod
TC_STRING = "CLcVDxRMWfGmWAVAHCENAXCkAKDAADnAABRgA5mdfCKZuYJez-NQm0TBMYA4oCAAGQYIAAAAAAEAIAEgAA.argAC0gAAAAAAAAAAAA"
VIEW: dict[str, Any] = {
    "type": "track",
    "event": "Viewed Product",
    "anonymousId": " a1 ",
    "messageId": "m1",
    "timestamp": "2026-03-01T10:00:00.250Z",
    "properties": {"sku": "A", "price": 12.50},
    "context": {"page": {"url": "https://shop.example/a", "path": "/a"}, "ip": "192.0.2.1"},
}


def _row(call: dict[str, Any]) -> dict[str, Any]:
    """Lay a call out as the columns do: documents as text, time as an instant."""
    row: dict[str, Any] = dict.fromkeys(SCHEMA.names) | call
    for name in ("properties", "traits"):
        row[name] = None if row[name] is None else json.dumps(row[name])
    instant = pa.scalar(call["timestamp"].removesuffix("Z")).cast(pa.timestamp("ms")) if call.get("timestamp") else None
    row["timestamp"] = instant.as_py() if instant is not None else None
    return row


def columns(*calls: dict[str, Any]) -> list[Event | Rejected]:
    batch = pa.RecordBatch.from_pylist([_row(call) for call in calls], SCHEMA)
    return [one for one in segment_columns.items([batch], ReadOptions()) if isinstance(one, Event | Rejected)]


def lines(write: Write, gather: Gather, *calls: dict[str, Any]) -> list[Event]:
    return gather("segment", write("calls.jsonl", "".join(json.dumps(call) + "\n" for call in calls))).events


CALLS = [
    VIEW,
    VIEW | {"type": "page", "event": None, "name": "Home", "messageId": "m2", "properties": {"category": "own"}},
    VIEW | {"type": "page", "name": "Home", "messageId": "m3", "properties": {}},
    VIEW | {"messageId": "m4", "properties": {"email": "a@shop.example", "sku": None}},
    VIEW | {"messageId": "m5", "event": "order completed", "properties": {"order_id": 7, "total": 3}},
    VIEW | {"messageId": "m6", "type": "identify", "traits": {"email": "b@shop.example"}, "properties": None},
    VIEW | {"messageId": "m7", "context": {"page": None}, "properties": {"url": "https://shop.example/own"}},
    VIEW | {"messageId": "m8", "context": {"campaign": {"name": "S", "source": "x", "medium": " "}}},
    VIEW | {"messageId": "m9", "traits": {"vip": True}},
    VIEW | {"messageId": "m10", "context": {"consent": {"categoryPreferences": {"Analytics": False}}}},
    VIEW | {"messageId": "m11", "context": {"consent": {"tcString": TC_STRING}}},
    VIEW | {"messageId": "m12", "event": "Consent Updated", "properties": {"purposes": {"analytics": False}}},
    VIEW | {"messageId": "m13", "properties": {"privacy_info": {"analytics_storage": "No"}}},
    VIEW | {"messageId": None, "userId": "u1", "anonymousId": ""},
]


@pytest.mark.parametrize("call", CALLS, ids=lambda call: str(call["messageId"]))
def test_a_call_as_columns_is_the_call_as_json(write: Write, gather: Gather, call: dict[str, Any]) -> None:
    assert columns(call) == lines(write, gather, call)


@given(calls=st.lists(st.sampled_from(CALLS), max_size=8))
def test_any_mix_of_calls_keeps_its_order(calls: list[dict[str, Any]]) -> None:
    assert [one for call in calls for one in columns(call)] == columns(*calls)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"type": "tracked"}, "unknown_type"),
        ({"anonymousId": None}, "missing_identity"),
        ({"event": " "}, "missing_event_name"),
        ({"timestamp": None}, "missing_time"),
        ({"timestamp": "1970-01-01T00:00:00Z"}, "time_out_of_range"),
        ({"event": "Order Completed", "properties": {"total": -1}}, "negative_money"),
    ],
)
def test_a_row_that_is_no_call_is_set_aside_and_can_be_read_again(change: dict[str, Any], code: str) -> None:
    (found,) = columns(VIEW | change)
    assert isinstance(found, Rejected)
    assert (found.row, found.code) == (1, code)
    (again,) = (one for batch in segment.reread("", found.original, ReadOptions()) for one in batch.rejected)
    assert again.code == code


def test_properties_that_are_no_json_are_set_aside() -> None:
    batch = pa.RecordBatch.from_pylist([_row(VIEW) | {"properties": '{"a":'}, _row(VIEW)], SCHEMA)
    bad, good = segment_columns.items([batch], ReadOptions())
    assert isinstance(bad, Rejected)
    assert bad.code == "bad_json"
    assert isinstance(good, Event)


def test_one_id_with_two_contents_is_told() -> None:
    other = VIEW | {"properties": {"sku": "B"}}
    assert [getattr(one, "code", "") for one in columns(VIEW, other)] == ["", "duplicate_id"]


def test_structs_in_place_of_texts_give_the_same_event(write: Write, gather: Gather, tmp_path: Path) -> None:
    path = tmp_path / "events.parquet"
    parquet.write_table(
        pa.Table.from_pylist([VIEW | {"sentAt": None}, VIEW | {"messageId": "m2", "context": None}]), path
    )
    batch = gather("segment", path)
    assert batch.events == lines(write, gather, VIEW, VIEW | {"messageId": "m2", "context": None})


def test_plain_calls_are_not_read_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment_columns, "event", lambda _: pytest.fail("read as a whole call"))
    stating = (one for one in CALLS if one["messageId"] in ("m10", "m11"))
    assert [one.consent for one in columns(*CALLS[:3], *stating) if isinstance(one, Event)] == [
        *(None, None, None),
        "analytics=denied",
        "analytics=denied personalisation=denied marketing=denied ad_sharing=denied",
    ]
