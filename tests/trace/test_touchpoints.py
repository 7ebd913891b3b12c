from collections.abc import Callable

from percorso.store.arrow import conform
from percorso.tables import TOUCHPOINTS
from percorso.trace.tracing import Traced

HOME = "https://shop.example/"
Trace = Callable[..., Traced]


def test_credit_goes_to_touches_with_a_channel_alone(traced: Trace) -> None:
    found = traced(
        [
            {"url": HOME + "?gclid=1", "minute": 0},
            {"url": HOME, "minute": 1},
            {"name": "Coupon Redeemed", "minute": 2},
            {"name": "Phone Call", "minute": 3},
            {"name": "Order Completed", "order_id": "7", "minute": 4},
            {"name": "Order Shipped", "minute": 5},
        ]
    ).touchpoints
    assert found["role"].to_pylist() == ["touch", "step", "touch", "touch", "order", "after"]
    assert found["excluded_from_credit"].to_pylist() == [
        None,
        "inside a session",
        "no channel",
        None,
        "order",
        "concerns an order",
    ]


def test_a_row_shows_where_its_session_came_from_and_why(traced: Trace) -> None:
    found = traced(
        [
            {"url": HOME + "shoes?utm_source=news&utm_medium=email&utm_campaign=March&utm_content=Header"},
            {"url": HOME + "cart", "minute": 1},
            {"name": "Phone Call", "minute": 2},
        ]
    ).touchpoints
    first, second, call = found.to_pylist()
    shared = "channel channel_rule traffic_source traffic_medium campaign creative landing session".split()
    assert [first[name] for name in shared] == [second[name] for name in shared]
    assert [first[name] for name in shared[2:]] == ["news", "email", "March", "Header", "/shoes", 1]
    assert first["channel_rule"].split(" ", 1)[1].startswith("Email")
    assert [call[name] for name in shared] == ["Phone", "event name", None, None, None, None, None, None]


def test_rows_name_the_order_they_are_or_concern(traced: Trace) -> None:
    found = traced(
        [
            {"name": "Checkout Started", "order_id": "7", "url": HOME, "minute": 0},
            {"name": "Order Completed", "order_id": "7", "url": HOME, "minute": 1},
            {"name": "Delivery Failed", "minute": 2},
        ]
    ).touchpoints
    assert found["order_id"].to_pylist() == [None, "7", "7"]


def test_rows_are_numbered_per_customer_in_order_of_time_then_arrival(traced: Trace) -> None:
    rows = [
        {"name": "Email Sent", "minute": minute, "customer_id": customer}
        for minute, customer in [(5, "c1"), (1, "c1"), (1, "c1"), (0, "c2")]
    ]
    found = traced(rows).touchpoints
    assert list(zip(found["customer_id"].to_pylist(), found["n"].to_pylist(), strict=True)) == [
        ("c1", 0),
        ("c1", 1),
        ("c1", 2),
        ("c2", 0),
    ]
    assert found["seq"].to_pylist() == [1, 2, 0, 3]


def test_nothing_traced_still_has_its_columns(traced: Trace) -> None:
    found = traced([]).touchpoints
    assert found.num_rows == 0
    assert found.schema.names == list(TOUCHPOINTS.columns)
    assert conform(found, TOUCHPOINTS).num_rows == 0
