"""Shopify's payloads, as webhooks and its API write them: orders, refunds, parcels, checkouts, carts, customers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from percorso.collect import cart_owners, jsontext
from percorso.collect.identity import digest
from percorso.collect.moments import moment
from percorso.collect.nested import known, table, tables, text
from percorso.collect.shopify_orders import Payload, fulfillment_events, order_events, people, products, refund_events
from percorso.core.errors import PercorsoError
from percorso.core.identity import no_address
from percorso.core.record import Event, LeftOut

# Finds the number that customers see of an order, by Shopify's own id; None for one not heard of.
Numbers = Callable[[str], str | None]

# What a topic's payload is. Those not here tell nothing of a customer's way (products, stock, themes), or name a
# record without saying anything of it (``…/delete``).
_TOPICS = {
    **{f"orders/{what}": "order" for what in ("create", "updated", "paid", "cancelled", "fulfilled")},
    "orders/partially_fulfilled": "order",
    "refunds/create": "refund",
    **{f"fulfillments/{what}": "fulfillment" for what in ("create", "update")},
    **{f"checkouts/{what}": "checkout" for what in ("create", "update")},
    **{f"carts/{what}": "cart" for what in ("create", "update")},
    **{f"customers/{what}": "customer" for what in ("create", "update", "enable", "disable")},
    "customers_email_marketing_consent/update": "consent",
    "customers_marketing_consent/update": "consent",
}
# Without a topic, as in a file: the first kind of which a payload has a field is it.
_SHAPES = (
    ("refund", ("refund_line_items",)),
    ("fulfillment", ("tracking_company",)),
    ("order", ("financial_status", "order_number")),
    ("checkout", ("abandoned_checkout_url",)),
    ("customer", ("email_marketing_consent", "verified_email", "orders_count")),
    ("cart", ("line_items",)),
)


def items(topic: str, payload: Payload, numbers: Numbers = lambda _id: None) -> Iterator[Event | LeftOut]:
    """Give the events in a payload, or say what it is about where that is nothing of a customer's way.

    Args:
        topic: such as ``orders/updated``; empty to tell by the payload's shape.
        payload: the parsed body.
        numbers: refunds and parcels name their order by Shopify's own id.

    Raises:
        PercorsoError: ``missing_order_id``, ``missing_time``, what is wrong with a time or an amount.
    """
    kind = _TOPICS.get(topic) if topic else _guessed(payload)
    if kind is None:
        yield LeftOut(topic or "other records")
    elif kind == "order":
        yield from order_events(payload)
        yield from _became(payload, moment(payload, "created_at", "processed_at"))
    else:
        yield from _MADE[kind](payload, numbers)


def order_numbers(payload: Payload) -> Iterator[tuple[str, str]]:
    """Give Shopify's own id of an order and the number customers see, where a payload has both."""
    own, number = text(payload, "id"), text(payload, "name", "order_number")
    if own and number and ("financial_status" in payload or "order_number" in payload):
        yield own, number


def _guessed(payload: Payload) -> str | None:
    return next((kind for kind, fields in _SHAPES if any(field in payload for field in fields)), None)


def _own_id(payload: Payload) -> str:
    found = text(payload, "order_id")
    if found is None:
        raise PercorsoError("missing_order_id", "It names no order.")
    return found


def _refund(payload: Payload, numbers: Numbers) -> Iterator[Event]:
    own = _own_id(payload)
    currencies = {text(one, "currency") for one in tables(payload, "transactions")}
    currency = currencies.pop() if len(currencies) == 1 else None
    # Where the order is not known yet, the refund waits for nothing: the order's own next state tells it too.
    yield from refund_events(payload, numbers(own) or own, currency)


def _fulfillment(payload: Payload, numbers: Numbers) -> Iterator[Event]:
    own = _own_id(payload)
    # A parcel is called by its order's number and its own: #1001.1
    named = (text(payload, "name") or "").rpartition(".")[0]
    yield from fulfillment_events(payload, numbers(own) or named or own)


def _checkout(payload: Payload, _numbers: Numbers) -> Iterator[Event | LeftOut]:
    """Give the beginning of a checkout, once its customer is known; what changes in it later begins none."""
    who = people(payload)
    if not any(who):
        yield LeftOut("checkouts of nobody yet known")
        return
    token, cart = text(payload, "token", "id"), text(payload, "cart_token")
    at = moment(payload, "created_at")
    said = known(
        checkout_id=token,
        cart_id=cart,
        value=text(payload, "total_price"),
        currency=text(payload, "currency", "presentment_currency"),
        checkout_url=text(payload, "abandoned_checkout_url"),
        # No campaign fields: where the site saw the visit, this would be another one.
        landing_site=text(payload, "landing_site"),
        referring_site=text(payload, "referring_site"),
        products=products(tables(payload, "line_items")),
    )
    yield Event(
        name="Checkout Started",
        at=at,
        message_id=digest("shopify checkout", token, who.user_id or who.email or who.phone),
        user_id=who.user_id,
        email=who.email,
        phone=who.phone,
        properties=jsontext.encode(said),
    )
    yield from _became(payload, at)


