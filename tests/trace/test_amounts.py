from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.trace.amounts import Amounts, Product, amount, amounts_of, decode, line_of, refund_of, summed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"total": 12}', "12"),
        ('{"total": 12.10}', "12.10"),
        ('{"total": 2.3899999999999997}', "2.3899999999999997"),
        ('{"total": "1,234.50"}', "1234.50"),
        ('{"total": "-3"}', "-3"),
        ('{"total": 1e2}', "1E+2"),
        ('{"total": ""}', None),
        ('{"total": "twelve"}', None),
        ('{"total": true}', None),
        ('{"total": null}', None),
        ('{"total": [1]}', None),
        ('{"total": 1e99999999999999999999}', None),
        ('{"total": 1e999999}', None),
        ('{"total": 20000000000}', None),
        ("{}", None),
    ],
)
def test_an_amount_is_read_exactly_or_not_at_all(text: str, expected: str | None) -> None:
    assert amount(decode(text), "total") == (None if expected is None else Decimal(expected))


@given(st.decimals(min_value=-(10**6), max_value=10**6, places=4))
def test_numbers_and_texts_say_the_same(value: Decimal) -> None:
    assert amount(decode(f'{{"n": {value:f}}}'), "n") == amount(decode(f'{{"n": "{value:f}"}}'), "n") == value


def test_all_parts_of_an_order_are_read() -> None:
    read = amounts_of(
        decode(
            '{"total": 30, "revenue": 25, "subtotal": 25, "discount": "-2.5", "shipping": 3, "tax": 2, "refunded": 1,'
            ' "cost": 9, "currency": " usd ", "country": "it", "products": [{"price": 19, "quantity": 1, "cost": 4},'
            ' {"price": "3"}, "no product"]}'
        )
    )
    assert read == Amounts(
        currency="USD",
        country="IT",
        total=Decimal(30),
        revenue=Decimal(25),
        subtotal=Decimal(25),
        discount=Decimal("2.5"),
        shipping=Decimal(3),
        tax=Decimal(2),
        refunded=Decimal(1),
        cost=Decimal(9),
        products=(Product(Decimal(19), Decimal(1), Decimal(4)), Product(Decimal(3), Decimal(1), None)),
        lines=2,
    )


def test_a_value_stands_for_a_missing_total() -> None:
    assert amounts_of({"value": "5"}).total == 5
    assert amounts_of({"value": "5", "total": "7"}).total == 7


@pytest.mark.parametrize(
    ("properties", "inside", "expected"),
    [
        ({"total": "10", "revenue": "1"}, True, "10"),
        ({"revenue": "10", "shipping": "2", "tax": "3"}, True, "15"),
        ({"subtotal": "10", "shipping": "2", "tax": "3"}, True, "12"),
        ({"subtotal": "10", "shipping": "2", "tax": "3"}, False, "15"),
        ({"products": [{"price": "4", "quantity": "2"}], "discount": "1", "shipping": "2"}, True, "9"),
        ({"products": [{"price": "4"}, {"sku": "x"}]}, True, None),
        ({"shipping": "2"}, True, None),
    ],
)
def test_what_was_charged_is_the_total_or_the_sum_of_the_parts(
    properties: dict[str, Any], inside: bool, expected: str | None
) -> None:
    charged = amounts_of(properties).charged(vat_inside=inside)
    assert charged == (None if expected is None else Decimal(expected))


def test_the_cost_is_known_only_when_every_product_has_one() -> None:
    assert amounts_of({"products": [{"cost": 2, "quantity": 3}, {"cost": 1}]}).goods_cost == 7
    assert amounts_of({"products": [{"cost": 2}, {"price": 1}]}).goods_cost is None
    assert amounts_of({}).goods_cost is None


def test_a_line_has_a_price_of_one_piece_and_amounts_of_the_line() -> None:
    line = line_of({"price": "2", "quantity": "3", "cost": "4", "total": "6"})
    assert [line.listed, line.goods_cost, line.total] == [6, 4, 6]
    assert line_of({"total": "6", "quantity": "3"}).products == ()


def test_lines_add_up_and_a_part_is_known_when_every_line_states_it() -> None:
    lines = [
        line_of({"price": "2", "quantity": "3", "tax": "1", "discount": "1", "cost": "3"}),
        line_of({"price": "5", "tax": "2", "total": "5", "currency": "EUR"}),
    ]
    order = summed(lines, vat_inside=True)
    assert [order.total, order.listed, order.tax, order.discount, order.cost] == [10, 11, 3, 1, None]
    assert (order.lines, order.currency, order.subtotal) == (2, "EUR", None)


def test_no_lines_say_nothing() -> None:
    assert summed([], vat_inside=True) == Amounts()


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"total": "5"}, "5"),
        ({"total": "-5"}, "5"),
        ({"refund": "4"}, "4"),
        ({"revenue": "3"}, "3"),
        ({"products": [{"price": "2", "quantity": "2"}]}, "4"),
        ({"products": [{"sku": "x"}]}, None),
        ({}, None),
    ],
)
def test_a_refund_gives_back_what_it_states_or_everything(properties: dict[str, Any], expected: str | None) -> None:
    assert refund_of(properties) == (None if expected is None else Decimal(expected))
