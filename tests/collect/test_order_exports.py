import pytest

from percorso.collect.order_exports import SHOPIFY, WOOCOMMERCE, recognise_export
from percorso.core.errors import PercorsoError


def test_an_export_is_told_by_its_columns_in_any_order_and_spelling() -> None:
    columns = ["TOTAL", "Lineitem Name", "created_at", "financial status", "Name"]
    found = recognise_export(columns)
    assert found.export is SHOPIFY
    assert {field: columns[place] for field, place in found.places.items()}["order_id"] == "Name"


def test_line_items_spread_over_columns_are_found_however_they_are_numbered() -> None:
    columns = ["order_id", "order_date", "order_total", "Product Item 1 Name", "Item Name (2)", "line_item_3"]
    found = recognise_export(columns)
    assert found.export is WOOCOMMERCE
    assert found.numbered == {1: {"name": 3}, 2: {"name": 4}}
    assert found.packed == (5,)


def test_an_unknown_header_says_what_was_looked_for() -> None:
    with pytest.raises(PercorsoError) as caught:
        recognise_export(["a", "b"])
    assert caught.value.code == "unrecognised_export"
    assert "shopify: Name, Created at" in caught.value.hint
    assert "woocommerce: Order Number" in caught.value.hint