def _became(payload: Payload, at: int) -> Iterator[Event]:
    """Say whose the cart of a checkout or an order became, and the visitor that the shop's page handed on with it."""
    cart = text(payload, "cart_token")
    visitors = (cart and cart_owners.visitor(cart), cart_owners.browser(payload))
    yield from cart_owners.became(at, *visitors, **people(payload)._asdict())


def _cart(payload: Payload, _numbers: Numbers) -> Iterator[Event | LeftOut]:
    """Give a cart's state. It is its token's visitor's, who is whoever checks out or orders with it later.

    The shop's page may have handed its own visitor on with it, and a custom storefront its customer.
    """
    token = text(payload, "token", "id")
    if token is None:
        yield LeftOut("carts without a token")
        return
    who, own, browser = people(payload), cart_owners.visitor(token), cart_owners.browser(payload)
    lines = products(tables(payload, "line_items"))
    made = Event(
        name="Cart Updated" if lines else "Cart Emptied",
        at=moment(payload, "updated_at", "created_at"),
        anonymous_id=own,
        user_id=who.user_id or text(payload, "customer_id"),
        email=who.email,
        phone=who.phone,
        properties=jsontext.encode({"cart_id": token, "products": lines}),
    )
    # Known by what it says of the cart: whose it is may be said of the same state later.
    yield made._replace(message_id=digest("shopify cart", token, made.at, made.properties, made.user_id, made.email))
    if browser is not None:
        yield cart_owners.same(made.at, browser, own)


def _customer(payload: Payload, _numbers: Numbers) -> Iterator[Event]:
    email = text(payload, "email")
    address = table(payload, "default_address")
    traits = known(
        first_name=text(payload, "first_name"),
        last_name=text(payload, "last_name"),
        email=email,
        phone=text(payload, "phone") or text(address, "phone"),
        country=text(address, "country_code"),
        city=text(address, "city"),
        tags=text(payload, "tags"),
        created_at=text(payload, "created_at"),
        **_consents(payload),
    )
    yield _identified(payload, text(payload, "id"), email, traits)


def _consent(payload: Payload, _numbers: Numbers) -> Iterator[Event]:
    email = text(payload, "email_address", "email")
    yield _identified(payload, text(payload, "customer_id"), email, known(email=email, **_consents(payload)))


def _consents(payload: Payload) -> dict[str, str | None]:
    """Say what a customer agreed to receive: ``subscribed``, ``unsubscribed``, ``not_subscribed``, ``pending``."""
    email, sms = table(payload, "email_marketing_consent"), table(payload, "sms_marketing_consent")
    former = {"true": "subscribed", "false": "not_subscribed"}.get(text(payload, "accepts_marketing") or "")
    return {
        # The former flag is of e-mail alone.
        "email_consent": text(email, "state") or former,
        "email_consent_at": text(email, "consent_updated_at"),
        "sms_consent": text(sms, "state"),
        "sms_consent_at": text(sms, "consent_updated_at"),
    }


def _identified(payload: Payload, user_id: str | None, email: str | None, traits: Mapping[str, Any]) -> Event:
    phone = text(traits, "phone")
    if not (user_id or email or phone):
        raise PercorsoError("missing_identity", "The customer has no id, address or phone number.")
    stamped = (table(payload, "email_marketing_consent"), table(payload, "sms_marketing_consent"))
    newest = {"consent_at": max(filter(None, (text(one, "consent_updated_at") for one in stamped)), default=None)}
    made = Event(
        name="Identified",
        at=moment({**newest, **payload}, "updated_at", "occurred_at", "consent_at", "created_at"),
        kind="identify",
        user_id=user_id,
        email=None if no_address(email or "") else email,
        phone=phone,
        traits=jsontext.encode(traits),
    )
    return made._replace(message_id=digest("shopify customer", made))


_MADE: Mapping[str, Callable[[Payload, Numbers], Iterator[Event | LeftOut]]] = {
    "refund": _refund,
    "fulfillment": _fulfillment,
    "checkout": _checkout,
    "cart": _cart,
    "customer": _customer,
    "consent": _consent,
}
