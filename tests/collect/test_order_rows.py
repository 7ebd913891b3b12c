from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from percorso.collect.notation import Notation
from percorso.collect.order_exports import recognise_export
from percorso.collect.order_rows import OrderReader, money_places
from percorso.collect.shown import Shown
from percorso.core.errors import PercorsoError

ROME = Notation(None, ZoneInfo("Europe/Rome"), None, "", None)
COLUMNS = [
    "Order ID",
    "Order Date",
    "Order Total",
    "Customer ID",
    "Cart Discount",
    "Order Subtotal",
    "line_items",
    "Item Price",
]


def properties_of(row: list[str]) -> dict[str, Any]:
    reader = OrderReader(recognise_export(COLUMNS), ROME, Shown("."), "EUR")
    found: dict[str, Any] = json.loads(reader.event([row]).properties)
    return found


def test_goods_are_stated_after_discounts_whatever_the_source_does() -> None:
    found = properties_of(["1", "2026-03-01", "45.00", "0", "-5.00", "50.00", "", ""])
    assert (found["subtotal"], found["discount"], found["total"]) == ("45.00", "5.00", "45.00")


def test_a_guest_is_no_user() -> None:
    reader = OrderReader(recognise_export(COLUMNS), ROME, Shown("."), "EUR")
    row = ["1", "2026-03-01", "45.00", "0", "", "", "", ""]
    assert reader.event([row]).user_id is None
    assert reader.event([[*row[:3], "17", *row[4:]]]).user_id == "17"


def test_packed_line_items_are_unpacked() -> None:
    packed = "name:Mug|sku:M|quantity:2|total:9.00;name:Cup: small|quantity:1|total:1"
    assert properties_of(["1", "2026-03-01", "10", "", "", "", packed, ""])["products"] == [
        {"name": "Mug", "sku": "M", "quantity": "2", "total": "9.00", "price": "4.5"},
        {"name": "Cup: small", "quantity": "1", "total": "1", "price": "1"},
    ]
    assert properties_of(["1", "2026-03-01", "10", "", "", "", "Mug", ""])["products"] == [{"name": "Mug"}]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["", "2026-03-01", "1", "", "", "", "", ""], "missing_order_id"),
        (["1", "", "1", "", "", "", "", ""], "missing_time"),
        (["1", "2026-03-29 02:30:00", "1", "", "", "", "", ""], "time_does_not_exist"),
        (["1", "2026-03-01", "-1", "", "", "", "", ""], "negative_money"),
        (["1", "2026-03-01", "one", "", "", "", "", ""], "bad_amount"),
    ],
)
def test_an_order_that_cannot_be_taken_says_why(row: list[str], code: str) -> None:
    with pytest.raises(PercorsoError, match=code):
        properties_of(row)


def test_the_columns_of_money_are_the_order_s_and_its_items_however_they_are_laid_out() -> None:
    assert money_places(recognise_export(COLUMNS)) == (2, 5, 4, 7)
    numbered = ["Order ID", "Order Date", "Order Total", "Product Item 1 Quantity", "Product Item 1 Price"]
    assert money_places(recognise_export(numbered)) == (2, 4)
