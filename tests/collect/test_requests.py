from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.collect.received import KINDS
from percorso.collect.requests import opened
from percorso.collect.usual_calls import usual_calls
from percorso.core.settings import Shop
from percorso.core.time import to_micros
from percorso.store.arrow import conform, schema
from percorso.tables import EVENTS, QUARANTINE, REFINED, REQUESTS

RECEIVED = datetime(2026, 3, 2, 12, tzinfo=UTC)
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Chrome/156"
CALL = {"event": "Product Viewed", "userId": "u1", "messageId": "m1", "timestamp": "2026-03-02T11:59:00Z"}


def requests(
    *bodies: object,
    path: str = "/v1/batch",
    agent: str | None = BROWSER,
    source: str = "web",
    at: datetime = RECEIVED,
) -> pa.Table:
    rows = [
        {
            "source": source,
            "shop": "shop",
            "received_at": at,
            "path": path,
            "body": body if isinstance(body, bytes) else json.dumps(body).encode(),
            "ip": "203.0.113.7",
            "user_agent": agent,
        }
        for body in bodies
    ]
    return pa.Table.from_pylist(rows, schema=schema(REQUESTS))


def events(*bodies: object, **told: Any) -> list[dict[str, Any]]:
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


@pytest.mark.parametrize("clock", ["timestamp", "originalTimestamp"])
@pytest.mark.parametrize("year", ["1970", "2107"])
def test_a_clock_that_was_never_set_is_set_right_too(clock: str, year: str) -> None:
    told = {key: value for key, value in CALL.items() if key != "timestamp"}
    never = {**told, clock: f"{year}-01-01T00:00:02Z", "sentAt": f"{year}-01-01T00:00:32.500Z"}
    (row,) = events(never, path="/v1/t")
    assert row["at"] == datetime(2026, 3, 2, 11, 59, 29, 500_000, tzinfo=UTC)


