"""A portrait: what a person's timeline and orders amount to, in a few figures."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any

# What went wrong with an order, or was complained of.
INCIDENTS = frozenset(
    {
        *("Order Refunded", "Order Cancelled", "Order Failed", "Payment Failed"),
        *("Delivery Failed", "Delivery Held", "Delivery Returned", "Pickup Expired", "Pickup Point Full"),
        *("Ticket Opened", "Support Ticket Opened", "Complaint Received"),
    }
)


def computed(
    timeline: Sequence[Mapping[str, Any]], orders: Sequence[Mapping[str, Any]], where: tzinfo
) -> dict[str, Any]:
    """Compute what a person's way amounts to.

    Args:
        timeline: the moments, in order, as ``people.person`` tells them.
        orders: the orders.
        where: the shop's zone, in which hours are told.

    Returns:
        ``first_touch`` and ``last_touch`` (at, channel, campaign); ``orders``, ``revenue`` and ``margin`` (by currency,
        decimal texts; a margin that is not known of every order is None); ``favourite_channel``, ``favourite_hour``,
        ``favourite_device``: what most visits have, the earlier where several do; ``stage`` and ``cycle`` of the last
        moment; ``incidents`` (at, name, order_id).
    """
    touches = [one for one in timeline if one["role"] == "touch" and one["channel"]]
    hours = (datetime.fromisoformat(one["at"]).astimezone(where).hour for one in touches)
    stages = [one["stage"] for one in timeline if one["stage"]]
    return {
        "first_touch": _touch(touches[:1]),
        "last_touch": _touch(touches[-1:]),
        "orders": len(orders),
        "revenue": _by_currency(orders, "revenue"),
        "margin": _by_currency(orders, "margin"),
        "favourite_channel": _commonest(one["channel"] for one in touches),
        "favourite_hour": _commonest(hours),
        "favourite_device": _commonest(one["device"] for one in touches if one["device"]),
        "stage": stages[-1] if stages else None,
        "cycle": max((one["cycle"] for one in timeline if one["cycle"] is not None), default=None),
        "incidents": [
            {"at": one["at"], "name": one["name"], "label": one["label"], "order_id": one["order_id"]}
            for one in timeline
            if one["name"] in INCIDENTS
        ],
    }


def favourite_category(documents: Iterable[str], catalogue: Mapping[str, Mapping[str, Any]] = {}) -> str | None:
    """Give the category of most pieces that somebody ordered, the earlier where several are; None where none is told.

    Args:
        documents: what their orders tell, as JSON, in order.
        catalogue: what the shop tells of products, for orders that name no category (see ``products.catalogue_of``).
    """
    pieces: Counter[str] = Counter()
    for document in documents:
        for product in _products(json.loads(document)):
            listed = (catalogue.get(str(product.get(key))) for key in ("product_id", "variant_id", "sku"))
            category = product.get("category") or next((one.get("category") for one in listed if one), None)
            if isinstance(category, str) and category:
                pieces[category] += _pieces(product.get("quantity"))
    return pieces.most_common(1)[0][0] if pieces else None


def _products(told: object) -> list[Mapping[str, Any]]:
    """List what an order holds; one that lists nothing may be about a single product itself."""
    if not isinstance(told, dict):
        return []
    listed = told.get("products")
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else [told]


def _pieces(quantity: object) -> int:
    return max(1, quantity) if isinstance(quantity, int) else 1


def _by_currency(orders: Sequence[Mapping[str, Any]], name: str) -> dict[str, str | None]:
    """Add amounts up by currency; a sum of which a part is not known is not known."""
    found: dict[str, list[str | None]] = {}
    for order in orders:
        found.setdefault(order["currency"], []).append(order[name])
    return {
        currency: None if None in amounts else str(sum((Decimal(one) for one in amounts if one), Decimal()))
        for currency, amounts in sorted(found.items())
    }


def _touch(touches: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    return next(({name: one[name] for name in ("at", "channel", "campaign")} for one in touches), None)


def _commonest(values: Iterable[Any]) -> Any:
    found = Counter(values).most_common(1)
    return found[0][0] if found else None
