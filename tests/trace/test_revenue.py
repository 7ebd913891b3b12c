from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.settings import Shop
from percorso.trace.amounts import amounts_of
from percorso.trace.revenue import EVERYTHING, Worth, worth

ITALY = Shop(vat_rates={"IT": Decimal(22), "DE": Decimal(19)})
NET = replace(ITALY, prices_include_vat=False)
NOTHING = Decimal(0)
BASKET = [{"price": 19, "quantity": 1}, {"price": 3, "quantity": 2}]


def of(properties: dict[str, Any], shop: Shop = ITALY, returned: Decimal = NOTHING) -> Worth:
    return worth(amounts_of(properties), returned, shop)


@pytest.mark.parametrize(
    ("properties", "shop", "gross", "goods", "why"),
    [
        # The two orders of Segment's own documentation: tax on top, whatever the shop's setting.
        ({"total": "27.5", "subtotal": "22.5", "revenue": "22.5", "shipping": 3, "tax": 2, "discount": "2.5"}, ITALY,
         2750, 2250, ""),
        ({"total": 30, "revenue": 25, "shipping": 3, "tax": 2, "products": BASKET}, ITALY, 3000, 2500, ""),
        # VAT inside, stated: the goods' share of 22 is 22 * 100 / 110.
        ({"total": 110, "subtotal": 100, "shipping": 10, "tax": 22}, ITALY, 11000, 8000, ""),
        # VAT inside, not stated: the shop's rate, or the order's country's.
        ({"total": 132, "subtotal": 122, "shipping": 10}, ITALY, 13200, 10000, ""),
        ({"total": 119, "subtotal": 119, "country": "DE"}, ITALY, 11900, 10000, ""),
        ({"total": 119, "subtotal": 119, "country": "FR"}, ITALY, 11900, None, "vat_unknown"),
        ({"total": 132, "subtotal": 122, "shipping": 10}, Shop(), 13200, None, "vat_unknown"),
        # No VAT was charged, and the order says so.
        ({"total": 100, "subtotal": 100, "tax": 0}, Shop(), 10000, 10000, ""),
        # A subtotal before discounts is found out by the total.
        ({"total": 90, "subtotal": 100, "discount": 10}, NET, 9000, 9000, ""),
        # Products, with a discount on the order or already in their prices.
        ({"total": 22, "products": BASKET, "discount": 3}, NET, 2200, 2200, ""),
        ({"total": 25, "products": BASKET, "discount": 3}, NET, 2500, 2500, ""),
        ({"products": BASKET, "discount": 3, "shipping": 4}, NET, 2600, 2200, ""),
        ({"products": BASKET}, NET, 2500, None, "parts_unknown"),
        ({"products": BASKET}, replace(NET, revenue="goods"), 2500, 2500, ""),
        # Only what some call revenue: without tax and shipping by its definition, unless the total shows otherwise.
        ({"revenue": 100, "shipping": 10, "tax": 22}, ITALY, 13200, 10000, ""),
        ({"total": 122, "revenue": 122}, ITALY, 12200, 10000, ""),
        # A total that nothing explains (a tip, a gift card): the goods as stated.
        ({"total": 150, "subtotal": 100, "shipping": 10}, NET, 15000, 10000, ""),
        ({"total": 0, "subtotal": 100}, NET, 0, 10000, ""),
        # Rounding of one cent does not hide that the tax is on top.
        ({"total": "12.21", "subtotal": "10.00", "tax": "2.20"}, ITALY, 1221, 1000, ""),
        # Totals alone.
        ({"total": 100}, ITALY, 10000, None, "parts_unknown"),
        ({"value": "100.005"}, ITALY, 10001, None, "parts_unknown"),
        ({}, ITALY, 0, None, "parts_unknown"),
        ({"total": 100, "subtotal": 80}, replace(NET, revenue="total"), 10000, None, "asked"),
        ({"total": -30, "subtotal": -30}, NET, -3000, None, "below_zero"),
        ({"total": 5, "subtotal": 10, "discount": 20}, NET, 500, 1000, ""),
    ],
)  # fmt: skip
def test_goods_are_net_of_vat_and_shipping_where_the_parts_are_known(
    properties: dict[str, Any], shop: Shop, gross: int, goods: int | None, why: str
) -> None:
    found = of(properties, shop)
    assert (found.gross, found.goods, found.why_total) == (gross, goods, why)
    assert (found.revenue, found.basis) == ((gross, "total") if goods is None else (goods, "goods"))


