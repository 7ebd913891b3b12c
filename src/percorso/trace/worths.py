"""Worths: what many orders are worth, reckoned as columns of whole numbers; to the cent what ``revenue`` finds of each.

An amount is a number of ten-thousandths of a major unit, below ``LIMIT``, so that every product that is divided and
rounded below fits 64 bits. Where a share of an amount is taken, numerator and denominator are kept apart until it is
rounded, once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from percorso.core.money import places
from percorso.core.settings import Shop
from percorso.sequence.codes import Bools, Ints

UNITS = 10_000
LIMIT = 10**9
UNKNOWN = -1
WHYS = ("", "asked", "parts_unknown", "vat_unknown")
_FINE, _ASKED, _NO_PARTS, _NO_VAT = range(4)
MARGINS = ("cost", "default")
_BY_COST, _BY_DEFAULT = range(2)
# Stands where a reading of the goods cannot be; less than any amount.
_NONE = np.iinfo(np.int64).min
# Percentages with more digits, or beyond any tax, are reckoned order by order.
_PERCENT = 1000


@dataclass(frozen=True)
class Priced:
    """What many orders state, none of it below zero; UNKNOWN where one says nothing.

    Attributes:
        currency, country: as ``amounts.Amounts`` has them.
        total, …, cost: in units.
        listed: the price of all products, when each has one.
    """

    currency: Sequence[str | None]
    country: Sequence[str | None]
    total: Ints
    revenue: Ints
    subtotal: Ints
    discount: Ints
    shipping: Ints
    tax: Ints
    cost: Ints
    listed: Ints


@dataclass(frozen=True)
class Worths:
    """Many orders' money in minor units of their currencies, as ``revenue.Worth`` has one's; UNKNOWN where it has None.

    Attributes:
        why: why the basis is the total, as places in WHYS.
        margin_basis: places in MARGINS, UNKNOWN where there is no margin.
    """

    currency: Sequence[str]
    gross: Ints
    revenue: Ints
    why: Ints
    goods: Ints
    discount: Ints
    tax: Ints
    shipping: Ints
    cost: Ints
    margin: Ints
    margin_basis: Ints


def is_simple(shop: Shop) -> bool:
    """Say whether a shop's percentages leave room to reckon in 64 bits."""
    return all(_is_small(rate) for rate in (*shop.vat_rates.values(), *filter(None, [shop.margin])))


def charged(priced: Priced, shop: Shop) -> Ints:
    """Give all that was charged, as ``amounts.Amounts.charged``; below zero where that is not known or is less."""
    shipping, tax = _or_nothing(priced.shipping), _or_nothing(priced.tax)
    listed = np.where(priced.listed >= 0, priced.listed - _or_nothing(priced.discount), UNKNOWN)
    goods = np.where(priced.subtotal >= 0, priced.subtotal, listed)
    parts = np.where(goods >= 0, goods + shipping + (0 if shop.prices_include_vat else tax), UNKNOWN)
    stated = np.where(priced.revenue >= 0, priced.revenue + shipping + tax, parts)
    return np.where(priced.total >= 0, priced.total, stated)


