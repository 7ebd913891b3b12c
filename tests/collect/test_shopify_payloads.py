from __future__ import annotations

import json
from typing import Any

import pytest

from collect.payloads import payload
from percorso.collect.shopify_payloads import items, order_numbers
from percorso.core.errors import PercorsoError
from percorso.core.record import Event, LeftOut
from percorso.core.time import from_micros


def events(topic: str, name: str, **changes: Any) -> list[Event]:
    """The events that are somebody's moments; aliases apart."""
    return [one for one in every(topic, name, **changes) if one.kind != "alias"]


def every(topic: str, name: str, **changes: Any) -> list[Event]:
    found = list(items(topic, payload(name, **changes), {"5001": "#1001"}.get))
    assert not any(isinstance(one, LeftOut) for one in found), found
    return [one for one in found if isinstance(one, Event)]


def test_every_topic_of_an_order_brings_the_same() -> None:
    topics = ("create", "updated", "paid", "cancelled", "fulfilled", "partially_fulfilled")
    found = [events(f"orders/{topic}", "shopify_order") for topic in topics]
    assert all(one == found[0] for one in found)
    assert [one.name for one in found[0]] == ["Order Completed"]


def test_a_refund_and_a_parcel_are_of_the_order_that_customers_know() -> None:
    (refund,) = events("refunds/create", "shopify_refund")
    assert (refund.name, refund.order_id) == ("Order Refunded", "#1001")
    assert [one.order_id for one in events("fulfillments/create", "shopify_fulfillment")] == ["#1001", "#1001"]
    (unknown,) = events("refunds/create", "shopify_refund", order_id=77)
    assert unknown.order_id == "77"
    (named, _) = events("fulfillments/update", "shopify_fulfillment", order_id=77)
    assert named.order_id == "#1001"


def test_a_refund_is_the_same_event_by_itself_and_in_its_order() -> None:
    (alone,) = events("refunds/create", "shopify_refund")
    _, inside = events("orders/updated", "shopify_order", refunds=[payload("shopify_refund")])
    assert alone == inside


def test_a_checkout_begins_once_its_customer_is_known() -> None:
    (started,) = events("checkouts/create", "shopify_checkout")
    assert (started.name, started.email, started.utm_source) == ("Checkout Started", "bruno@example.com", None)
    assert json.loads(started.properties)["checkout_url"].endswith("/recover")
    (later,) = events("checkouts/update", "shopify_checkout", updated_at="2026-03-05T21:00:00+01:00", total_price="32")
    assert later.message_id == started.message_id
    unknown = payload("shopify_checkout", email=None, customer=None)
    assert list(items("checkouts/create", unknown)) == [LeftOut("checkouts of nobody yet known")]


def aliases(topic: str, name: str, **changes: Any) -> list[tuple[str | None, str | None, str]]:
    """Who turns out to be whom: a person's address or a visitor, and which visitor that was."""
    found = (one for one in every(topic, name, **changes) if one.kind == "alias")
    return [(one.email, one.anonymous_id, json.loads(one.properties)["previous_id"]) for one in found]


def test_a_cart_is_its_token_s_visitor_who_is_whoever_checks_out_or_orders_with_it() -> None:
    (cart,) = events("carts/update", "shopify_cart")
    (checkout,) = events("checkouts/create", "shopify_checkout")
    assert (cart.name, from_micros(cart.at).isoformat()) == ("Cart Updated", "2026-03-05T18:55:00+00:00")
    assert (cart.anonymous_id, cart.user_id, cart.email) == ("cart:c2-token", None, None)
    assert json.loads(cart.properties)["cart_id"] == json.loads(checkout.properties)["cart_id"] == "c2-token"
    assert aliases("checkouts/create", "shopify_checkout") == [("bruno@example.com", None, "cart:c2-token")]
    assert aliases("orders/create", "shopify_order") == [("Anna@example.com", None, "cart:c1-token")]
    assert aliases("orders/create", "shopify_order", cart_token=None) == []
    (changed,) = events("carts/update", "shopify_cart", line_items=[])
    assert (changed.name, changed.message_id != cart.message_id) == ("Cart Emptied", True)


