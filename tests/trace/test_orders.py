import csv
import gzip
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.settings import Exclusions, Shop
from percorso.tables import EVENTS, ORDERS
from percorso.trace.orders import Ledger, ledger

ROOT = Path(__file__).parents[2]
HOUSEHOLDS = ROOT.parent / "shared" / "data" / "completejourney" / "transactions_sample.csv.gz"
TYPES = {"int64": pa.int64(), "string": pa.string(), "instant": pa.timestamp("us", "UTC"), "date": pa.date32()}
SCHEMA = pa.schema(
    [*(pa.field(name, TYPES[kind], nullable) for name, (kind, nullable) in EVENTS.columns.items()),
     pa.field("customer_id", pa.string())]
)  # fmt: skip
SHOP = Shop(prices_include_vat=False)
Row = dict[str, Any]


def told(name: str, order_id: str | None = "1", /, **said: Any) -> Row:
    """An event about an order; fields of events go where they belong, everything else is a property."""
    fields = {key: said.pop(key) for key in list(said) if key in SCHEMA.names}
    return {"name": name, "order_id": order_id, "properties": json.dumps(said), **fields}


def placed(order_id: str | None = "1", /, **said: Any) -> Row:
    return told("Order Completed", order_id, **said)


def table_of(rows: list[Row]) -> pa.Table:
    plain = {"source": "web", "shop": "shop", "kind": "track", "traits": "{}", "customer_id": "c"}
    counted = [
        {"event_id": f"e{n}", "seq": n, "at": n, "received_at": n, "received_on": 0, **plain, **row}
        for n, row in enumerate(rows)
    ]
    return pa.Table.from_pylist(counted, schema=SCHEMA)


def keep(*rows: Row, shop: Shop = SHOP, exclude: Exclusions | None = None) -> Ledger:
    return ledger(table_of(list(rows)), 5, shop, exclude or Exclusions())


def orders(*rows: Row, shop: Shop = SHOP) -> list[Row]:
    found: list[Row] = keep(*rows, shop=shop).orders.to_pylist()
    return found


