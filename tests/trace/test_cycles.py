from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from percorso.core.settings import Settings, Shop
from percorso.store.arrow import conform
from percorso.tables import JOURNEYS
from percorso.trace.tracing import Traced

HOME = "https://shop.example/"
Trace = Callable[..., Traced]


def journeys(found: Traced, *columns: str) -> list[tuple[Any, ...]]:
    first = found.touchpoints["at"][0].as_py()

    def told(value: object) -> object:
        return (value - first) // timedelta(minutes=1) if isinstance(value, datetime) else value

    return [tuple(told(row[column]) for column in columns) for row in found.journeys.to_pylist()]


LOG = [
    {"url": HOME + "?gclid=1", "minute": 0},
    {"name": "Product Added", "url": HOME, "minute": 1},
    {"name": "Email Sent", "minute": 50},
    {"name": "Order Completed", "order_id": "1", "minute": 100},
    {"name": "Order Shipped", "order_id": "1", "minute": 200},
    {"url": HOME, "minute": 300},
    {"name": "Product Reviewed", "order_id": "1", "minute": 400},
]


def test_a_journey_is_the_way_to_an_order_and_what_concerns_it_later(traced: Trace) -> None:
    found = traced(LOG)
    assert journeys(found, "cycle", "outcome", "opened_at", "closed_at", "last_at", "order_id", "touches") == [
        (1, "order", 0, 100, 400, "1", 2),
        (2, "open", 300, None, 300, None, 1),
    ]
    assert journeys(found, "first_channel", "last_channel") == [("Paid Search", "Email"), ("Direct", "Direct")]


def test_a_journey_shows_when_each_stage_was_first_reached(traced: Trace) -> None:
    stages = ("awareness_at", "consideration_at", "decision_at", "retention_at", "advocacy_at")
    assert journeys(traced(LOG), *stages) == [(0, None, 1, 200, 400), (None, None, None, 300, None)]


def test_what_concerns_an_order_before_it_does_not_open_its_journey_earlier(traced: Trace) -> None:
    rows = [
        {"name": "Order Confirmation Sent", "order_id": "1", "minute": 0},
        {"name": "Order Completed", "order_id": "1", "minute": 1},
    ]
    assert journeys(traced(rows), "opened_at", "last_at", "touches") == [(1, 1, 0)]


def test_an_order_of_one_customer_closes_no_others_journey(traced: Trace) -> None:
    rows = [{"name": "Email Sent", "customer_id": customer} for customer in ("c1", "c2")]
    order = {"name": "Order Completed", "order_id": "1", "minute": 5}
    assert traced([*rows, order]).journeys["outcome"].to_pylist() == ["order", "open"]


def test_a_confirmation_page_opens_no_new_journey_in_the_orders_session_or_later(traced: Trace) -> None:
    rows = [
        {"url": HOME, "minute": 0},
        {"name": "Order Completed", "order_id": "1", "url": HOME, "minute": 5},
        {"name": "Page Viewed", "url": HOME + "checkout/thank-you", "minute": 6},
    ]
    assert len(traced(rows).journeys) == 1
    assert len(traced([*rows[:2], {**rows[2], "minute": 600}]).journeys) == 1
    assert len(traced([*rows, {"url": HOME, "minute": 600}]).journeys) == 2


INBOUND = Settings(shop=Shop(contact=("inbound",)))
SENT = [
    {"name": "Email Sent", "minute": 0},
    {"url": HOME + "?gclid=1", "minute": 10},
    {"name": "Email Sent", "minute": 50},
    {"name": "Order Completed", "order_id": "1", "minute": 100},
    {"name": "Email Sent", "minute": 150},
    {"name": "Order Shipped", "order_id": "1", "minute": 200},
    {"url": HOME, "minute": 300},
    {"name": "Email Sent", "minute": 400},
]


def test_a_message_that_is_no_contact_is_no_part_of_a_journey(traced: Trace) -> None:
    columns = ("cycle", "outcome", "opened_at", "last_at", "touches", "first_channel", "last_channel", "awareness_at")
    found = traced(SENT, INBOUND)
    assert journeys(found, *columns) == [
        (1, "order", 10, 200, 1, "Paid Search", "Paid Search", 10),
        (2, "open", 300, 300, 1, "Direct", "Direct", None),
    ]
    messages = [row for row in found.touchpoints.to_pylist() if row["role"] == "message"]
    assert [row["cycle"] for row in messages] == [1, 1, 1, 2]
    assert {row["excluded_from_credit"] for row in messages} == {"no contact"}


def test_messages_open_journeys_where_they_are_contacts(traced: Trace) -> None:
    assert journeys(traced(SENT), "cycle", "opened_at", "touches", "first_channel") == [
        (1, 0, 3, "Email"),
        (2, 150, 3, "Email"),
    ]


def test_whoever_was_only_written_to_has_no_journey(traced: Trace) -> None:
    rows = [{"name": "Email Sent", "minute": minute} for minute in (0, 5)]
    found = traced([*rows, {"name": "Email Sent", "customer_id": "c2"}, {"url": HOME, "customer_id": "c2"}], INBOUND)
    assert found.journeys["customer_id"].to_pylist() == ["c2"]
    assert found.touchpoints["cycle"].to_pylist() == [1, 1, 1, 1]


def test_no_journeys_still_have_their_columns(traced: Trace) -> None:
    found = traced([{"kind": "identify"}]).journeys
    assert found.num_rows == 0
    assert found.schema.names == list(JOURNEYS.columns)
    assert conform(found, JOURNEYS).num_rows == 0
