from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.collect.requests import KINDS, opened
from percorso.core.settings import Shop
from percorso.core.time import to_micros
from percorso.store.arrow import conform, schema
from percorso.tables import EVENTS, QUARANTINE, REQUESTS

RECEIVED = datetime(2026, 3, 2, 12, tzinfo=UTC)
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Chrome/156"
CALL = {"event": "Product Viewed", "userId": "u1", "messageId": "m1", "timestamp": "2026-03-02T11:59:00Z"}


def requests(*bodies: object, path: str = "/v1/batch", agent: str = BROWSER, source: str = "web") -> pa.Table:
    rows = [
        {
            "source": source,
            "shop": "shop",
            "received_at": RECEIVED,
            "path": path,
            "body": body if isinstance(body, bytes) else json.dumps(body).encode(),
            "ip": "203.0.113.7",
            "user_agent": agent,
        }
        for body in bodies
    ]
    return pa.Table.from_pylist(rows, schema=schema(REQUESTS))


def events(*bodies: object, **told: str) -> list[dict[str, Any]]:
    found = opened(requests(*bodies, **told), Shop())
    assert "quarantine" not in found, found["quarantine"].to_pylist()
    rows: list[dict[str, Any]] = found["events"].to_pylist()
    return rows


@pytest.mark.parametrize(("path", "kind"), KINDS.items())
def test_a_call_alone_is_what_its_address_says(path: str, kind: str) -> None:
    (row,) = events({**CALL, "previousId": "u0", "groupId": "g"}, path=f"/v1/{path}")
    assert row["kind"] == kind


def test_a_batch_gives_every_call_in_order_what_all_of_them_share() -> None:
    second = {**CALL, "type": "page", "messageId": "m2", "context": {"page": {"url": "https://shop.example/a"}}}
    batch = [{**CALL, "type": "track"}, second]
    first, other = events({"batch": batch, "context": {"ip": "198.51.100.1"}})
    assert (first["name"], first["ip"], other["ip"]) == ("Product Viewed", "198.51.100.1", "198.51.100.1")
    assert (other["kind"], other["url"]) == ("page", "https://shop.example/a")


def test_a_device_with_a_wrong_clock_is_set_right_by_when_it_sent() -> None:
    late = {**CALL, "timestamp": "2025-03-02T10:00:00Z", "sentAt": "2025-03-02T10:00:30Z"}
    (row,) = events(late, path="/v1/t")
    assert row["at"] == datetime(2026, 3, 2, 11, 59, 30, tzinfo=UTC)


def test_the_moment_a_batch_was_sent_counts_for_calls_that_waited_in_a_queue() -> None:
    call = {**CALL, "type": "track", "timestamp": "2026-03-01T12:00:00Z", "sentAt": "2026-03-01T12:00:01Z"}
    (row,) = events({"batch": [call], "sentAt": "2026-03-02T12:00:00Z"})
    assert row["at"] == datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("told", [{}, {"timestamp": ""}, {"timestamp": None}])
def test_a_call_without_a_time_happened_when_it_came(told: dict[str, object]) -> None:
    (row,) = events({"event": "Signed Up", "userId": "u1", **told}, path="/v1/track")
    assert row["at"] == RECEIVED


def test_rudders_own_name_for_the_time_is_read() -> None:
    call = {key: value for key, value in CALL.items() if key != "timestamp"}
    (row,) = events({**call, "originalTimestamp": "2026-03-02T11:58:00Z"}, path="/v1/track")
    assert row["at"] == datetime(2026, 3, 2, 11, 58, tzinfo=UTC)


def test_a_browser_is_named_by_its_connection_and_a_library_on_a_server_is_nobodys_device() -> None:
    (row,) = events(CALL, path="/v1/t")
    assert (row["ip"], row["user_agent"]) == ("203.0.113.7", BROWSER)
    (row,) = events(CALL, path="/v1/t", agent="analytics-python/2.4.0")
    assert (row["ip"], row["user_agent"]) == (None, None)


