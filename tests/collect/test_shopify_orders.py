from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest

from collect.payloads import payload
from percorso.collect.shopify_orders import order_events
from percorso.core.errors import PercorsoError
from percorso.core.record import Event
from percorso.core.time import from_micros


def order(**changes: Any) -> list[Event]:
    return list(order_events(payload("shopify_order", **changes)))


def told(event: Event) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(event.properties)
    return found


def test_an_order_is_what_an_export_of_it_says() -> None:
    (event,) = order()
    assert (event.name, event.order_id, event.email, event.phone, event.user_id) == (
        "Order Completed", "#1001", "Anna@example.com", "+39 333 1234567", "70",
    )  # fmt: skip
    assert from_micros(event.at).isoformat() == "2026-03-02T10:15:00+00:00"
    said = told(event)
    amounts = {"total": "64.90", "subtotal": "60.00", "discount": "6.00", "shipping": "4.90", "tax": "11.70"}
    facts = {"currency": "EUR", "coupon": "SPRING6", "country": "IT", "status": "paid", "sold_in": "own_shop"}
    assert said | amounts | facts | {"refunded": "0", "test": False, "source_id": "5001"} == said
    assert said["products"][0] == {
        "name": "Mug - blue", "sku": "MUG-1", "quantity": "2", "price": "25.00", "discount": "0.00",
        "product_id": "900", "variant_id": "901",
    }  # fmt: skip
    assert said["updated_at"] == "2026-03-02T10:15:03.000000+00:00"


def test_an_order_names_the_visit_it_came_from_and_opens_none_of_its_own() -> None:
    (event,) = order()
    assert (event.utm_source, event.utm_medium, event.utm_campaign) == ("newsletter", "email", "Spring")
    assert (event.url, event.anonymous_id, event.session_id) == (None, None, None)


def test_the_same_state_is_the_same_event_and_another_state_is_another() -> None:
    (first,), (again,), (later,) = order(), order(), order(updated_at="2026-03-02T12:00:00+01:00")
    assert first.message_id == again.message_id != later.message_id


def test_an_order_of_the_till_needs_no_customer() -> None:
    (event,) = order(email="", contact_email=None, customer=None, source_name="pos")
    assert (event.email, event.user_id, event.order_id) == (None, None, "#1001")
    assert told(event)["sold_in"] == "till"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"cancelled_at": "2026-03-03T10:00:00+01:00"}, "cancelled"),
        ({"financial_status": "voided"}, "cancelled"),
        ({"financial_status": "partially_refunded"}, "partially_refunded"),
        ({"financial_status": "pending"}, "pending"),
    ],
)
def test_an_order_is_in_the_state_that_its_export_would_show(changes: dict[str, Any], status: str) -> None:
    (event,) = order(**changes)
    assert (event.name, told(event)["status"]) == ("Order Completed", status)


def test_a_test_order_says_so() -> None:
    assert told(order(test=True)[0])["test"] is True
    assert told(order(payment_gateway_names=["bogus"])[0])["test"] is True


def test_refunds_count_what_was_paid_back_and_not_what_failed() -> None:
    event, refund = order(refunds=[payload("shopify_refund")], financial_status="partially_refunded")
    assert told(event)["refunded"] == "25.00"
    assert (refund.name, refund.order_id) == ("Order Refunded", "#1001")
    assert told(refund) == {"refund_id": "61", "refund": "25.00", "currency": "EUR", "note": "One mug broken"}


def test_a_refund_in_the_customers_money_is_told_in_the_shops() -> None:
    paid = [{"kind": "refund", "status": "success", "amount": "29.00", "currency": "CHF"}]
    shipping = [{"amount": "-4.90", "tax_amount": "0.00", "kind": "shipping_refund"}]
    (_, refund) = order(refunds=[payload("shopify_refund", transactions=paid, order_adjustments=shipping)])
    assert told(refund)["refund"] == "29.90"


def test_goods_that_came_back_without_money_are_no_refund() -> None:
    assert len(order(refunds=[payload("shopify_refund", transactions=[])])) == 1


def test_a_parcel_is_handed_over_and_then_what_its_carrier_says() -> None:
    _, shipped, now = order(fulfillments=[payload("shopify_fulfillment")])
    assert [(one.name, from_micros(one.at).isoformat()) for one in (shipped, now)] == [
        ("Order Shipped", "2026-03-03T08:00:00+00:00"),
        ("Order Out for Delivery", "2026-03-04T16:30:00+00:00"),
    ]
    assert told(now) == {
        "status": "out_for_delivery", "status_text": "out_for_delivery", "carrier": "BRT", "tracking_number": "T1",
    }  # fmt: skip
    assert len(order(fulfillments=[payload("shopify_fulfillment", status="cancelled")])) == 1


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("label_printed", "Shipment Announced"),
        ("confirmed", "Shipment Announced"),
        ("in_transit", "Order In Transit"),
        ("ready_for_pickup", "Pickup Ready"),
        ("attempted_delivery", "Delivery Failed"),
        ("failure", "Delivery Failed"),
        ("delivered", "Order Delivered"),
    ],
)
def test_every_word_of_shopifys_for_a_parcel_is_known(word: str, name: str) -> None:
    (*_, last) = order(fulfillments=[payload("shopify_fulfillment", shipment_status=word)])
    assert last.name == name


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": None, "order_number": None}, "missing_order_id"),
        ({"created_at": None, "processed_at": None}, "missing_time"),
        ({"total_price": "-1.00"}, "negative_money"),
        ({"total_price": "much"}, "bad_amount"),
        ({"currency": "XXX"}, "unknown_currency"),
        ({"refunds": [{"transactions": [{"amount": "x"}]}]}, "bad_amount"),
    ],
)
def test_what_cannot_be_meant_is_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(PercorsoError) as caught:
        order(**changes)
    assert caught.value.code == code


@pytest.mark.parametrize("strange", [None, [], {}, 7, "x", True])
def test_no_shape_of_a_field_ends_in_anything_but_a_reason(strange: object) -> None:
    for field in payload("shopify_order"):
        with suppress(PercorsoError):
            assert all(one.name and one.message_id for one in order(**{field: strange}))
