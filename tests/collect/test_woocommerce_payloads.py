from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest

from collect.payloads import payload
from percorso.collect.woocommerce_payloads import items
from percorso.core.errors import PercorsoError
from percorso.core.record import Event, LeftOut
from percorso.core.time import from_micros


def events(topic: str, name: str, **changes: Any) -> list[Event]:
    return [one for one in items(topic, payload(name, **changes)) if isinstance(one, Event)]


def told(event: Event) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(event.properties)
    return found


def test_an_order_is_what_an_export_of_it_says() -> None:
    (event,) = events("order.created", "woocommerce_order")
    assert (event.name, event.order_id, event.user_id, event.email, event.phone) == (
        "Order Completed", "2026-812", "12", "anna@example.com", "3331234567",
    )  # fmt: skip
    assert from_micros(event.at).isoformat() == "2026-03-02T10:15:00+00:00"
    said = told(event)
    facts = {"currency": "EUR", "coupon": "primavera", "country": "IT", "status": "processing", "sold_in": "own_shop"}
    assert said | facts | {"source_id": "812", "payment_method": "Contrassegno"} == said
    assert said["products"] == [
        {"name": "Tazza", "sku": "MUG-1", "quantity": "2", "price": "20.5", "total": "41.00", "product_id": "90"}
    ]


def test_goods_what_is_charged_besides_and_tax_make_the_total() -> None:
    said = told(events("order.created", "woocommerce_order")[0])
    assert (said["subtotal"], said["shipping"], said["tax"], said["total"]) == ("41.00", "6.46", "10.44", "57.90")


def test_order_attribution_names_the_visit_it_came_from() -> None:
    (event,) = events("order.updated", "woocommerce_order")
    assert (event.utm_source, event.utm_medium, event.utm_campaign, event.utm_term, event.referrer, event.url) == (
        "newsletter", "email", "Primavera", None, "https://mail.example/", None,
    )  # fmt: skip


def test_somebody_who_typed_the_address_names_no_source() -> None:
    typed = [
        {"key": "_wc_order_attribution_source_type", "value": "typein"},
        {"key": "_wc_order_attribution_utm_source", "value": "(direct)"},
    ]
    (event,) = events("order.updated", "woocommerce_order", meta_data=typed)
    assert (event.utm_source, event.referrer) == (None, None)


def test_a_guest_is_nobodys_account() -> None:
    (event,) = events("order.created", "woocommerce_order", customer_id=0)
    assert event.user_id is None


@pytest.mark.parametrize(
    ("status", "name", "word"),
    [
        ("pending", "Order Pending", "pending_payment"),
        ("checkout-draft", "Order Pending", "draft"),
        ("failed", "Order Failed", "failed"),
        ("on-hold", "Order Completed", "on_hold"),
        ("cancelled", "Order Completed", "cancelled"),
        ("trash", "Order Completed", "cancelled"),
        ("refunded", "Order Completed", "refunded"),
    ],
)
def test_an_order_is_in_the_state_that_its_export_would_show(status: str, name: str, word: str) -> None:
    (event,) = events("order.updated", "woocommerce_order", status=status)
    assert (event.name, told(event)["status"]) == (name, word)


def test_a_refund_is_told_by_its_order() -> None:
    event, refund = events("order.updated", "woocommerce_order", refunds=[{"id": 5, "reason": "", "total": "-10.00"}])
    assert told(event)["refunded"] == "10.00"
    assert (refund.name, refund.order_id, told(refund)) == (
        "Order Refunded", "2026-812", {"refund_id": "5", "refund": "10.00", "currency": "EUR"},
    )  # fmt: skip


def test_a_customer_tells_who_they_are_and_what_a_plugin_notes_of_consent() -> None:
    (event,) = events("customer.updated", "woocommerce_customer")
    assert (event.kind, event.user_id, event.email, event.phone) == ("identify", "12", "anna@example.com", "3331234567")
    assert json.loads(event.traits)["consent_newsletter_optin"] == "yes"


@pytest.mark.parametrize(
    "topic", ["product.updated", "order.deleted", "customer.deleted", "coupon.created", "action.x"]
)
def test_what_tells_nothing_of_a_customers_way_is_left_out_by_name(topic: str) -> None:
    assert list(items(topic, {"id": 1})) == [LeftOut(topic)]


def test_a_record_without_a_topic_is_told_by_its_shape() -> None:
    assert [events("", name)[0].name for name in ("woocommerce_order", "woocommerce_customer")] == [
        "Order Completed",
        "Identified",
    ]


@pytest.mark.parametrize(
    ("topic", "body", "code"),
    [
        ("order.created", {}, "missing_order_id"),
        ("order.created", {"id": 1}, "missing_time"),
        ("customer.created", {"date_created_gmt": "2026-03-01T00:00:00"}, "missing_identity"),
    ],
)
def test_what_cannot_be_taken_says_why(topic: str, body: dict[str, Any], code: str) -> None:
    with pytest.raises(PercorsoError) as caught:
        list(items(topic, body))
    assert caught.value.code == code


@pytest.mark.parametrize("strange", [None, [], {}, 7, "x", True])
def test_no_shape_of_a_field_ends_in_anything_but_a_reason(strange: object) -> None:
    for field in payload("woocommerce_order"):
        with suppress(PercorsoError):
            assert all(
                one.name and one.message_id for one in events("order.updated", "woocommerce_order", **{field: strange})
            )