def test_a_retry_is_the_same_event_with_an_id_and_without() -> None:
    for call in (CALL, {key: value for key, value in CALL.items() if key != "messageId"}):
        first, again = events(
            {**call, "sentAt": "2026-03-02T11:59:01Z"}, {**call, "sentAt": "2026-03-02T11:59:09Z"}, path="/v1/t"
        )
        assert first["event_id"] == again["event_id"]


def test_one_bad_call_waits_in_quarantine_and_the_others_are_taken() -> None:
    bad = [{"type": "track", "userId": "u1"}, {"type": "dance"}, 7, {"type": "page", "messageId": "m"}]
    found = opened(requests({"batch": [{**CALL, "type": "track"}, *bad]}), Shop())
    assert found["events"].num_rows == 1
    codes = ["missing_event_name", "unknown_type", "bad_json", "missing_identity"]
    assert found["quarantine"]["code"].to_pylist() == codes
    assert found["quarantine"]["row"].to_pylist() == [2, 3, 4, 5]
    assert json.loads(found["quarantine"]["original"][1].as_py()) == {"type": "dance", "context": {}}


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"batch": [}', b"[" * 100_000])
def test_a_body_that_is_no_json_waits_in_quarantine_whole(body: bytes) -> None:
    found = opened(requests(body), Shop())
    assert list(found) == ["quarantine"]
    assert found["quarantine"]["original"].to_pylist() == [body.decode("utf-8", "replace")]


def test_nothing_opens_into_nothing() -> None:
    assert opened(requests(), Shop()) == {}
    assert opened(requests({"batch": []}), Shop()) == {}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = (
    "type",
    "event",
    "userId",
    "anonymousId",
    "messageId",
    "timestamp",
    "sentAt",
    "context",
    "properties",
    "batch",
)
calls = st.dictionaries(st.sampled_from(FIELDS), json_values | st.just("track") | st.just({"page": {"url": "x"}}))


@given(st.lists(st.binary(max_size=20) | calls | st.builds(lambda one: {"batch": one}, st.lists(calls)), max_size=4))
def test_whatever_is_sent_every_call_is_an_event_or_a_row_of_quarantine(bodies: list[Any]) -> None:
    found = opened(requests(*bodies, path="/v1/t"), Shop())
    for spec in (EVENTS, QUARANTINE):
        if spec.name in found:
            table = found[spec.name]
            conform(table.append_column("seq", pa.array(range(table.num_rows))) if spec is EVENTS else table, spec)
    counted = sum(len(body["batch"]) if _is_batch(body) else 1 for body in bodies)
    assert sum(table.num_rows for table in found.values()) == counted


def _is_batch(body: Any) -> bool:
    return isinstance(body, dict) and isinstance(body.get("batch"), list)


def test_what_real_sdks_send_is_taken_whole(shared: Path) -> None:
    """Of every exchange that was recorded, each call of a Segment or Rudder SDK becomes an event."""
    files = sorted((shared / "reference" / "captures").glob("[rs]*er_*.json")) + sorted(
        (shared / "reference" / "captures").glob("segment_*.json")
    )
    assert len(files) > 20
    for file in files:
        for sent in json.loads(file.read_text(encoding="utf-8")):
            if sent["method"] != "POST" or not isinstance(sent["json"], dict):
                continue
            agent = {name.lower(): value for name, value in sent["headers"].items()}.get("user-agent", "")
            body, path = json.dumps(sent["json"]).encode(), sent["path"].partition("?")[0]
            at = datetime.fromtimestamp(sent["t"], UTC)
            table = requests(body, path=path, agent=agent)
            table = table.set_column(2, "received_at", pa.array([to_micros(at)]).cast(pa.timestamp("us", "UTC")))
            found = opened(table, Shop())
            assert "quarantine" not in found, (file.name, found["quarantine"].to_pylist())
            assert found["events"].num_rows == len(sent["json"].get("batch", [0])), file.name
            assert all(abs((row - at).total_seconds()) < 120 for row in found["events"]["at"].to_pylist()), file.name
