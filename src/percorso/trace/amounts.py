"""Amounts: the money an order's event states, exactly as stated; nothing is rounded here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation, Overflow
from functools import cache, cached_property
from typing import Any

import msgspec

from percorso.core.errors import PercorsoError
from percorso.core.money import LARGEST, parse_decimal


@dataclass(frozen=True)
class Product:
    """One line of a basket; price and cost are of one piece."""

    price: Decimal | None
    quantity: Decimal
    cost: Decimal | None


@dataclass(frozen=True)
class Amounts:
    """What is said of an order's money, in major units; None where nothing is said.

    Attributes:
        country: where the goods go, an ISO code.
        total: all that was charged: goods after discounts, tax and shipping.
        revenue: goods after discounts without tax and shipping (the meaning of Segment's e-commerce vocabulary).
        subtotal: goods before tax and shipping.
        refunded: all that was given back so far.
        cost: what all the goods cost the shop.
        lines: how many lines are known.
    """

    currency: str | None = None
    country: str | None = None
    total: Decimal | None = None
    revenue: Decimal | None = None
    subtotal: Decimal | None = None
    discount: Decimal | None = None
    shipping: Decimal | None = None
    tax: Decimal | None = None
    refunded: Decimal | None = None
    cost: Decimal | None = None
    products: tuple[Product, ...] = ()
    lines: int = 0

    @cached_property
    def listed(self) -> Decimal | None:
        """The price of all products, when each has one."""
        return _known_sum(None if one.price is None else one.price * one.quantity for one in self.products)

    @cached_property
    def goods_cost(self) -> Decimal | None:
        """What all the goods cost the shop, when that is known of each."""
        if self.cost is not None:
            return self.cost
        return _known_sum(None if one.cost is None else one.cost * one.quantity for one in self.products)

    def charged(self, *, vat_inside: bool) -> Decimal | None:
        """All that was charged: the total, else what the parts add up to; None when no part is known."""
        shipping, tax = self.shipping or Decimal(0), self.tax or Decimal(0)
        if self.total is not None:
            return self.total
        if self.revenue is not None:
            return self.revenue + shipping + tax
        goods = self.subtotal
        if goods is None and self.listed is not None:
            goods = self.listed - (self.discount or Decimal(0))
        return None if goods is None else goods + shipping + (Decimal(0) if vat_inside else tax)


def decode(properties: str) -> Mapping[str, Any]:
    """Read an event's properties with every number exact."""
    read: dict[str, Any] = _decoder().decode(properties)
    return read


def amounts_of(properties: Mapping[str, Any]) -> Amounts:
    """Read the amounts of a whole order; what is no amount counts as not stated."""
    listed = properties.get("products")
    products = tuple(_product(one) for one in listed if isinstance(one, dict)) if isinstance(listed, list) else ()
    total = amount(properties, "total")
    return Amounts(
        currency=code(properties, "currency"),
        country=code(properties, "country"),
        total=amount(properties, "value") if total is None else total,
        revenue=amount(properties, "revenue"),
        subtotal=amount(properties, "subtotal"),
        discount=size(properties, "discount"),
        shipping=amount(properties, "shipping"),
        tax=amount(properties, "tax"),
        refunded=size(properties, "refunded"),
        cost=amount(properties, "cost"),
        products=products,
        lines=len(products),
    )


def line_of(properties: Mapping[str, Any]) -> Amounts:
    """Read the amounts of one line that is an event of its own: ``price`` is of one piece, the rest of the line."""
    price, whole = amount(properties, "price"), amounts_of(properties)
    if price is None:
        return whole
    return replace(whole, products=(Product(price, _quantity(properties), None),))


def summed(lines: Sequence[Amounts], *, vat_inside: bool) -> Amounts:
    """Add lines up to the order they make.

    A part is known when every line states it; discount and shipping when any line does. A line that says nothing of
    its worth adds nothing.
    """
    return Amounts(
        currency=next((one.currency for one in lines if one.currency), None),
        country=next((one.country for one in lines if one.country), None),
        total=_stated_sum(one.charged(vat_inside=vat_inside) for one in lines),
        revenue=_known_sum(one.revenue for one in lines),
        subtotal=_known_sum(one.subtotal for one in lines),
        discount=_stated_sum(one.discount for one in lines),
        shipping=_stated_sum(one.shipping for one in lines),
        tax=_known_sum(one.tax for one in lines),
        refunded=_stated_sum(one.refunded for one in lines),
        cost=_known_sum(one.goods_cost for one in lines),
        products=tuple(product for one in lines for product in one.products) if all(x.products for x in lines) else (),
        lines=len(lines),
    )


def refund_of(properties: Mapping[str, Any]) -> Decimal | None:
    """Read how much a refund gives back; None when it does not say, which means everything."""
    for name in ("total", "refund", "revenue", "value"):
        given = size(properties, name)
        if given is not None:
            return given
    return amounts_of(properties).listed


def amount(properties: Mapping[str, Any], name: str) -> Decimal | None:
    """Read one amount, a JSON number or a decimal text; None for anything else."""
    value = properties.get(name)
    if value is None:
        return None
    if isinstance(value, str):
        try:
            return parse_decimal(value)
        except PercorsoError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return Decimal(value) if -LARGEST <= value <= LARGEST else None


def size(properties: Mapping[str, Any], name: str) -> Decimal | None:
    """Read an amount that is taken off, which some sources write with a minus sign."""
    found = amount(properties, name)
    return None if found is None else abs(found)


def code(properties: Mapping[str, Any], name: str) -> str | None:
    """Read a currency's or country's code in upper case; None when it is not stated."""
    value = properties.get(name)
    return (value.strip().upper() or None) if isinstance(value, str) else None


def _product(stated: Mapping[str, Any]) -> Product:
    return Product(amount(stated, "price"), _quantity(stated), amount(stated, "cost"))


def _quantity(stated: Mapping[str, Any]) -> Decimal:
    quantity = amount(stated, "quantity")
    return Decimal(1) if quantity is None else quantity


def _known_sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Add up; None when there is nothing to add or one amount is not known."""
    found = list(amounts)
    return None if None in found else _stated_sum(found)


def _stated_sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Add up what is known; None when nothing is."""
    found = [one for one in amounts if one is not None]
    return sum(found, Decimal(0)) if found else None


@cache
def _decoder() -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(float_hook=_exact)


def _exact(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except (InvalidOperation, Overflow):
        return None