def worths(priced: Priced, shop: Shop) -> Worths:
    """Reckon what orders are worth of which nothing was given back.

    Args:
        priced: what they state; all of them say what was charged.
        shop: as for ``revenue.worth``; its percentages are simple.
    """
    currency = [one or shop.currency for one in priced.currency]
    minor = _looked_up(currency, lambda one: UNITS // 10 ** places(one))
    gross = charged(priced, shop)
    numerator, denominator, why = _net_goods(priced, minor, shop)
    goods = np.where(why == _FINE, _rounded(numerator, denominator * minor), UNKNOWN)
    revenue = np.where(why == _FINE, goods, _rounded(gross, minor))
    cost = _minor(priced.cost, minor)
    return Worths(
        currency=currency,
        gross=_rounded(gross, minor),
        revenue=revenue,
        why=why,
        goods=goods,
        discount=_minor(priced.discount, minor),
        tax=_minor(priced.tax, minor),
        shipping=_minor(priced.shipping, minor),
        cost=cost,
        margin=np.where(cost >= 0, revenue - cost, _default_margin(revenue, shop)),
        margin_basis=np.where(cost >= 0, _BY_COST, UNKNOWN if shop.margin is None else _BY_DEFAULT),
    )


def _is_small(percent: Decimal) -> bool:
    numerator, denominator = percent.as_integer_ratio()
    return 0 <= numerator <= _PERCENT * denominator and denominator <= _PERCENT


def _net_goods(priced: Priced, minor: Ints, shop: Shop) -> tuple[Ints, Ints, Ints]:
    """Give goods after discounts net of VAT as numerators and denominators, and why that is not known."""
    found, vat_inside = _goods(priced, minor, shop)
    goods = np.maximum(found, 0)
    taxed = goods + _or_nothing(priced.shipping)
    shared = vat_inside & (priced.tax >= 0) & (taxed > 0)
    rated = vat_inside & (priced.tax < 0)
    rate = [(one or shop.country, shop.vat_rates.get(one or shop.country)) for one in priced.country]
    ratios = {country: None if known is None else known.as_integer_ratio() for country, known in rate}
    above = _looked_up([country for country, _ in rate], lambda one: 100 * (ratios[one] or (0, 1))[1])
    tax = _looked_up([country for country, _ in rate], lambda one: (ratios[one] or (0, 1))[0])
    no_rate = np.fromiter((known is None for _, known in rate), bool, len(rate))
    numerator = np.where(shared, goods * np.maximum(taxed - priced.tax, 0), np.where(rated, goods * above, goods))
    denominator = np.where(shared, taxed, np.where(rated, above + tax, 1))
    why = np.select([found == _NONE, rated & no_rate], [_NO_PARTS, _NO_VAT], _FINE)
    return numerator, denominator, np.full_like(why, _ASKED) if shop.revenue == "total" else why


def _goods(priced: Priced, minor: Ints, shop: Shop) -> tuple[Ints, Bools]:
    """Find the goods that make the stated total, else as stated, and whether VAT is inside them; _NONE for neither."""
    shipping, tax = _or_nothing(priced.shipping), _or_nothing(priced.tax)
    inside = (priced.tax >= 0) | shop.prices_include_vat
    found, vat_inside = _stated(priced, shop)
    # The likeliest reading comes last, to lie over the others.
    for goods in reversed(_candidates(priced)):
        readable = (priced.total >= 0) & (goods != _NONE)
        off = np.where(readable, goods, 0) + shipping - priced.total
        without = readable & (np.abs(off) <= minor)
        on_top = readable & (tax > 0) & (np.abs(off + tax) <= minor)
        found = np.where(on_top | without, goods, found)
        vat_inside = np.where(on_top, False, np.where(without, inside, vat_inside))
    return found, vat_inside


def _candidates(priced: Priced) -> tuple[Ints, ...]:
    """Give every reading of goods after discounts, the likeliest first; _NONE where it needs what is not stated."""
    subtotal, listed, discount = priced.subtotal, priced.listed, priced.discount
    return (
        np.where(subtotal >= 0, subtotal, _NONE),
        np.where((subtotal >= 0) & (discount >= 0), subtotal - discount, _NONE),
        np.where((listed >= 0) & (discount >= 0), listed - discount, _NONE),
        np.where(listed >= 0, listed, _NONE),
        np.where(priced.revenue >= 0, priced.revenue, _NONE),
    )


def _stated(priced: Priced, shop: Shop) -> tuple[Ints, Bools]:
    """Take the goods as stated, as ``revenue`` does where no total proves them."""
    discount = _or_nothing(priced.discount) if shop.revenue == "goods" else priced.discount
    by_list = (priced.listed >= 0) & (discount >= 0)
    by_parts = (priced.subtotal >= 0) | by_list
    listed = np.where(by_list, priced.listed - discount, np.where(priced.revenue >= 0, priced.revenue, _NONE))
    return np.where(priced.subtotal >= 0, priced.subtotal, listed), by_parts & shop.prices_include_vat


def _default_margin(revenue: Ints, shop: Shop) -> Ints:
    if shop.margin is None:
        return np.full(len(revenue), UNKNOWN)
    numerator, denominator = shop.margin.as_integer_ratio()
    return _rounded(revenue * numerator, np.full(len(revenue), 100 * denominator))


def _or_nothing(amounts: Ints) -> Ints:
    return np.maximum(amounts, 0)


def _minor(amounts: Ints, minor: Ints) -> Ints:
    return np.where(amounts >= 0, _rounded(amounts, minor), UNKNOWN)


def _rounded(numerator: Ints, denominator: Ints) -> Ints:
    """Divide what is not below zero and round halves up."""
    whole: Ints = (2 * numerator + denominator) // (2 * denominator)
    return whole


def _looked_up(words: Sequence[str], number: Callable[[str], int]) -> NDArray[np.int64]:
    """Give each word's number; each distinct one is asked once."""
    numbers = {word: number(word) for word in set(words)}
    return np.fromiter((numbers[word] for word in words), np.int64, len(words))