@pytest.mark.parametrize("sent_at", [None, 7, "", "1970-01-01T00:00:32", "2026-03-02T11:59:59Z"])
def test_an_impossible_time_that_nothing_sets_right_waits_in_quarantine(sent_at: object) -> None:
    never = {**CALL, "timestamp": "1970-01-01T00:00:02Z", "sentAt": sent_at}
    (row,) = opened(requests(never, path="/v1/t"), Shop())["quarantine"].to_pylist()
    assert row["code"] == "time_out_of_range"


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
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**300, 10**310)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | st.sampled_from(["\ud83d", "\x1f a\u2003", "", "null", "=cmd", "a@b.it", "Order Completed"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
texts = st.sampled_from(["", " ", "u1", " u2 ", "é", "=1+1"]) | st.text(max_size=4)
times = st.sampled_from(
    [
        *("2026-03-02T11:59:00Z", "2026-03-02T11:59:00.123Z", "2026-03-02T11:59:00.123456+00:00", "2026-03-02 10:00"),
        *("2026-02-30T11:59:00Z", "2026-03-02T24:00:00Z", "1980-01-01T00:00:00Z", "2101-01-01T00:00:00.000Z"),
        *("2026-03-09T12:00:00Z", "2 March 2026", "1772452740", "yesterday", " 2026-03-02T11:59:00Z ", ""),
    ]
)
objects = st.dictionaries(st.sampled_from(["url", "referrer", "source", "name", "type", "email"]), texts | json_values)
choices = st.dictionaries(
    st.sampled_from(["analytics", "Advertising", "statistics", "ad_storage", "C0004", "tcString", "purposes"]),
    st.booleans() | st.sampled_from(["granted", "denied", "Yes", 0, None]) | texts | json_values,
)
properties = st.dictionaries(
    st.sampled_from(
        [
            *("email", "phone", "order_id", "orderId", "session_id", "url", "device", "name", "total", "currency"),
            *("price", "revenue", "privacy_info", "purposes", "tcString"),
        ]
    ),
    texts | json_values | choices | st.sampled_from(["12.50", "€ 5", "EUR", "-3"]),
)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "type": st.sampled_from(["track", "page", "screen", "identify", "group", "alias", " track ", "dance"]),
    "action": st.just("track"),
    "event": st.sampled_from(
        ["Product Viewed", "Order Completed", "completed order", "consent updated", "", " Liked "]
    ),
    **dict.fromkeys(("userId", "user_id", "anonymousId", "messageId", "message_id", "name", "previousId"), texts),
    **dict.fromkeys(("timestamp", "originalTimestamp", "sentAt", "receivedAt"), times),
    **dict.fromkeys(("properties", "traits"), properties),
    "context": st.fixed_dictionaries(
        {},
        optional={
            **dict.fromkeys(("page", "campaign", "device", "traits"), objects | json_values),
            "consent": choices | st.fixed_dictionaries({"categoryPreferences": choices}) | json_values,
            **dict.fromkeys(("ip", "userAgent", "user_agent", "sessionId"), texts | st.integers() | st.none()),
        },
    ),
    "batch": json_values,
    "integrations": json_values,
}
# Of what a call says, any may be null.
OR_NULL = {name: values | st.none() for name, values in FIELDS.items()}
ALWAYS = ("type", "event", "messageId", "anonymousId", "timestamp", "properties")
usual = st.fixed_dictionaries(
    {name: OR_NULL[name] if name in ("messageId", "anonymousId") else FIELDS[name] for name in ALWAYS},
    optional={
        name: OR_NULL[name] for name in sorted({*FIELDS} - {*ALWAYS, "batch", "action", "user_id", "message_id"})
    },
)
odd = st.fixed_dictionaries({}, optional={name: values | json_values for name, values in FIELDS.items()})
calls = usual | odd
batch = st.fixed_dictionaries(
    {"batch": st.lists(calls | json_values, max_size=4)},
    optional={"sentAt": times | json_values, "context": FIELDS["context"] | json_values},
)
# A number beyond all bounds where somebody reads it.
TOO_LARGE = (
    b'{"batch": [{"type": "track", "properties": {"x": 1e999}}, {"type": "page", "userId": "u", "messageId": "m"}]}'
)
CUT = [b"", b"{", b"\xff", TOO_LARGE]
bodies = st.binary(max_size=20) | st.sampled_from(CUT) | calls | batch | st.lists(calls, max_size=3)


@given(st.lists(bodies, max_size=4))
def test_whatever_is_sent_every_call_is_an_event_or_a_row_of_quarantine(bodies: list[Any]) -> None:
    found = opened(requests(*bodies, path="/v1/t"), Shop())
    for spec in (EVENTS, QUARANTINE):
        if spec.name in found:
            table = found[spec.name].drop_columns(["request"])
            later = ("seq", *REFINED) if spec is EVENTS else ()
            assert [name for name in spec.columns if name not in later] == sorted(
                table.column_names, key=list(spec.columns).index
            )
            conform(table, replace(spec, columns={name: spec.columns[name] for name in table.column_names}))
    counted = sum(_carried(body) for body in bodies)
    assert sum(table.num_rows for table in found.values()) == counted


def _carried(body: Any) -> int:
    """Count the calls of a body: of a list all, also where one holds half a character, which is no JSON."""
    if body == TOO_LARGE:
        return 2
    listed = body.get("batch") if isinstance(body, dict) else body
    return len(listed) if isinstance(listed, list) else 1


@given(
    st.lists(st.tuples(bodies, st.sampled_from(["/v1/t", "/v1/page", "/v1/batch", "/beacon/v1/batch"])), max_size=5),
    st.lists(st.sampled_from([BROWSER, "analytics-python/2.4.0", None]), min_size=5, max_size=5),
    st.lists(st.integers(0, 2), min_size=5, max_size=5),
)
def test_read_by_fields_or_one_by_one_requests_open_into_the_same_tables(
    sent: list[tuple[Any, str]], agents: list[str | None], moments: list[int]
) -> None:
    together = pa.concat_tables(
        [requests()]
        + [
            requests(body, path=path, agent=agent, source=f"web{moment}", at=RECEIVED + timedelta(seconds=moment))
            for (body, path), agent, moment in zip(sent, agents, moments, strict=False)
        ]
    )
    quick, slow = opened(together, Shop()), _one_by_one(together)
    assert {name: _rows(table) for name, table in quick.items()} == {name: _rows(table) for name, table in slow.items()}
    assert {name: table.schema for name, table in quick.items()} == {name: table.schema for name, table in slow.items()}


def _one_by_one(together: pa.Table) -> dict[str, pa.Table]:
    with pytest.MonkeyPatch.context() as patch:
        # Among bodies that are no JSON no call is usual.
        none = partial(map, lambda row: row._replace(body=b""))
        patch.setattr("percorso.collect.requests.usual_calls", lambda rows: usual_calls([*none(rows)]))
        return opened(together, Shop())


def _rows(table: pa.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.select(sorted(table.column_names)).to_pylist()
    return rows


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