def picked(rows: list[Row], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def test_the_table_has_the_columns_of_orders() -> None:
    for found in (keep(), keep(placed(total=1))):
        assert [(field.name, field.nullable) for field in found.orders.schema] == [
            (name, nullable) for name, (_, nullable) in ORDERS.columns.items()
        ]


def test_an_order_is_one_row_with_its_facts() -> None:
    (order,) = orders(placed("77", subtotal="10", total="12", shipping="2", currency="eur", sold_in="till", source="x"))
    order["at"] = order["at"].timestamp()
    assert order == {
        "bucket": 5, "customer_id": "c", "shop": "shop", "order_id": "77", "source": "x", "kind": "order", "at": 0.0,
        "number": 1, "lines": 0, "currency": "EUR", "gross": 1200, "revenue": 1000, "basis": "goods", "refunded": 0,
        "goods": 1000, "discount": None, "tax": None, "shipping": 200, "cost": None, "margin": None,
        "margin_basis": None, "sold_in": "till", "status": "placed", "refunds": None,
    }  # fmt: skip


def test_the_newest_arrival_decides_the_amounts_and_the_earliest_time_the_moment() -> None:
    rows = [placed(total=10, at=9, sold_in="till"), placed(total=30, at=3), placed(total=20, at=6)]
    (order,) = orders(*rows)
    assert (order["gross"], order["at"].microsecond, order["sold_in"]) == (2000, 3, "till")


def test_an_update_replaces_the_amounts_and_moves_nothing() -> None:
    (order,) = orders(placed(total=10), told("Order Updated", total=8), told("Order Updated", note="gift"))
    assert (order["gross"], order["at"].microsecond) == (800, 0)


def test_an_order_is_the_sum_of_its_lines() -> None:
    lines = [
        told("Order Line", total=total, at=at) for total, at in (("0.105", 4), ("0.105", 2), ("2.3899999999999997", 3))
    ]
    found = keep(*lines)
    assert picked(found.orders.to_pylist(), "gross", "revenue", "lines", "basis") == [(260, 260, 3, "total")]
    assert found.orders["at"].cast(pa.int64()).to_pylist() == [2]
    assert found.order_of_event == {"e0": "1", "e1": "1", "e2": "1"}
    assert found.why_total == {"parts_unknown": 1}


def test_a_snapshot_wins_over_lines_and_one_line_twice_counts_once() -> None:
    line = told("Order Line", total=4, event_id="x")
    assert picked(orders(line, line), "gross", "lines") == [(400, 1)]
    assert picked(orders(line, placed(total=9), told("Order Line", total=1)), "gross", "lines") == [(900, 2)]


def test_lines_in_two_currencies_are_never_added() -> None:
    lines = [told("Order Line", total=n, currency=code) for n, code in ((1, "USD"), (2, "EUR"), (4, "USD"), (8, None))]
    found = keep(*lines)
    assert picked(found.orders.to_pylist(), "order_id", "currency", "gross") == [
        ("1 USD", "USD", 500),
        ("1", "EUR", 1000),
    ]
    assert found.order_of_event == {"e0": "1 USD", "e1": "1", "e2": "1 USD", "e3": "1"}


def test_refunds_add_up_and_one_told_twice_counts_once() -> None:
    refunds = [told("Order Refunded", total=n, refund_id=name) for n, name in ((2, "a"), (3, "b"), (2, "a"))]
    assert picked(orders(placed(total=10), *refunds), "refunded", "revenue", "status") == [
        (500, 500, "partly_refunded")
    ]


@pytest.mark.parametrize(("stated", "refunded"), [(4, 400), (1, 300), (None, 300)])
def test_the_larger_of_what_the_order_and_its_refunds_say_was_given_back(stated: int | None, refunded: int) -> None:
    rows = [told("Order Refunded", total=1), placed(total=10, refunded=stated), told("Order Refunded", total=2)]
    assert picked(orders(*rows), "refunded") == [(refunded,)]


def test_an_order_remembers_when_each_part_was_given_back() -> None:
    dated = [told("Order Refunded", total=3, at=7), told("Order Refunded", at=9)]
    assert picked(orders(placed(total=10), *dated), "refunds") == [("[[7, 300], [9, 700]]",)]
    snapshot = placed(total=10, refunded=4)
    assert picked(orders(snapshot, told("Order Refunded", total=1, at=5)), "refunds") == [("[[5, 100], [null, 300]]",)]
    assert picked(orders(placed(total=10)), "refunds") == [(None,)]


def test_a_refund_without_an_amount_gives_everything_back() -> None:
    assert picked(orders(placed(total=10), told("Order Refunded")), "revenue", "status") == [(0, "refunded")]


def test_a_refund_in_another_currency_is_left_out() -> None:
    rows = [placed(total=10, currency="EUR"), told("Order Refunded", total=5, currency="USD")]
    assert picked(orders(*rows), "refunded") == [(0,)]


@pytest.mark.parametrize(
    "rows",
    [
        [placed(total=10), told("Order Cancelled")],
        [told("Order Cancelled"), placed(total=10)],
        [placed(total=10, cancelled_at="2024-01-01")],
        [placed(total=10), placed(total=10, status="voided")],
        [placed(total=10), told("Order Failed", total=10, status="failed")],
        [placed(total=10), told("Order Pending", total=10)],
        [told("Order Failed", total=10)],
        [told("Order Pending", total=10), told("Order Failed", total=10)],
        [told("Order Failed", None, total=10)],
    ],
)
def test_an_order_cancelled_or_never_paid_made_nobody_a_customer(rows: list[Row]) -> None:
    found = keep(*rows)
    assert found.orders.num_rows == 0
    assert not found.order_of_event
    assert len(found.cancelled_events) == len(rows)


def test_an_order_that_is_paid_in_the_end_is_a_sale_at_its_newest_amount() -> None:
    found = keep(told("Order Pending", total=8, at=1), told("Order Failed", total=8, at=1), placed(total=10, at=1))
    assert picked(found.orders.to_pylist(), "gross") == [(1000,)]
    assert (found.order_of_event, found.cancelled_events) == ({"e2": "1"}, frozenset())


def test_the_sources_word_refunded_means_all_of_it_unless_an_amount_is_given() -> None:
    assert picked(orders(placed(total=10, status="refunded")), "revenue") == [(0,)]
    assert picked(orders(placed(total=10, status="refunded", refunded=3)), "revenue") == [(700,)]


def test_what_changes_an_order_never_placed_is_no_order() -> None:
    found = keep(told("Order Refunded", total=3), told("Order Updated", total=3), told("Order Cancelled", None))
    assert found.orders.num_rows == 0
    assert found.order_of_event == {}


@pytest.mark.parametrize("order_id", [None, "", "null", "0"])
def test_an_order_without_an_id_is_one_of_its_own(order_id: str | None) -> None:
    found = keep(placed(order_id, total=1), placed(order_id, total=2))
    assert picked(found.orders.to_pylist(), "order_id", "gross") == [("e0", 100), ("e1", 200)]
    assert found.order_of_event == {"e0": "e0", "e1": "e1"}


@pytest.mark.parametrize("name", ["Phone Order", "Phone Order Placed", "Order Placed"])
def test_an_order_by_phone_is_an_order_once_it_has_a_number_or_an_amount(name: str) -> None:
    assert picked(orders(told(name, "7", total=50)), "order_id", "kind", "gross") == [("7", "order", 5000)]
    assert picked(orders(told(name, "7")), "order_id", "gross") == [("7", 0)]
    assert picked(orders(told(name, None, total=50)), "order_id", "gross") == [("e0", 5000)]
    assert orders(told(name, None, agent="Bruno")) == []
    assert picked(orders(told(name, "7", total=50), placed("7", total=60)), "order_id", "gross") == [("7", 6000)]


def test_two_shops_orders_of_one_number_are_two_orders() -> None:
    assert picked(orders(placed(total=1, shop="a"), placed(total=2, shop="b")), "shop", "gross") == [
        ("a", 100),
        ("b", 200),
    ]


def test_white_space_around_an_order_id_does_not_count() -> None:
    assert picked(orders(placed(" 9", total=1), placed("9 ", total=2)), "order_id", "gross") == [("9", 200)]


@pytest.mark.parametrize("mark", [{"test": True}, {"tags": "test"}, {"payment_method": "bogus"}])
def test_a_test_order_is_left_out_with_all_that_tells_of_it(mark: Row) -> None:
    rows = [placed(total=1), placed(total=1, **mark), told("Order Refunded"), placed("2", total=5)]
    found = keep(*rows)
    assert found.test_events == {"e0", "e1", "e2"}
    assert picked(found.orders.to_pylist(), "order_id", "number") == [("2", 1)]
    assert found.order_of_event == {"e3": "2"}


def test_only_the_shops_conversions_count() -> None:
    rows = [placed(total=1), told("Signed Up", None), told("Booking Completed", "b", total=3)]
    assert picked(orders(*rows), "kind") == [("order",)]
    shop = Shop(conversion=("sign_up", "booking"))
    assert picked(orders(*rows, shop=shop), "kind", "order_id", "gross") == [
        ("sign_up", "e1", 0),
        ("booking", "b", 300),
    ]


def test_orders_are_numbered_by_customer_in_the_order_of_time() -> None:
    rows = [placed("b", at=5), placed("a", at=5), placed("c", at=1), placed("d", at=3, customer_id="b")]
    assert picked(orders(*rows), "customer_id", "order_id", "number") == [
        ("b", "d", 1), ("c", "c", 1), ("c", "a", 2), ("c", "b", 3),
    ]  # fmt: skip


amounts = st.decimals(min_value=0, max_value=1000, places=2).map(str)
numbers = st.sampled_from(["1", "2", "3"])
lines = st.lists(st.tuples(numbers, amounts, st.sampled_from(["EUR", "USD", "JPY"])), max_size=20)


@given(lines)
def test_nothing_is_lost_between_lines_and_orders(made: list[tuple[str, str, str]]) -> None:
    cents = [
        (order_id, str(Decimal(total).to_integral_value()) if code == "JPY" else total, code)
        for order_id, total, code in made
    ]
    found = orders(*(told("Order Line", order_id, total=total, currency=code) for order_id, total, code in cents))
    told_sums: Counter[str] = Counter()
    kept_sums: Counter[str] = Counter()
    for _, total, code in cents:
        told_sums[code] += int(Decimal(total) * (1 if code == "JPY" else 100))
    for order in found:
        kept_sums[order["currency"]] += order["revenue"]
    assert +kept_sums == +told_sums


events = st.one_of(
    st.builds(lambda order_id, total: placed(order_id, total=total), numbers, amounts),
    st.builds(lambda order_id, total: told("Order Line", order_id, total=total), numbers, amounts),
    st.builds(lambda order_id, total: told("Order Refunded", order_id, total=total), numbers, amounts),
    st.builds(lambda order_id: told("Order Cancelled", order_id), numbers),
    st.builds(lambda order_id, total: told("Order Failed", order_id, total=total), numbers, amounts),
    st.just({"name": "Page Viewed", "order_id": "1", "properties": "{}"}),
)


@given(st.lists(events, max_size=15), st.randoms())
def test_the_order_of_rows_and_of_unrelated_arrivals_does_not_matter(made: list[Row], random: Random) -> None:
    rows = [{**row, "event_id": f"e{n}", "at": n, "seq": n} for n, row in enumerate(made)]
    expected = keep(*rows)
    by_order = {number: [row for row in rows if row["order_id"] == number] for number in ("1", "2", "3")}
    moved = [row for number in random.sample(sorted(by_order), 3) for row in by_order[number]]
    moved = [{**row, "seq": n} for n, row in enumerate(moved)]
    random.shuffle(moved)
    found = keep(*moved)
    assert found.orders.equals(expected.orders)
    assert found.order_of_event == expected.order_of_event


@given(st.lists(events, max_size=15))
def test_a_full_refund_of_every_order_leaves_nothing(made: list[Row]) -> None:
    refunds = [told("Order Refunded", number) for number in ("1", "2", "3")]
    assert sum(order["revenue"] for order in orders(*made, *refunds)) == 0


@pytest.mark.skipif(not HOUSEHOLDS.exists(), reason="needs ../shared/data/completejourney")
def test_the_baskets_of_real_households_add_up_to_the_cent() -> None:
    with gzip.open(HOUSEHOLDS, "rt", encoding="utf-8") as file:
        rows = [
            told(
                "Order Line",
                row["basket_id"],
                total=row["sales_value"],
                currency="USD",
                customer_id=row["household_id"],
            )
            for row in csv.DictReader(file)
        ]
    found = keep(*rows).orders
    assert (found.num_rows, len(found["customer_id"].unique())) == (47_243, 2_377)
    assert sum(found["revenue"].to_pylist()) == 23_393_524


def test_an_order_told_with_and_without_the_sign_before_its_number_is_one() -> None:
    found = orders(placed("#1001", total=122, source="export"), placed("1001", total=122), placed(" #1001 ", total=122))
    assert picked(found, "order_id", "gross") == [("1001", 12200)]
