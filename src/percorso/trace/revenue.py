"""Revenue: what an order is worth to the shop, in minor units, and on which basis that was reckoned.

Basis ``goods``: goods after discounts, net of VAT, shipping and refunds. Basis ``total``: all that was charged less
refunds, where the parts are not known. Rounding happens once, at the end, half away from zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from percorso.core.money import places, to_minor
from percorso.core.settings import Shop
from percorso.trace.amounts import Amounts

EVERYTHING = Decimal("Infinity")
_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Worth:
    """An order's money in minor units of its currency.

    Attributes:
        basis: ``goods`` or ``total``.
        why_total: why the basis is ``total``: ``asked``, ``below_zero``, ``parts_unknown``, ``vat_unknown``; empty
            for ``goods``.
        goods: goods after discounts, net of VAT, before refunds; None where not known.
        cost: what the goods cost the shop, before refunds.
        margin: revenue less the cost of what was not given back, else the shop's default share of revenue.
        margin_basis: ``cost``, ``default`` or None.
    """

    currency: str
    gross: int
    revenue: int
    basis: str
    why_total: str
    refunded: int
    goods: int | None
    discount: int | None
    tax: int | None
    shipping: int | None
    cost: int | None
    margin: int | None
    margin_basis: str | None


def worth(amounts: Amounts, returned: Decimal, shop: Shop) -> Worth:
    """Reckon what an order is worth.

    A refund takes its share of goods, VAT, shipping and cost alike; more than was charged is never given back. An
    order below zero (a refund that came as an order) is worth what it says.

    Args:
        amounts: what is said of the order.
        returned: what was given back, or ``EVERYTHING``.
        shop: decides currency, VAT and basis where the order does not.
    """
    currency = amounts.currency or shop.currency
    gross = amounts.charged(vat_inside=shop.prices_include_vat) or _NOTHING
    refunded = max(_NOTHING, min(returned, gross))
    kept = (gross - refunded) / gross if gross > 0 else Decimal(returned <= 0)
    goods, why_total = _net_goods(amounts, gross, currency, shop)
    revenue = to_minor(gross - refunded if goods is None else goods * kept, currency)
    margin, margin_basis = _margin(revenue, amounts.goods_cost, kept, currency, shop)
    return Worth(
        currency=currency,
        gross=to_minor(gross, currency),
        revenue=revenue,
        basis="total" if goods is None else "goods",
        why_total=why_total,
        refunded=to_minor(refunded, currency),
        goods=_minor(goods, currency),
        discount=_minor(amounts.discount, currency),
        tax=_minor(amounts.tax, currency),
        shipping=_minor(amounts.shipping, currency),
        cost=_minor(amounts.goods_cost, currency),
        margin=margin,
        margin_basis=margin_basis,
    )


def _margin(
    revenue: int, cost: Decimal | None, kept: Decimal, currency: str, shop: Shop
) -> tuple[int | None, str | None]:
    if cost is not None:
        return revenue - to_minor(cost * kept, currency), "cost"
    if shop.margin is not None:
        return int((revenue * shop.margin / 100).to_integral_value(ROUND_HALF_UP)), "default"
    return None, None


def _minor(amount: Decimal | None, currency: str) -> int | None:
    return None if amount is None else to_minor(amount, currency)


def _net_goods(amounts: Amounts, gross: Decimal, currency: str, shop: Shop) -> tuple[Decimal | None, str]:
    """Give goods after discounts net of VAT; or None, and why."""
    if shop.revenue == "total":
        return None, "asked"
    if gross < 0:
        return None, "below_zero"
    found = _reconciled(amounts, currency, shop) or _stated(amounts, shop)
    if found is None:
        return None, "parts_unknown"
    goods, vat_inside = max(_NOTHING, found[0]), found[1]
    if not vat_inside:
        return goods, ""
    if amounts.tax is not None:
        taxed = goods + (amounts.shipping or _NOTHING)
        return (max(_NOTHING, goods - amounts.tax * goods / taxed) if taxed > 0 else goods), ""
    rate = shop.vat_rates.get(amounts.country or shop.country)
    return (None, "vat_unknown") if rate is None else (goods / (1 + rate / 100), "")


def _reconciled(amounts: Amounts, currency: str, shop: Shop) -> tuple[Decimal, bool] | None:
    """Find the goods that, with shipping and tax, make the stated total, and whether VAT is inside them.

    Sources differ in what they mean by subtotal and revenue, and in whether tax is on top; an order's own arithmetic
    tells. One minor unit of difference is rounding.
    """
    if amounts.total is None:
        return None
    slack = Decimal(1).scaleb(-places(currency))
    shipping, tax = amounts.shipping or _NOTHING, amounts.tax or _NOTHING
    for goods in _candidates(amounts):
        if tax and abs(goods + shipping + tax - amounts.total) <= slack:
            return goods, False
        if abs(goods + shipping - amounts.total) <= slack:
            return goods, amounts.tax is not None or shop.prices_include_vat
    return None


def _candidates(amounts: Amounts) -> Iterator[Decimal]:
    """Give every reading of goods after discounts, the likeliest first."""
    listed, discount = amounts.listed, amounts.discount
    if amounts.subtotal is not None:
        yield amounts.subtotal
        if discount is not None:
            yield amounts.subtotal - discount
    if listed is not None:
        if discount is not None:
            yield listed - discount
        yield listed
    if amounts.revenue is not None:
        yield amounts.revenue


def _stated(amounts: Amounts, shop: Shop) -> tuple[Decimal, bool] | None:
    """Take the goods as stated where no total proves them; ``goods`` forced takes products without a discount too."""
    if amounts.subtotal is not None:
        return amounts.subtotal, shop.prices_include_vat
    discount = _NOTHING if amounts.discount is None and shop.revenue == "goods" else amounts.discount
    if amounts.listed is not None and discount is not None:
        return amounts.listed - discount, shop.prices_include_vat
    return None if amounts.revenue is None else (amounts.revenue, False)
