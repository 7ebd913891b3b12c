from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from percorso.pipeline.portrait import favourite_category
from percorso.pipeline.products import catalogue_of, products
from percorso.pipeline.published import Published
from percorso.store.workspace import Workspace


@pytest.fixture
def shop(make_shop: Callable[..., Workspace], add: Callable[..., None]) -> Workspace:
    line = {"product_id": "910", "name": "Mug (old)", "quantity": 2, "price": 10}
    order = {"order_id": "1", "total": 30, "currency": "EUR", "products": [line, {"sku": "T-1", "name": "Tea"}]}
    call = {"type": "track", "event": "Order Completed", "userId": "u", "timestamp": "2026-03-01T10:00:00Z"}
    made = make_shop()
    add(made, [{**call, "properties": order}])
    own = made.settings.shop.id

    def told(title: str, category: str, **more: Any) -> str:
        return json.dumps({"title": title, "category": category, **more})

    made.state.products.keep(
        [
            ("mugs", own, "910", told("Mug", "Kitchen", variants=[{"id": "911", "sku": "MUG-1"}]), 5),
            ("mugs", own, "912", told("Tea, formerly", "Gone", sku="T-1"), 5),
            ("mugs", own, "912", None, 6),
            ("mugs", own, "913", told("Green tea", "Food", sku="T-1"), 5),
            ("mugs", "another", "914", told("Mug", "Elsewhere", sku="MUG-1"), 9),
        ]
    )
    return made


def test_products_are_called_as_the_shop_calls_them_now(shop: Workspace) -> None:
    found = {one["product"]: one for one in products(Published.open(shop), None, None)}
    assert {key: (one["name"], one["category"], one["sold"]) for key, one in found.items()} == {
        "910": ("Mug", "Kitchen", 2),
        "T-1": ("Green tea", "Food", 1),
    }


def test_a_product_is_found_by_its_id_its_variants_and_their_numbers_in_its_shop(shop: Workspace) -> None:
    listed = catalogue_of(shop)
    assert {key: one["title"] for key, one in listed.items()} == {
        **dict.fromkeys(("910", "911", "MUG-1"), "Mug"),
        "912": "Tea, formerly",
        "913": "Green tea",
        "T-1": "Green tea",
    }


def test_orders_that_name_no_category_take_the_catalogue_s(shop: Workspace) -> None:
    order = json.dumps({"products": [{"variant_id": 911, "quantity": 2}, {"sku": "?"}, {"category": "Own"}]})
    assert favourite_category([order], catalogue_of(shop)) == "Kitchen"
    assert favourite_category([order]) == "Own"