def test_a_cart_of_a_known_customer_is_theirs_and_of_a_visitor_that_the_page_hands_on() -> None:
    (cart,) = events("carts/update", "shopify_cart", customer={"id": 70, "email": "anna@example.com"})
    assert (cart.user_id, cart.email, cart.anonymous_id) == ("70", "anna@example.com", "cart:c2-token")
    handed = {"attributes": {"_anonymous_id": "v1"}}
    assert aliases("carts/update", "shopify_cart", **handed) == [(None, "v1", "cart:c2-token")]
    noted = {"note_attributes": [{"name": "_anonymous_id", "value": "v1"}]}
    both = [("bruno@example.com", None, "cart:c2-token"), ("bruno@example.com", None, "v1")]
    assert aliases("checkouts/create", "shopify_checkout", **noted) == both


def test_a_customer_tells_who_they_are_and_what_they_agreed_to() -> None:
    (event,) = events("customers/update", "shopify_customer")
    assert (event.kind, event.user_id, event.email) == ("identify", "70", "anna@example.com")
    traits = json.loads(event.traits)
    assert (traits["email_consent"], traits["sms_consent"], traits["city"]) == (
        "subscribed", "not_subscribed", "Torino",
    )  # fmt: skip
    said = {"customer_id": 70, "email_address": "anna@example.com", "email_marketing_consent": {
        "state": "unsubscribed", "consent_updated_at": "2026-04-01T10:00:00+02:00"}}  # fmt: skip
    (withdrawn,) = [one for one in items("customers_email_marketing_consent/update", said) if isinstance(one, Event)]
    assert json.loads(withdrawn.traits)["email_consent"] == "unsubscribed"
    assert withdrawn.at > event.at


def test_the_former_flag_of_consent_is_read_where_the_new_one_is_missing() -> None:
    (event,) = events("customers/create", "shopify_customer", email_marketing_consent=None, accepts_marketing=False)
    assert json.loads(event.traits)["email_consent"] == "not_subscribed"


@pytest.mark.parametrize("topic", ["collections/update", "orders/delete", "orders/edited", "themes/publish"])
def test_what_tells_nothing_of_a_customers_way_is_left_out_by_name(topic: str) -> None:
    assert list(items(topic, {"id": 1})) == [LeftOut(topic)]


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("shopify_order", "Order Completed"),
        ("shopify_refund", "Order Refunded"),
        ("shopify_fulfillment", "Order Shipped"),
        ("shopify_checkout", "Checkout Started"),
        ("shopify_cart", "Cart Updated"),
        ("shopify_customer", "Identified"),
    ],
)
def test_a_record_without_a_topic_is_told_by_its_shape(name: str, made: str) -> None:
    assert events("", name)[0].name == made


def test_an_order_says_both_of_its_numbers() -> None:
    assert list(order_numbers(payload("shopify_order"))) == [("5001", "#1001")]
    assert list(order_numbers(payload("shopify_customer"))) == []
    assert list(order_numbers(payload("shopify_checkout"))) == []


@pytest.mark.parametrize(
    ("topic", "body", "code"),
    [
        ("refunds/create", {"id": 1}, "missing_order_id"),
        ("customers/update", {"updated_at": "2026-03-01"}, "missing_identity"),
        ("orders/updated", {"id": 1}, "missing_order_id"),
        ("checkouts/create", {"email": "a@b.example"}, "missing_time"),
    ],
)
def test_what_cannot_be_taken_says_why(topic: str, body: dict[str, Any], code: str) -> None:
    with pytest.raises(PercorsoError) as caught:
        list(items(topic, body))
    assert caught.value.code == code
