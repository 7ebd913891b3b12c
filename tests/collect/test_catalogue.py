from __future__ import annotations

import json
from typing import Any

import pytest

from percorso.collect.catalogue import is_of_product, product
from percorso.core.errors import PercorsoError
from percorso.core.time import from_micros

CAME = 1_800_000_000_000_000
SHOPIFY = {
    "id": 910, "title": "Mug", "product_type": "Kitchen", "vendor": "Rossi", "updated_at": "2026-03-05T19:00:00+01:00",
    "variants": [{"id": 911, "sku": "MUG-1", "title": "Red", "price": "16.00"}, {"id": 912, "sku": "", "cost": 4}],
}  # fmt: skip
WOOCOMMERCE = {
    "id": 77, "name": "Tazza", "sku": "T-1", "price": "12.5", "date_modified_gmt": "2026-03-05T18:00:00",
    "categories": [{"id": 1, "name": "Cucina"}], "brands": [], "cost_of_goods_sold": {"total_value": 3.5},
}  # fmt: skip


def told(platform: str, topic: str, payload: dict[str, Any]) -> tuple[str, Any, str]:
    found = product(platform, topic, payload, "mugs", "shop", CAME)
    assert (found.source, found.shop) == ("mugs", "shop")
    return found.id, found.told and json.loads(found.told), from_micros(found.at).isoformat()


def test_a_product_is_told_by_our_names() -> None:
    assert told("shopify", "products/update", SHOPIFY) == (
        "910",
        {"title": "Mug", "category": "Kitchen", "vendor": "Rossi", "variants": [
            {"id": "911", "sku": "MUG-1", "title": "Red", "price": "16.00"}, {"id": "912", "cost": "4"}]},
        "2026-03-05T18:00:00+00:00",
    )  # fmt: skip
    assert told("woocommerce", "product.restored", WOOCOMMERCE) == (
        "77",
        {"title": "Tazza", "category": "Cucina", "sku": "T-1", "price": "12.5", "cost": "3.5"},
        "2026-03-05T18:00:00+00:00",
    )


@pytest.mark.parametrize(("platform", "topic"), [("shopify", "products/delete"), ("woocommerce", "product.deleted")])
def test_a_product_that_is_gone_is_gone_since_it_is_said(platform: str, topic: str) -> None:
    assert told(platform, topic, {"id": 910}) == ("910", None, from_micros(CAME).isoformat())


def test_what_is_of_a_product_is_told_by_the_topic() -> None:
    assert is_of_product("shopify", "products/update")
    assert not is_of_product("woocommerce", "products/update")
    assert not is_of_product("generic", "product.updated")


@pytest.mark.parametrize(("payload", "code"), [({}, "missing_product_id"), ({"id": 1}, "missing_time")])
def test_what_names_no_product_or_no_moment_is_refused(payload: dict[str, Any], code: str) -> None:
    with pytest.raises(PercorsoError) as refused:
        product("shopify", "products/update", payload, "mugs", "shop", CAME)
    assert refused.value.code == code
