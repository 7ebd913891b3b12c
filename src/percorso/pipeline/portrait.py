"""A portrait: what a person's timeline and orders amount to, in a few figures."""

from __future__ import annotations

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
        ``first_touch`` and ``last_touch`` (at, channel, campaign); ``orders``, ``revenue`` (by currency, decimal
        texts); ``favourite_channel``, ``favourite_hour``, ``favourite_device``: what most visits have, the earlier
        where several do; ``stage`` and ``cycle`` of the last moment; ``incidents`` (at, name, order_id).
    """
    touches = [one for one in timeline if one["role"] == "touch" and one["channel"]]
    hours = (datetime.fromisoformat(one["at"]).astimezone(where).hour for one in touches)
    stages = [one["stage"] for one in timeline if one["stage"]]
    revenue: dict[str, Decimal] = {}
    for order in orders:
        revenue[order["currency"]] = revenue.get(order["currency"], Decimal()) + Decimal(order["revenue"])
    return {
        "first_touch": _touch(touches[:1]),
        "last_touch": _touch(touches[-1:]),
        "orders": len(orders),
        "revenue": {currency: str(amount) for currency, amount in sorted(revenue.items())},
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


def _touch(touches: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    return next(({name: one[name] for name in ("at", "channel", "campaign")} for one in touches), None)


def _commonest(values: Iterable[Any]) -> Any:
    found = Counter(values).most_common(1)
    return found[0][0] if found else None
