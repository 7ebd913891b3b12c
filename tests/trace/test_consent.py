"""Consent in use: what somebody denies is not looked at, and what they order counts all the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.settings import Consent, Settings
from percorso.store.arrow import conform
from percorso.tables import CONSENTS
from percorso.trace.consent import denied
from percorso.trace.tracing import Traced, columns, lightened

from .test_tracing import HOME, SETTINGS, SPECS, Row, decoded, logs, traced_of

Trace = Callable[..., Traced]
Events = Callable[..., pa.Table]
YES, NO = "analytics=granted", "analytics=denied"
ADVERT = HOME + "?utm_source=n&utm_medium=email"
DENYING = replace(SETTINGS, consent=Consent(default="denied"))
# What the tests' events may be that concern an order.
CONTRACT = {"Order Completed", "Order Line", "Order Shipped", "Product Reviewed"}
BLANK = dict.fromkeys(("session_id", "anonymous_id", "url", "referrer", "channel")) | {"properties": "{}"}


@st.composite
def stating(draw: st.DrawFn) -> list[Row]:
    """Logs whose events say of consent what they may, on one of two devices, now and then logged in."""
    return [
        {
            **row,
            "anonymous_id": draw(st.sampled_from([None, "a", "b"])),
            "user_id": draw(st.sampled_from([None, None, None, "u", " null "])),
            "consent": draw(st.sampled_from([None, None, None, YES, NO, "marketing=denied"])),
        }
        for row in draw(logs())
    ]


def literal(rows: list[Row], at: int, default: str) -> bool:
    """Whether measuring is denied at an event, as the guide says it."""

    def says(row: Row) -> bool | None:
        return {YES: False, NO: True}.get(row["consent"])

    def known(row: Row) -> bool:
        named = (row["user_id"] or "").strip() not in ("", "null") or row["email"] is not None
        return named or row["name"] in {"Order Completed", "Order Line"}

    def theirs(device: str | None) -> bool:
        return device is None or any(one["anonymous_id"] == device and known(one) for one in mine)

    row = rows[at]
    mine = [one for one in rows[: at + 1] if one["customer_id"] == row["customer_id"]]
    own = says(row)
    if own is not None:
        return own
    device = row["anonymous_id"]
    heard = [
        said
        for one in mine[:-1]
        if (said := says(one)) is not None
        and (theirs(one["anonymous_id"]) if theirs(device) else one["anonymous_id"] == device)
    ]
    return heard[-1] if heard else default == "denied"


@given(stating(), st.sampled_from(["granted", "denied"]))
def test_what_is_denied_is_what_the_rule_says(events_of: Events, log: list[Row], default: str) -> None:
    events = events_of(log)
    rows = events.to_pylist()
    assert denied(events, default).tolist() == [literal(rows, at, default) for at in range(len(rows))]


def placed(row: Row) -> str | None:
    placing = row["name"] in {"Order Completed", "Order Line"} and row["kind"] != "identify"
    return (row["order_id"] or row["event_id"]) if placing else None


def is_contract(row: Row) -> bool:
    return row["name"] in CONTRACT and row["kind"] != "identify"


@given(stating(), st.sampled_from([SETTINGS, DENYING]))
def test_what_is_denied_is_as_if_it_had_never_been_but_for_orders(
    events_of: Events, log: list[Row], settings: Settings
) -> None:
    """The slow way: take out what is denied, blank what is left of it and of its orders, and trace that."""
    events = events_of(log)
    found = traced_of(events, settings)
    rows = events.to_pylist()
    staff = {row["seq"] for row in found.excluded.to_pylist() if row["reason"] == "staff"}
    refused = {row["seq"] for row, no in zip(rows, denied(events, settings.consent.default), strict=True) if no} - staff
    orders = {placed(row) for row in rows if row["seq"] in refused} - {None}
    # What concerns no order after all is shown and counts nowhere.
    shown = {row["seq"] for row in found.touchpoints.to_pylist() if row["role"] == "message"}
    assert shown <= refused
    left = []
    for row in rows:
        if row["seq"] in shown or (row["seq"] in refused and not is_contract(row)):
            continue
        blank = BLANK if row["seq"] in refused or placed(row) in orders else {}
        left.append({**row, "consent": None, **blank})
    slow = traced_of(pa.Table.from_pylist(left, events.schema), replace(settings, consent=Consent()))
    assert ways(found) == ways(slow)
    for name in ("sessions", "journeys"):
        assert getattr(found, name).to_pylist() == getattr(slow, name).to_pylist()
    assert decoded(found.orders).drop_columns(["sold_in"]) == decoded(slow.orders).drop_columns(["sold_in"])
    out = {row["seq"] for row in found.excluded.to_pylist() if row["reason"] == "no_consent"}
    assert out == {row["seq"] for row in rows if row["seq"] in refused and not is_contract(row)}
    said = {
        row["seq"] for row in found.touchpoints.to_pylist() if row["excluded_from_credit"] == "order without consent"
    }
    assert said <= {row["seq"] for row in rows if placed(row) in orders}


def ways(found: Traced) -> list[Row]:
    """The rows of the journeys; why an order is no touch is compared by itself."""
    rows = (row for row in found.touchpoints.to_pylist() if row["role"] != "message")
    return [
        {**row, "n": 0, "excluded_from_credit": row["role"] == "order" or row["excluded_from_credit"]} for row in rows
    ]


@given(stating(), st.sampled_from([SETTINGS, DENYING]))
def test_lightened_events_state_the_same_choices(events_of: Events, log: list[Row], settings: Settings) -> None:
    events = events_of(log)
    read = events.select([*(name for name in columns(settings) if name != "event_id"), "customer_id"])
    anonymous = np.asarray(pc.is_valid(events["anonymous_id"]))
    light = lightened(read, settings, anonymous, lambda: events["event_id"])
    whole, found = traced_of(events, settings), traced_of(light, settings)
    assert all(getattr(found, name).to_pylist() == getattr(whole, name).to_pylist() for name in SPECS)


def test_who_withdraws_is_not_followed_from_then_on_and_who_agrees_again_is(traced: Trace) -> None:
    order = {"name": "Order Completed", "properties": '{"total":10,"currency":"EUR"}'}
    found = traced(
        [
            {"url": ADVERT, "anonymous_id": "a", "user_id": "u", "consent": YES},
            {"name": "Consent Updated", "minute": 500, "user_id": "u", "consent": NO},
            {"url": HOME + "?gclid=1", "minute": 1000, "anonymous_id": "a"},
            {"name": "Order Completed", "order_id": "1", "minute": 1001, "url": HOME + "?gclid=1", "user_id": "u"},
            {"name": "Order Delivered", "order_id": "1", "minute": 3000, "user_id": "u"},
            {"name": "Email Clicked", "minute": 3500, "user_id": "u"},
            {**order, "order_id": "2", "minute": 4000, "user_id": "u"},
            {"name": "Consent Updated", "minute": 4500, "user_id": "u", "consent": YES},
            {"url": HOME + "?gclid=1", "minute": 5000, "anonymous_id": "a"},
            {**order, "order_id": "3", "minute": 5001, "anonymous_id": "a"},
        ],
        SETTINGS,
    )
    names = ("name", "role", "channel", "order_id", "excluded_from_credit")
    assert [tuple(row[name] for name in names) for row in found.touchpoints.to_pylist()] == [
        ("Page Viewed", "touch", "Email", None, None),
        ("Order Completed", "order", None, "1", "order without consent"),
        ("Order Delivered", "after", None, "1", "concerns an order"),
        ("Order Completed", "order", None, "2", "order without consent"),
        ("Page Viewed", "touch", "Paid Search", None, None),
        ("Order Completed", "order", "Paid Search", "3", "order"),
    ]
    assert found.orders["gross"].to_pylist() == [0, 1000, 1000]
    assert [(row["seq"], row["reason"]) for row in found.excluded.to_pylist()] == [
        (seq, "no_consent") for seq in (1, 2, 5)
    ]


def test_an_export_s_word_of_where_a_refused_order_came_from_is_not_used(traced: Trace) -> None:
    placed_twice: list[Row] = [
        {"name": "Order Completed", "order_id": "1", "anonymous_id": "a", "consent": NO},
        {"name": "Order Completed", "order_id": "1", "minute": -5, "url": HOME + "?gclid=1", "email": "a@x.it"}
        | {"properties": '{"total":10,"sold_in":"phone"}'},
    ]
    found = traced(placed_twice, SETTINGS)
    assert [(row["role"], row["channel"]) for row in found.touchpoints.to_pylist()] == [("order", None)]
    assert found.orders["sold_in"].to_pylist() == ["phone"]
    agreed = traced([{**placed_twice[0], "consent": YES}, placed_twice[1]], SETTINGS)
    assert [row["role"] for row in agreed.touchpoints.to_pylist()] == ["touch", "touch", "order"]


def test_the_choices_of_a_person_are_listed_where_they_change(traced: Trace) -> None:
    both = f"{YES} marketing=denied"
    found = traced(
        [
            {"url": HOME, "consent": both},
            {"url": HOME, "minute": 1, "consent": both},
            {"url": HOME, "minute": 2},
            {"name": "Consent Updated", "minute": 3, "consent": "analytics=denied marketing=denied"},
            {"url": HOME, "minute": 4, "consent": both, "customer_id": "c2"},
            {"url": HOME, "minute": 5, "consent": both, "customer_id": "c2", "user_agent": "curl/8.5.0"},
        ],
        SETTINGS,
    ).consents
    conform(found, CONSENTS)
    names = ("customer_id", "seq", "name", "purpose", "state")
    assert [tuple(row[name] for name in names) for row in found.to_pylist()] == [
        ("c1", 0, "Page Viewed", "analytics", "granted"),
        ("c1", 0, "Page Viewed", "marketing", "denied"),
        ("c1", 3, "Consent Updated", "analytics", "denied"),
        ("c2", 4, "Page Viewed", "analytics", "granted"),
        ("c2", 4, "Page Viewed", "marketing", "denied"),
    ]


@pytest.mark.parametrize(("default", "touches"), [("granted", 1), ("denied", 0)])
def test_who_never_said_anything_is_measured_as_the_shop_says(traced: Trace, default: str, touches: int) -> None:
    found = traced([{"url": HOME}], replace(SETTINGS, consent=Consent(default=default)))
    assert found.touchpoints.num_rows == touches
    assert found.consents.num_rows == 0
