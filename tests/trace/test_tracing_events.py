"""The events that tracing takes: in which forms, with which columns, and which it leaves out."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from percorso.core.settings import Exclusions, Settings
from percorso.store.arrow import conform
from percorso.tables import TOUCHPOINTS
from percorso.trace.ruleset import Rules
from percorso.trace.tracing import Traced, columns, lightened, trace

HOME = "https://shop.example/"
STAFF = Exclusions(emails=("*@shop.example",))


def touchpoints(events: pa.Table) -> list[dict[str, Any]]:
    found = trace(events, 3, Settings(), Rules.of(Settings())).touchpoints
    return list(conform(found, TOUCHPOINTS).to_pylist())


def test_only_what_tells_of_an_order_or_a_device_keeps_its_long_texts(events_of: Callable[..., pa.Table]) -> None:
    names = ("Page Viewed", "Order Completed", "Product Viewed")
    told = ("{}", '{"total":1}', '{"device":"tablet"}')
    rows = [{"name": name, "properties": text, "anonymous_id": "a"} for name, text in zip(names, told, strict=True)]
    whole = events_of(rows)
    read = [name for name in columns(Settings(), stated=False) if name not in {"event_id", "anonymous_id"}]
    bare = whole.select([*read, "customer_id"])
    light = lightened(bare, Settings(), np.array([True, True, False]), lambda: whole["event_id"])
    assert light["properties"].to_pylist() == [None, told[1], told[2]]
    assert light["event_id"].to_pylist() == [None, "e1", "e2"]
    assert light["anonymous_id"].to_pylist() == ["anonymous", "anonymous", None]


def test_ids_of_events_are_not_asked_for_where_every_order_has_a_number(
    events_of: Callable[..., pa.Table],
) -> None:
    bare = events_of([{}, {"name": "Order Completed", "order_id": "#7"}]).drop_columns(["event_id"])
    light = lightened(bare, Settings(), np.zeros(2, dtype=bool), lambda: pytest.fail("asked for"))
    assert light["event_id"].to_pylist() == [None, f"seq {bare['seq'][1]}"]


def test_where_consent_is_stated_visitors_are_told_apart_and_people_are_merely_known(
    events_of: Callable[..., pa.Table],
) -> None:
    rows = [{"anonymous_id": "a", "user_id": "u1"}, {"anonymous_id": "b", "email": "b@x.it"}, {"user_id": " null "}]
    whole = events_of(rows).drop_columns(["event_id"])
    anonymous = np.array([True, True, False])
    light = lightened(whole, Settings(), anonymous, lambda: pytest.fail("asked for"))
    assert light["anonymous_id"].to_pylist() == ["a", "b", None]
    assert light["user_id"].to_pylist() == ["known", "known", None]
    assert "email" not in light.column_names
    staff = lightened(whole, Settings(exclude=STAFF), anonymous, lambda: pytest.fail("asked for"))
    assert "email" in staff.column_names


def test_addresses_and_mail_are_read_where_they_leave_somebody_out() -> None:
    assert {"ip", "email", "consent"}.isdisjoint(columns(Settings(), stated=False))
    assert "email" in columns(Settings(exclude=STAFF), stated=False)
    assert "ip" in columns(Settings(exclude=Exclusions(ips=("203.0.113.7",))))


def test_what_is_left_out_is_listed_with_its_reason(traced: Callable[..., Traced]) -> None:
    robot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
    exclude = Exclusions(ips=("10.0.0.0/8",), emails=("*@shop.example",))
    rows = [
        {"url": HOME, "user_agent": robot},
        {"url": HOME, "ip": "10.1.2.3"},
        {"url": HOME, "email": "bruno@shop.example", "customer_id": "c2"},
        {"name": "Order Completed", "order_id": "2", "customer_id": "c2"},
        {"name": "Order Completed", "order_id": "1", "properties": '{"test":true}'},
        {"url": HOME},
    ]
    found = traced(rows, Settings(exclude=exclude))
    assert found.excluded["reason"].to_pylist() == ["bot", "own_address", "test_order", "staff", "staff"]
    assert found.touchpoints["seq"].to_pylist() == [5]
    assert found.orders.num_rows == 0


def test_a_columns_chunks_do_not_matter(events_of: Callable[..., pa.Table]) -> None:
    rows = [{"url": HOME, "minute": minute} for minute in range(5)]
    table = events_of(rows)
    pieces = pa.concat_tables([table.slice(0, 2), table.slice(2)])
    assert touchpoints(pieces) == touchpoints(table)


@pytest.mark.parametrize("kind", ["large_string", "string_view", "dictionary"])
def test_texts_may_come_in_any_form(events_of: Callable[..., pa.Table], kind: str) -> None:
    table = events_of([{"name": "Order Completed", "order_id": "1"}, {"url": HOME, "minute": 1}])
    forms = {
        "large_string": pa.large_string(),
        "string_view": pa.string_view(),
        "dictionary": pa.dictionary(pa.int32(), pa.string()),
    }
    fields = [field.with_type(forms[kind]) if field.type == pa.string() else field for field in table.schema]
    assert touchpoints(table.cast(pa.schema(fields))) == touchpoints(table)
