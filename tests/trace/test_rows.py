from collections.abc import Callable
from typing import Any

import pytest

from percorso.trace.tracing import Traced

HOME = "https://shop.example/"
NEWS = HOME + "?utm_source=news&utm_medium=email&utm_campaign=March"
Trace = Callable[..., Traced]


def short(found: Traced, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in found.touchpoints.to_pylist()]


def test_a_visit_that_begins_with_the_order_has_a_touch_of_its_own(traced: Trace) -> None:
    found = traced([{"name": "Order Completed", "url": NEWS, "order_id": "7"}])
    assert short(found, "seq", "name", "role", "channel", "step", "session", "excluded_from_credit") == [
        (0, "Visit Started", "touch", "Email", "land", 1, None),
        (0, "Order Completed", "order", "Email", "order", 1, "order"),
    ]


def test_an_order_alone_makes_no_visit(traced: Trace) -> None:
    found = traced([{"name": "Order Completed", "url": HOME, "order_id": "7"}])
    assert short(found, "role", "channel", "session") == [("order", None, 1)]


def test_an_imported_order_that_names_its_source_has_a_touch_of_its_own(traced: Trace) -> None:
    row = {"name": "Order Completed", "email": "anna@example.com", "utm_source": "google", "utm_medium": "cpc"}
    found = traced([row])
    assert short(found, "name", "role", "channel", "session") == [
        ("Visit Started", "touch", "Paid Search", None),
        ("Order Completed", "order", "Paid Search", None),
    ]


def test_an_order_by_phone_came_by_phone_and_a_call_alone_is_a_touch(traced: Trace) -> None:
    rows = [{"name": "Phone Order", "minute": 0}, {"name": "Phone Order", "order_id": "7", "minute": 60}]
    assert short(traced(rows), "name", "role", "channel", "order_id", "excluded_from_credit") == [
        ("Phone Order", "touch", "Phone", None, None),
        ("Visit Started", "touch", "Phone", None, None),
        ("Phone Order", "order", "Phone", "7", "order"),
    ]


def test_what_an_order_states_is_a_touch_just_before_it(traced: Trace) -> None:
    order = {"name": "Order Completed", "url": HOME, "order_id": "7", "properties": '{"heard_from":"Instagram"}'}
    found = traced([{"url": NEWS}, {**order, "minute": 5}])
    assert short(found, "seq", "role", "channel", "session", "step") == [
        (0, "touch", "Email", 1, "land"),
        (1, "touch", "Organic Social", None, None),
        (1, "order", "Email", 1, "order"),
    ]
    assert found.journeys["last_channel"].to_pylist() == ["Organic Social"]


def test_further_snapshots_and_lines_of_an_order_are_folded(traced: Trace) -> None:
    rows = [
        {"name": name, "order_id": "7", "minute": minute}
        for minute, name in enumerate(["Order Line", "Order Line", "Order Completed", "Order Completed"])
    ]
    assert short(traced(rows), "seq", "role", "order_id") == [(0, "order", "7")]


def test_an_imported_order_belongs_to_the_session_that_saw_it(traced: Trace) -> None:
    found = traced(
        [
            {"url": NEWS, "minute": 0},
            {"name": "Order Completed", "order_id": "7", "source": "export", "minute": 9},
            {"name": "Order Completed", "order_id": "7", "url": HOME + "thanks", "minute": 10},
        ]
    )
    assert short(found, "source", "role", "session", "channel") == [
        ("web", "touch", 1, "Email"),
        ("export", "order", 1, "Email"),
    ]
    assert found.sessions["ordered"].to_pylist() == [True]


@pytest.mark.parametrize(("minute", "session"), [(3, 1), (10, 1), (40, 1), (41, None), (199, None), (230, 2)])
def test_an_order_the_site_never_saw_belongs_to_the_visit_it_falls_in_or_follows(
    traced: Trace, minute: int, session: int | None
) -> None:
    order = {"name": "Order Completed", "order_id": "7", "source": "export", "minute": minute}
    visits = [{"url": NEWS, "minute": 0}, {"url": HOME, "minute": 10}, {"url": NEWS, "minute": 200}]
    found = traced(sorted([*visits, order], key=lambda row: row["minute"]))
    (placed,) = [row for row in short(found, "role", "session", "source") if row[0] == "order"]
    assert placed == ("order", session, "export")
    assert found.sessions["ordered"].to_pylist() == [session == 1, session == 2]
    assert found.sessions["events"].to_pylist() == [2, 1]


def test_an_order_belongs_to_no_visit_of_somebody_else(traced: Trace) -> None:
    visit = {"customer_id": "anna", "url": NEWS, "minute": 0}
    order = {"customer_id": "bea", "name": "Order Completed", "order_id": "7", "minute": 1}
    assert short(traced([visit, order]), "role", "session") == [("touch", 1), ("order", None)]


def test_reloading_the_confirmation_page_opens_no_session(traced: Trace) -> None:
    order = {"name": "Order Completed", "order_id": "7", "url": HOME + "checkout/success"}
    found = traced([{"url": NEWS}, {**order, "minute": 5}, {**order, "minute": 3000}])
    assert found.sessions["events"].to_pylist() == [2]


def test_a_session_that_begins_with_what_concerns_an_order_is_still_a_visit(traced: Trace) -> None:
    found = traced(
        [
            {"name": "Order Completed", "order_id": "1", "minute": 0},
            {"name": "Product Reviewed", "url": NEWS, "minute": 900},
            {"name": "Page Viewed", "url": HOME, "referrer": HOME, "minute": 901},
        ]
    )
    assert short(found, "role", "channel", "cycle", "session") == [
        ("order", None, 1, None),
        ("after", "Email", 1, 1),
        ("touch", "Email", 2, 1),
    ]


@pytest.mark.parametrize(
    "touch",
    [
        {"name": "Shipping Confirmation Email Sent"},
        {"name": "Order Delivered Email Opened"},
        {"url": HOME + "account/orders/A1?utm_medium=email&utm_campaign=order-confirmation"},
        {"url": HOME + "track?order_id=A1", "referrer": "https://carrier.example/"},
        {"url": HOME + "orders/5f3c?utm_medium=email", "referrer": ""},
        {"name": "Consegna effettuata", "url": NEWS},
    ],
)
def test_what_concerns_an_order_earns_no_credit_for_the_next(traced: Trace, touch: dict[str, Any]) -> None:
    orders = [
        {"name": "Order Completed", "order_id": order, "minute": day * 1440} for order, day in (("A1", 0), ("A2", 9))
    ]
    found = traced([orders[0], {**touch, "minute": 2880}, orders[1]])
    assert short(found, "role", "cycle", "order_id", "excluded_from_credit") == [
        ("order", 1, "A1", "order"),
        ("after", 1, "A1", "concerns an order"),
        ("order", 2, "A2", "order"),
    ]


def test_the_page_of_an_older_order_belongs_to_that_orders_cycle(traced: Trace) -> None:
    orders = [
        {"name": "Order Completed", "order_id": order, "minute": day * 1440} for order, day in (("A1", 0), ("A2", 9))
    ]
    page = {"url": HOME + "my-returns/a1?utm_medium=email", "minute": 10 * 1440}
    assert short(traced([*orders, page]), "role", "cycle") == [("order", 1), ("order", 2), ("after", 1)]


def test_who_somebody_is_makes_no_touchpoint(traced: Trace) -> None:
    rows = [{"kind": kind, "url": NEWS} for kind in ("identify", "group", "alias")]
    found = traced([*rows, {"kind": "page", "url": HOME}])
    assert short(found, "seq", "channel") == [(3, "Direct")]
