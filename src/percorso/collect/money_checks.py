"""The amounts of an order, checked before they are stored: numbers, not below zero, in a currency that exists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from percorso.collect import currency_signs
from percorso.core.errors import PercorsoError
from percorso.core.money import known_currency, parse_decimal

ORDER_NAMES = frozenset(("Order Completed", "Order Updated", "Order Refunded", "Order Cancelled"))
_NOT_NEGATIVE = ("total", "revenue", "subtotal")
_AMOUNTS = (*_NOT_NEGATIVE, "value", "discount", "shipping", "tax", "refunded")


def signed(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Add the currency that the signs beside an order's amounts say, where nothing else states one.

    Raises:
        PercorsoError: ``ambiguous_currency``, ``currency_conflict``, ``unknown_currency``.
    """
    amounts = [value for name in _AMOUNTS if isinstance(value := properties.get(name), str)]
    found = "" if properties.get("currency") else currency_signs.told(amounts, "")
    return {**properties, "currency": found} if found else dict(properties)


def check_order(properties: Mapping[str, Any]) -> None:
    """Refuse an order's properties that cannot be money, or are in another currency than they state.

    A refund is stated as its own positive amount; a total below zero has no order behind it.

    Raises:
        PercorsoError: ``bad_amount``, ``negative_money``, ``unknown_currency``, ``currency_conflict``.
    """
    currency = properties.get("currency")
    if currency is not None:
        known_currency(str(currency))
    for name in _AMOUNTS:
        value = properties.get(name)
        if value is None or value == "":
            continue
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise PercorsoError("bad_amount", f"{name} = {value!r} is not an amount.")
        if currency is not None and isinstance(value, str):
            currency_signs.require(value, str(currency).strip().upper())
        if parse_decimal(str(value)) < 0 and name in _NOT_NEGATIVE:
            raise PercorsoError(
                "negative_money", f"{name} = {value} is below zero.", hint="State a refund as a positive amount."
            )
