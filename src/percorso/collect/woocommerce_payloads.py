"""WooCommerce's payloads, as webhooks and its REST API (v3) write them: orders and customers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from percorso.collect import cart_owners, jsontext, landings
from percorso.collect.identity import digest
from percorso.collect.moments import moment, utc_text
from percorso.collect.money_checks import check_order
from percorso.collect.nested import known, table, tables, text
from percorso.collect.order_words import event_name, is_test_gateway, sold_in, standard_status
from percorso.core.errors import PercorsoError
from percorso.core.identity import no_address
from percorso.core.money import parse_decimal
from percorso.core.record import Event, LeftOut

Payload = Mapping[str, Any]
_ORIGIN = "_wc_order_attribution_"
_CREATED = ("date_created_gmt", "date_created")
_MODIFIED = ("date_modified_gmt", "date_modified", *_CREATED)


def items(topic: str, payload: Payload) -> Iterator[Event | LeftOut]:
    """Give the events in a payload, or say what it is about where that is nothing of a customer's way.

    Args:
        topic: such as ``order.updated``; empty to tell by the payload's shape.
        payload: the parsed body.

    Raises:
        PercorsoError: ``missing_order_id``, ``missing_identity``, ``missing_time``, what is wrong with a time or an
            amount, ``unknown_currency``.
    """
    resource, _, what = topic.partition(".")
    if not topic:
        resource = "order" if "line_items" in payload else "customer" if "billing" in payload else "other records"
    if resource == "order" and what != "deleted":
        yield from _order(payload)
    elif resource == "customer" and what != "deleted":
        yield _customer(payload)
    else:
        # An order that is thrown away says nothing but its id; one that was called off says so before.
        yield LeftOut(topic or resource)


def _order(order: Payload) -> Iterator[Event]:
    """Give the events of an order as it stands: itself and each refund; the same whichever webhook brings it."""
    number = text(order, "number", "id")
    if number is None:
        raise PercorsoError("missing_order_id", "The order has no number.")
    billing, origin = table(order, "billing"), _origin(order)
    properties = _properties(order, origin)
    check_order(properties)
    user_id, email = text(order, "customer_id"), text(billing, "email")
    told = Event(
        name=event_name(properties.get("status", "")),
        at=moment(order, *_CREATED),
        user_id=None if user_id == "0" else user_id,
        email=None if no_address(email or "") else email,
        phone=text(billing, "phone"),
        order_id=number,
        **_arrival(origin),
        properties=jsontext.encode(properties),
    )
    yield told._replace(message_id=digest("woocommerce order", told))
    who = {"user_id": told.user_id, "email": told.email, "phone": told.phone}
    yield from cart_owners.became(told.at, cart_owners.browser(order), **who)
    for refund in tables(order, "refunds"):
        amount = abs(parse_decimal(text(refund, "total") or "0"))
        refund_id = text(refund, "id")
        said = known(refund_id=refund_id, refund=format(amount, "f"), currency=properties.get("currency"))
        if amount:
            yield Event(
                name="Order Refunded",
                at=moment(order, *_MODIFIED),
                message_id=digest("woocommerce refund", number, refund_id),
                order_id=number,
                properties=jsontext.encode(said),
            )


def _properties(order: Payload, origin: Mapping[str, str]) -> dict[str, Any]:
    paid_by = text(order, "payment_method_title", "payment_method")
    refunded = sum((abs(parse_decimal(text(one, "total") or "0")) for one in tables(order, "refunds")), Decimal(0))
    told = known(
        coupon=", ".join(code for one in tables(order, "coupon_lines") if (code := text(one, "code"))),
        payment_method=paid_by,
        country=text(table(order, "shipping"), "country") or text(table(order, "billing"), "country"),
        source_id=text(order, "id"),
        paid_at=utc_text(order, "date_paid_gmt", "date_paid"),
        currency=text(order, "currency"),
        status=standard_status(known(status=text(order, "status"))),
        sold_in=sold_in(text(order, "created_via"), "own_shop"),
        attribution=origin.get("origin"),
        updated_at=utc_text(order, *_MODIFIED),
    )
    lines = tables(order, "line_items")
    amounts = known(
        total=text(order, "total"),
        # Without tax, after discounts.
        subtotal=_sum(lines, "total") if lines else None,
        discount=text(order, "discount_total"),
        # What is charged besides goods: the way there, and fees such as that of cash on delivery.
        shipping=_also(text(order, "shipping_total"), _sum(tables(order, "fee_lines"), "total")),
        tax=text(order, "total_tax"),
        refunded=format(refunded, "f") if isinstance(order.get("refunds"), list) else None,
    )
    products = [
        known(
            name=text(line, "name"),
            sku=text(line, "sku"),
            quantity=text(line, "quantity"),
            price=text(line, "price"),
            total=text(line, "total"),
            product_id=text(line, "product_id"),
            variant_id=None if text(line, "variation_id") == "0" else text(line, "variation_id"),
        )
        for line in lines
    ]
    return {**told, **amounts, "test": is_test_gateway(paid_by or ""), "products": products}


def _also(amount: str | None, more: str) -> str | None:
    """Add an amount to one that may not be stated."""
    if amount is None and not parse_decimal(more):
        return None
    return format(parse_decimal(amount or "0") + parse_decimal(more), "f")


def _sum(lines: list[Payload], name: str) -> str:
    return format(sum((parse_decimal(text(line, name) or "0") for line in lines), Decimal(0)), "f")


def _origin(order: Payload) -> dict[str, str]:
    """Give what WooCommerce's order attribution noted in the order, by its short names."""
    told = ((text(one, "key") or "", text(one, "value")) for one in tables(order, "meta_data"))
    return {key.removeprefix(_ORIGIN): value for key, value in told if key.startswith(_ORIGIN) and value}


def _arrival(origin: Mapping[str, str]) -> dict[str, str]:
    """Give the campaign fields it noted; ``(direct)`` and the like name no source."""
    if origin.get("source_type") in ("typein", "admin", "mobile_app"):
        return {}
    stated = {name: told for name, told in origin.items() if name.startswith("utm_") and not told.startswith("(")}
    fields = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
    seen = landings.arrival(origin.get("session_entry"), origin.get("referrer"))
    return seen | {name: stated[name] for name in fields if name in stated}


def _customer(customer: Payload) -> Event:
    billing = table(customer, "billing")
    email = text(customer, "email") or text(billing, "email")
    user_id, phone = text(customer, "id"), text(billing, "phone")
    if not (user_id or email or phone):
        raise PercorsoError("missing_identity", "The customer has no id, address or phone number.")
    traits = known(
        first_name=text(customer, "first_name") or text(billing, "first_name"),
        last_name=text(customer, "last_name") or text(billing, "last_name"),
        email=email,
        phone=phone,
        country=text(billing, "country"),
        city=text(billing, "city"),
        created_at=utc_text(customer, *_CREATED),
        # Core has no consent of its own; plugins write it as such a field.
        **{key: told for one in tables(customer, "meta_data") for key, told in _consent(one)},
    )
    made = Event(
        name="Identified",
        at=moment(customer, *_MODIFIED),
        kind="identify",
        user_id=user_id,
        email=None if no_address(email or "") else email,
        phone=phone,
        traits=jsontext.encode(traits),
    )
    return made._replace(message_id=digest("woocommerce customer", made))


def _consent(field: Payload) -> Iterator[tuple[str, str]]:
    key, value = text(field, "key") or "", text(field, "value")
    if value and any(word in key for word in ("newsletter", "marketing", "mailchimp_woocommerce_is_subscribed")):
        yield f"consent_{key.strip('_')}", value
