"""Shopify's orders as its API and webhooks write them: the same events as its order exports make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from percorso.collect import jsontext, landings
from percorso.collect.identity import digest
from percorso.collect.moments import moment, utc_text
from percorso.collect.money_checks import check_order
from percorso.collect.nested import known, table, tables, text, texts
from percorso.collect.order_words import event_name, is_test_gateway, sold_in, standard_status
from percorso.collect.shipment_words import STATUSES, status_of
from percorso.core.errors import PercorsoError
from percorso.core.identity import no_address
from percorso.core.money import parse_decimal
from percorso.core.record import Event

Payload = Mapping[str, Any]
# What Shopify says of a parcel in words of its own.
_PARCEL = {
    **dict.fromkeys(("labelprinted", "labelpurchased", "confirmed"), "announced"),
    **dict.fromkeys(("attempteddelivery", "failure"), "failed_attempt"),
}


class Person(NamedTuple):
    """Whose a payload is, as far as it says."""

    user_id: str | None
    email: str | None
    phone: str | None


def order_events(order: Payload) -> Iterator[Event]:
    """Give the events of an order as it stands: itself, each refund, each parcel.

    Every event is the same whichever webhook brings it, so what was told before counts once.

    Raises:
        PercorsoError: ``missing_order_id``, ``missing_time``, what is wrong with a time or an amount,
            ``unknown_currency``.
    """
    number = text(order, "name", "order_number")
    if number is None:
        raise PercorsoError("missing_order_id", "The order has no number.")
    who = people(order)
    properties = _properties(order)
    check_order(properties)
    told = Event(
        name=event_name(properties.get("status", "")),
        at=moment(order, "created_at", "processed_at"),
        user_id=who.user_id,
        email=who.email,
        phone=who.phone,
        order_id=number,
        **landings.arrival(text(order, "landing_site"), text(order, "referring_site")),
        properties=jsontext.encode(properties),
    )
    yield told._replace(message_id=digest("shopify order", told))
    for refund in tables(order, "refunds"):
        yield from refund_events(refund, number, properties.get("currency"))
    for fulfillment in tables(order, "fulfillments"):
        yield from fulfillment_events(fulfillment, number)


def people(payload: Payload) -> Person:
    """Name whose an order or a checkout is."""
    customer = table(payload, "customer")
    email = text(payload, "email", "contact_email") or text(customer, "email")
    phone = text(payload, "phone") or text(customer, "phone")
    for address in ("billing_address", "shipping_address"):
        phone = phone or text(table(payload, address), "phone")
    named = None if no_address(email or "") else email
    return Person(text(customer, "id"), named, phone)


def refund_events(refund: Payload, number: str, currency: str | None) -> Iterator[Event]:
    """Give the event of a refund; nothing where goods came back and no money did."""
    amount = _refunded(refund, currency)
    if not amount:
        return
    refund_id = text(refund, "id")
    said = known(refund_id=refund_id, refund=format(amount, "f"), currency=currency, note=text(refund, "note"))
    yield Event(
        name="Order Refunded",
        at=moment(refund, "created_at", "processed_at"),
        message_id=digest("shopify refund", refund_id) if refund_id else digest("shopify refund", number, said),
        order_id=number,
        properties=jsontext.encode(said),
    )


def fulfillment_events(fulfillment: Payload, number: str) -> Iterator[Event]:
    """Give what is known of a parcel: that it was handed over, and what its carrier last said."""
    if text(fulfillment, "status") in ("cancelled", "error", "failure"):
        return
    parcel = known(
        carrier=text(fulfillment, "tracking_company"),
        tracking_number=text(fulfillment, "tracking_number") or ", ".join(texts(fulfillment, "tracking_numbers")),
    )
    stages = [("shipped", "fulfilled", moment(fulfillment, "created_at"))]
    word = text(fulfillment, "shipment_status")
    if word:
        stages.append((status_of(word, _PARCEL), word, moment(fulfillment, "updated_at", "created_at")))
    for status, said, at in stages:
        yield Event(
            name=STATUSES[status],
            at=at,
            message_id=digest("shopify parcel", number, text(fulfillment, "id"), status),
            order_id=number,
            properties=jsontext.encode({"status": status, "status_text": said, **parcel}),
        )


def products(lines: Sequence[Payload]) -> list[dict[str, Any]]:
    """List line items by our names."""
    return [
        known(
            name=text(line, "name", "title"),
            sku=text(line, "sku"),
            quantity=text(line, "quantity"),
            price=text(line, "price"),
            discount=text(line, "total_discount"),
            product_id=text(line, "product_id"),
            variant_id=text(line, "variant_id"),
        )
        for line in lines
    ]


def _properties(order: Payload) -> dict[str, Any]:
    gateways = ", ".join(texts(order, "payment_gateway_names")) or text(order, "gateway")
    currency = text(order, "currency")
    amounts = known(
        total=text(order, "total_price"),
        subtotal=text(order, "subtotal_price"),
        discount=text(order, "total_discounts"),
        shipping=_shipping(order),
        tax=text(order, "total_tax"),
        refunded=_refunded_so_far(order, currency),
    )
    told = known(
        coupon=", ".join(code for one in tables(order, "discount_codes") if (code := text(one, "code"))),
        tags=text(order, "tags"),
        payment_method=gateways,
        country=text(table(order, "shipping_address"), "country_code")
        or text(table(order, "billing_address"), "country_code"),
        source_id=text(order, "id"),
        fulfillment_status=text(order, "fulfillment_status"),
        cancelled_at=text(order, "cancelled_at"),
        currency=currency,
        presentment_currency=text(order, "presentment_currency"),
        taxes_included=text(order, "taxes_included"),
        status=_status(order),
        sold_in=sold_in(text(order, "source_name"), None),
        cart_id=text(order, "cart_token"),
        checkout_id=text(order, "checkout_token"),
        landing_site=text(order, "landing_site"),
        referring_site=text(order, "referring_site"),
        updated_at=utc_text(order, "updated_at"),
    )
    test = text(order, "test") == "true" or is_test_gateway(gateways or "")
    return {**told, **amounts, "test": test, "products": products(tables(order, "line_items"))}


def _status(order: Payload) -> str:
    fields = known(cancelled_at=text(order, "cancelled_at"), financial_status=text(order, "financial_status"))
    return standard_status(fields)


def _shipping(order: Payload) -> str | None:
    whole = text(table(order, "total_shipping_price_set", "shop_money"), "amount")
    if whole is not None or "shipping_lines" not in order:
        return whole
    return format(_sum(text(line, "price") for line in tables(order, "shipping_lines")), "f")


def _refunded_so_far(order: Payload, currency: str | None) -> str | None:
    if not isinstance(order.get("refunds"), list):
        return None
    return format(sum((_refunded(one, currency) for one in tables(order, "refunds")), Decimal(0)), "f")


def _refunded(refund: Payload, currency: str | None) -> Decimal:
    """Give the money a refund gave back, in the order's currency.

    Transactions are in the currency the customer paid in. Where that is not the order's, what the refunded lines and
    adjustments are worth in the shop's own stands for it.
    """
    done = [
        one
        for one in tables(refund, "transactions")
        if text(one, "kind") in ("refund", None) and text(one, "status") in ("success", None)
    ]
    if isinstance(refund.get("transactions"), list) and all(text(one, "currency") in (currency, None) for one in done):
        return _sum(text(one, "amount") for one in done)
    lines = (text(one, name) for one in tables(refund, "refund_line_items") for name in ("subtotal", "total_tax"))
    # An adjustment that gives money back, such as the shipping's, is written with a minus sign.
    others = (text(one, name) for one in tables(refund, "order_adjustments") for name in ("amount", "tax_amount"))
    return max(Decimal(0), _sum(lines) - _sum(others))


def _sum(amounts: Iterable[str | None]) -> Decimal:
    return sum((parse_decimal(one) for one in amounts if one is not None), Decimal(0))
