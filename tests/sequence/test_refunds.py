import numpy as np
import pyarrow as pa

from percorso.sequence.journeys import AFTER, ORDER, TOUCH
from percorso.sequence.refunds import refunds_of

ROWS = [  # customer, order, at, role
    ("a", None, 1, TOUCH),
    ("a", "1", 5, ORDER),
    ("a", "1", 8, AFTER),
    ("a", "1", 9, AFTER),
    ("b", "1", 5, ORDER),
    ("b", "1", 8, AFTER),
]


def rows() -> tuple[pa.Table, np.ndarray]:
    customer, order, at, role = (list(column) for column in zip(*ROWS, strict=True))
    moments = pa.array(at, pa.timestamp("us", "UTC"))
    return pa.table({"customer_id": customer, "order_id": order, "at": moments}), np.array(role, np.int8)


def order(refunds: str | None, revenue: int, goods: int | None = 1000, gross: int = 1220) -> pa.Table:
    told = {"customer_id": ["a"], "order_id": ["1"], "revenue": [revenue], "gross": [gross]}
    return pa.table({**told, "goods": pa.array([goods], pa.int64()), "refunds": pa.array([refunds], pa.string())})


def test_what_an_order_lost_stands_on_the_rows_that_told_it() -> None:
    found = refunds_of(rows()[0], order("[[8, 610], [9, 305]]", 250), rows()[1])
    assert found.tolist() == [0, 0, 500, 250, 0, 0]


def test_what_no_row_told_stands_on_the_orders_own() -> None:
    found = refunds_of(rows()[0], order("[[8, 122], [7, 122], [null, 244]]", 600), rows()[1])
    assert found.tolist() == [0, 300, 100, 0, 0, 0]


def test_parts_add_up_to_what_was_lost_though_they_round() -> None:
    found = refunds_of(rows()[0], order("[[8, 1], [9, 1], [null, 1]]", 900, goods=None, gross=1000), rows()[1])
    assert (found.sum(), found.max()) == (100, 34)


def test_without_a_refund_nothing_is_taken_back() -> None:
    assert not refunds_of(rows()[0], order(None, 1000), rows()[1]).any()
