import json
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.settings import Exclusions, Shop
from percorso.trace.amounts import amounts_of, decode
from percorso.trace.plain_orders import PlainOrders, plain_orders
from percorso.trace.revenue import worth

SHOP = Shop(vat_rates={"IT": Decimal(22)}, margin=Decimal(40))
PLACING = frozenset({"Order Completed"})
MONEY = ("gross", "revenue", "basis", "refunded", "goods", "discount", "tax", "shipping", "cost", "margin")
NUMBER = (
    st.none()
    | st.integers(0, 200)
    | st.decimals(0, 200, places=2).map(float)
    | st.sampled_from([-1, 0.0, 1e5, 49.9, "49.90", " 3", "x", "", 2.3899999999999997, 1e-7, True, [], 10**11])
)
LINE = st.fixed_dictionaries({}, optional=dict.fromkeys(("price", "quantity", "cost"), NUMBER))
ORDER = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("total", "value", "revenue", "subtotal", "discount", "shipping", "tax", "cost"), NUMBER)
    | {
        "products": st.none() | st.lists(LINE | st.integers(), max_size=3),
        "currency": st.sampled_from(["EUR", " jpy", "", 7, None]),
        "country": st.sampled_from(["it", "DE", None]),
        "payment_method": st.sampled_from(["card", "bogus"]),
        "status": st.sampled_from(["paid", "wc-cancelled", "refunded"]),
        "sold_in": st.sampled_from(["till", "", 3]),
    },
)


def events(*properties: str, **columns: list[Any]) -> pa.Table:
    numbers = [str(number) for number in range(len(properties))]
    table = {
        "event_id": [f"e{number}" for number in numbers],
        "name": ["Order Completed"] * len(numbers),
        "shop": ["shop"] * len(numbers),
        "order_id": [f"#{number}" for number in numbers],
        "properties": list(properties),
    }
    return pa.table({name: pa.array(told, pa.string()) for name, told in (table | columns).items()})


def found_in(told: pa.Table, shop: Shop = SHOP) -> PlainOrders:
    return plain_orders(told, PLACING, shop, Exclusions())


@given(st.lists(ORDER, min_size=1, max_size=5))
def test_what_is_found_plain_says_what_the_books_say_of_it(orders: list[dict[str, Any]]) -> None:
    found = found_in(events(*map(json.dumps, orders)))
    assert found.order_id.to_pylist() == [str(row) for row in found.rows.tolist()]
    facts = pa.table(dict(found.facts)).to_pylist()
    for row, fact, why in zip(found.rows.tolist(), facts, found.why_total.to_arrow().to_pylist(), strict=True):
        stated = amounts_of(decode(json.dumps(orders[row])))
        expected = vars(worth(stated, Decimal(0), SHOP))
        assert {name: fact[name] for name in MONEY} == {name: expected[name] for name in MONEY}
        assert (why, fact["lines"], fact["currency"]) == (expected["why_total"], stated.lines, expected["currency"])
        assert (fact["sold_in"], fact["status"]) == (orders[row].get("sold_in") or None, "placed")


@pytest.mark.parametrize(
    ("properties", "plain"),
    [
        ('{"total": 49.90, "shipping": "4.90", "products": [{"price": 45, "quantity": 1}]}', True),
        ('{"total": 10, "payment_method": "card", "status": "paid", "refunded": 0}', True),
        ("{}", False),
        ('{"total": 10.00000000000000001}', False),
        ('{"total": 10.12345}', False),
        ('{"total": -1}', False),
        ('{"total": 100000}', False),
        ('{"total": "ten"}', False),
        ('{"total": 10, "products": [{"price": 10, "quantity": 0.5}]}', False),
        ('{"total": 10, "refunded": 5}', False),
        ('{"total": 10, "status": "cancelled"}', False),
        ('{"total": 10, "status": "refunded"}', False),
        ('{"total": 10, "test": true}', False),
    ],
)
def test_an_order_is_plain_where_every_amount_is_exact_and_nothing_is_taken_back(properties: str, plain: bool) -> None:
    assert len(found_in(events(properties)).rows) == plain


def test_an_order_of_which_anything_else_tells_is_not_plain() -> None:
    ten = '{"total": 10}'
    assert found_in(events(ten, ten)).rows.tolist() == [0, 1]
    assert found_in(events(ten, ten, order_id=["1", "#1"])).rows.tolist() == []
    assert found_in(events(ten, ten, order_id=["1", "#1"], shop=["one", "other"])).rows.tolist() == [0, 1]
    assert found_in(events(ten, ten, name=["Order Completed", "Order Refunded"])).rows.tolist() == [0]
    # What has no number is an order called as its event; a second event of one name does not count.
    assert found_in(events(ten, ten, order_id=["e1", None])).rows.tolist() == []
    assert found_in(events(ten, ten, event_id=["e", "e"])).rows.tolist() == []


def test_percentages_of_many_digits_are_left_to_the_books() -> None:
    assert found_in(events('{"total": 10}'), Shop(margin=Decimal("33.12345"))).rows.tolist() == []
