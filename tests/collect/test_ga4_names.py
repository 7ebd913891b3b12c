from __future__ import annotations

import json
from typing import Any

import pytest

from percorso.collect.ga4_names import NAMES, standard_properties
from percorso.collect.segment_calls import event
from percorso.collect.segment_names import standard
from percorso.core.settings import CONVERSIONS

MUG = {"item_id": "M1", "item_name": "Mug", "item_brand": "Neri", "price": 25.0, "quantity": 2, "item_list_id": "home"}
TEA = {"item_id": "T1", "item_name": "Tea", "price": 10, "coupon": "(not set)", "item_params": []}


def test_only_the_very_names_are_of_this_vocabulary() -> None:
    assert standard("purchase") == "Order Completed"
    assert [standard(name) for name in ("Purchase", "Login", "Refund", "scroll")] == [
        "Purchase", "Login", "Refund", "scroll",
    ]  # fmt: skip
    assert {NAMES["purchase"], NAMES["sign_up"]} <= {name for names in CONVERSIONS.values() for name in names}


@pytest.mark.parametrize(
    ("said", "amounts"),
    [
        ({"value": 60, "shipping": 5, "items": [MUG, TEA]}, {"subtotal": 60, "shipping": 5}),
        ({"value": "60.00", "items": [MUG, TEA]}, {"subtotal": "60.00"}),
        ({"value": 65, "shipping": 5, "items": [MUG, TEA]}, {"total": 65, "shipping": 5}),
        ({"value": 65}, {"total": 65}),
        ({"value": 10, "items": [{"item_id": "T1"}]}, {"total": 10}),
        ({"value": "many", "items": [MUG]}, {"total": "many"}),
        ({"value": 1, "total": 65, "items": [MUG]}, {"total": 65}),
        ({"items": [MUG]}, {}),
    ],
)
def test_a_purchases_value_is_its_goods_where_they_cost_that_and_else_its_total(
    said: dict[str, Any], amounts: dict[str, Any]
) -> None:
    found = standard_properties("Order Completed", said)
    assert {key: found[key] for key in ("total", "subtotal", "shipping", "value") if key in found} == amounts


def test_items_become_products_and_what_is_not_set_is_not_said() -> None:
    found = standard_properties("Order Completed", {"transaction_id": "A-1", "affiliation": "", "items": [MUG, TEA]})
    assert found == {
        "order_id": "A-1",
        "products": [
            {"product_id": "M1", "name": "Mug", "brand": "Neri", "price": 25.0, "quantity": 2, "item_list_id": "home"},
            {"product_id": "T1", "name": "Tea", "price": 10},
        ],
    }


def test_an_event_of_one_product_tells_of_it_itself() -> None:
    found = standard_properties("Product Added", {"value": 50, "currency": "EUR", "items": [MUG]})
    assert (found["product_id"], found["price"], found["value"]) == ("M1", 25.0, 50)
    assert "product_id" not in standard_properties("Product Viewed", {"items": [MUG, TEA]})
    assert "product_id" not in standard_properties("Cart Viewed", {"items": [MUG]})


def test_a_search_says_what_for() -> None:
    assert standard_properties("Products Searched", {"search_term": "mug"}) == {"query": "mug"}


def test_a_purchase_that_an_sdk_sends_counts_as_an_order() -> None:
    call = {
        "type": "track", "event": "purchase", "anonymousId": "v1", "timestamp": "2026-03-02T10:15:00Z",
        "properties": {"transaction_id": "A-1", "value": 60, "currency": "EUR", "items": [MUG, TEA]},
    }  # fmt: skip
    found = event(call)
    assert (found.name, found.order_id) == ("Order Completed", "A-1")
    said = json.loads(found.properties)
    assert (said["subtotal"], said["currency"], len(said["products"])) == (60, "EUR", 2)


def test_another_vocabularys_properties_are_left_alone() -> None:
    call = {
        "type": "track", "event": "Order Completed", "anonymousId": "v1", "timestamp": "2026-03-02T10:15:00Z",
        "properties": {"order_id": "A-1", "value": 60, "items": [MUG]},
    }  # fmt: skip
    assert json.loads(event(call).properties) == call["properties"]