@pytest.mark.parametrize(
    ("returned", "refunded", "revenue"),
    [("0", 0, 8000), ("55", 5500, 4000), ("110", 11000, 0), ("500", 11000, 0), ("Infinity", 11000, 0)],
)
def test_a_refund_takes_its_share_of_the_goods_and_never_more(returned: str, refunded: int, revenue: int) -> None:
    found = of({"total": 110, "subtotal": 100, "shipping": 10, "tax": 22}, returned=Decimal(returned))
    assert (found.refunded, found.revenue) == (refunded, revenue)


def test_a_gift_card_order_given_back_is_worth_nothing() -> None:
    assert of({"total": 0, "subtotal": 100}, NET, EVERYTHING).revenue == 0


def test_a_refund_that_came_as_an_order_is_worth_what_it_says() -> None:
    found = of({"total": -30}, returned=EVERYTHING)
    assert (found.gross, found.revenue, found.refunded) == (-3000, -3000, 0)


def test_the_margin_is_revenue_less_the_cost_of_what_was_kept() -> None:
    order = {"total": 100, "subtotal": 100, "tax": 0, "products": [{"cost": 30, "quantity": 2}]}
    found = of(order)
    assert (found.cost, found.margin, found.margin_basis) == (6000, 4000, "cost")
    assert of(order, returned=Decimal(50)).margin == 2000
    assert of(order, returned=EVERYTHING).margin == 0


def test_without_every_cost_the_margin_is_the_shops_share_or_unknown() -> None:
    order = {"total": "10.10", "products": [{"cost": 3}, {"price": 1}]}
    found = of(order, replace(NET, margin=Decimal("12.5")))
    assert (found.margin, found.margin_basis, found.cost) == (126, "default", None)
    unknown = of(order)
    assert (unknown.margin, unknown.margin_basis) == (None, None)


@pytest.mark.parametrize(
    ("currency", "total", "gross"), [("JPY", "100.5", 101), ("KWD", "1.2345", 1235), ("xyz", "1.5", 150)]
)
def test_minor_units_are_those_of_the_orders_currency(currency: str, total: str, gross: int) -> None:
    found = of({"total": total, "currency": currency})
    assert (found.gross, found.currency) == (gross, currency.upper())


def test_without_a_currency_the_shops_counts() -> None:
    assert of({"total": 1}, Shop(currency="CHF")).currency == "CHF"


money = st.none() | st.decimals(min_value=0, max_value=10**5, places=2)
orders = st.fixed_dictionaries(dict.fromkeys(("total", "revenue", "subtotal", "discount", "shipping", "tax"), money))
shops = st.builds(
    Shop,
    prices_include_vat=st.booleans(),
    vat_rates=st.sampled_from([{}, {"IT": Decimal(22)}]),
    revenue=st.sampled_from(["auto", "goods", "total"]),
)


@given(orders, shops, st.decimals(min_value=0, max_value=10**6, places=2))
def test_worth_lies_between_nothing_and_the_goods(order: dict[str, Any], shop: Shop, returned: Decimal) -> None:
    found = of(order, shop, returned)
    assert 0 <= found.refunded <= found.gross
    assert 0 <= found.revenue <= (found.gross - found.refunded if found.goods is None else found.goods)
    assert (found.basis == "total") == bool(found.why_total)


@given(orders, shops)
def test_a_full_refund_leaves_nothing(order: dict[str, Any], shop: Shop) -> None:
    found = of(order, shop, EVERYTHING)
    assert found.revenue == 0
    assert found.refunded == found.gross


@given(orders, shops, st.decimals(min_value=0, max_value=10**5, places=2), st.decimals(0, 10**5, places=2))
def test_giving_back_more_never_leaves_more(order: dict[str, Any], shop: Shop, one: Decimal, more: Decimal) -> None:
    assert of(order, shop, one + more).revenue <= of(order, shop, one).revenue
