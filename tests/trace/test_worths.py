from dataclasses import replace
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.settings import Shop
from percorso.trace.amounts import Amounts, Product
from percorso.trace.revenue import worth
from percorso.trace.worths import LIMIT, MARGINS, UNITS, UNKNOWN, WHYS, Priced, Worths, charged, is_simple, worths

SHOPS = tuple(
    Shop(revenue=revenue, prices_include_vat=inside, margin=margin, vat_rates={"IT": Decimal(22), "DE": Decimal("5.5")})
    for revenue in ("auto", "goods", "total")
    for inside in (True, False)
    for margin in (None, Decimal("33.3"))
)
# Few and near each other, so that totals are explained, ties come up and cents are off by one.
AMOUNT = st.sampled_from([None, 0, 1, 49, 50, 99, 100, 4_900, 5_000, 10_000, 10_050, 14_950, 109_999, 122_000, 122_050])
ANY_AMOUNT = AMOUNT | st.none() | st.integers(0, LIMIT - 1)
NAMES = ("total", "revenue", "subtotal", "discount", "shipping", "tax", "cost", "listed")
ORDER = st.fixed_dictionaries(
    dict.fromkeys(NAMES, ANY_AMOUNT)
    | {"currency": st.sampled_from([None, "EUR", "JPY", "KWD"]), "country": st.sampled_from([None, "IT", "DE", "FR"])}
)


def priced(orders: list[dict[str, Any]]) -> Priced:
    units = {name: np.array([UNKNOWN if (one := order[name]) is None else one for order in orders]) for name in NAMES}
    return Priced([order["currency"] for order in orders], [order["country"] for order in orders], **units)


def amounts(order: dict[str, Any]) -> Amounts:
    money: dict[str, Any] = {name: None if order[name] is None else Decimal(order[name]) / UNITS for name in NAMES}
    listed = money.pop("listed")
    products = () if listed is None else (Product(listed, Decimal(1), None),)
    return Amounts(order["currency"], order["country"], **money, products=products)


def plain(found: Worths, row: int) -> dict[str, Any]:
    def known(column: np.ndarray[Any, Any]) -> int | None:
        return None if column[row] == UNKNOWN else int(column[row])

    why, basis = WHYS[found.why[row]], found.margin_basis[row]
    told = {name: known(getattr(found, name)) for name in ("goods", "discount", "tax", "shipping", "cost")}
    return told | {
        "currency": found.currency[row],
        "gross": int(found.gross[row]),
        "revenue": int(found.revenue[row]),
        "basis": "total" if why else "goods",
        "why_total": why,
        "refunded": 0,
        "margin": None if basis == UNKNOWN else int(found.margin[row]),
        "margin_basis": None if basis == UNKNOWN else MARGINS[basis],
    }


@given(st.lists(ORDER, min_size=1, max_size=8), st.sampled_from(SHOPS))
def test_columns_say_to_the_cent_what_each_order_is_worth_by_itself(orders: list[dict[str, Any]], shop: Shop) -> None:
    columns = priced(orders)
    sums = charged(columns, shop)
    with localcontext(prec=60):
        for order, gross in zip(orders, sums.tolist(), strict=True):
            said = amounts(order).charged(vat_inside=shop.prices_include_vat)
            assert max(gross, -1) == (-1 if said is None or said < 0 else said * UNITS)
        known = [order for order, gross in zip(orders, sums.tolist(), strict=True) if gross >= 0]
        found = worths(priced(known), shop) if known else None
        for row, order in enumerate(known):
            assert found is not None
            assert plain(found, row) == vars(worth(amounts(order), Decimal(0), shop))


def test_a_half_cent_is_rounded_up_and_goods_are_net_of_their_share_of_the_tax() -> None:
    nothing: dict[str, Any] = dict.fromkeys((*NAMES, "currency", "country"))
    order = nothing | {"total": 1_100_050, "subtotal": 1_000_050, "shipping": 100_000, "tax": 198_400}
    found = worths(priced([order]), Shop())
    # 110.005 charged; of 19.84 tax, 100.005 / 110.005 lie on the goods: 100.005 - 18.036 = 81.969.
    assert (found.gross[0], found.goods[0]) == (11_001, 8_197)


@pytest.mark.parametrize(
    ("shop", "simple"),
    [
        (Shop(), True),
        (Shop(vat_rates={"IT": Decimal("22.0")}, margin=Decimal("37.5")), True),
        (Shop(vat_rates={"IT": Decimal("21.12345")}), False),
        (Shop(margin=Decimal(-5)), False),
        (Shop(margin=Decimal(2000)), False),
    ],
)
def test_percentages_that_may_not_fit_are_told(shop: Shop, simple: bool) -> None:
    assert is_simple(shop) is simple


def test_no_product_that_is_divided_and_rounded_leaves_64_bits() -> None:
    most = dict.fromkeys(NAMES, LIMIT - 1) | {"currency": "JPY", "country": "IT"}
    shop = replace(SHOPS[0], margin=Decimal(1000), vat_rates={"IT": Decimal(1000)})
    for silent in ((), ("tax",), ("cost",), ("total",), ("total", "cost", "tax")):
        order = most | dict.fromkeys(silent)
        found = worths(priced([order]), shop)
        with localcontext(prec=60):
            assert plain(found, 0) == vars(worth(amounts(order), Decimal(0), shop)), silent
