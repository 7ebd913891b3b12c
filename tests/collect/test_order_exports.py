import pytest

from percorso.collect.order_exports import EXPORTS, SHOPIFY, WOOCOMMERCE, OrderExport, recognise_export
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


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_every_export_is_told_by_its_own_required_columns(export: OrderExport) -> None:
    assert recognise_export([export.columns[field][0] for field in export.required]).export is export


def test_the_number_to_go_by_may_be_another_column() -> None:
    columns = ["id_order", "reference", "date_add", "total_paid_tax_incl"]
    assert recognise_export(columns).places["order_id"] == 1
    assert recognise_export(columns, "ID_Order").places["order_id"] == 0
    with pytest.raises(PercorsoError, match="missing_column"):
        recognise_export(columns, "number")
