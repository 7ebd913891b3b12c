"""The catalogue: what the webhooks of Shopify and WooCommerce say of a shop's products, and that one is gone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from percorso.collect import jsontext
from percorso.collect.moments import moment
from percorso.collect.nested import known, table, tables, text
from percorso.core.errors import PercorsoError

_SHOPIFY = {f"products/{what}": what for what in ("create", "update", "delete")}
_WOOCOMMERCE = {f"product.{what}": what for what in ("created", "updated", "restored", "deleted")}
_GONE = ("delete", "deleted")


class ProductState(NamedTuple):
    """What was said of a product once.

    Attributes:
        id: the platform's own id.
        told: JSON: ``title``, ``category``, ``vendor``, ``sku``, ``price``, ``cost`` and ``variants``, each with
            ``id``, ``sku``, ``title``, ``price`` and ``cost``; those that are said. None where it is said to be gone.
        at: when that became so, microseconds since 1970 UTC.
    """

    source: str
    shop: str
    id: str
    told: str | None
    at: int


def is_of_product(platform: str, topic: str) -> bool:
    """Say whether a delivery tells of a product."""
    return topic in {"shopify": _SHOPIFY, "woocommerce": _WOOCOMMERCE}.get(platform, {})


def product(platform: str, topic: str, payload: Mapping[str, Any], source: str, shop: str, came: int) -> ProductState:
    """Read what a delivery tells of a product; one that is gone says nothing but its id, and is gone since it came.

    Raises:
        PercorsoError: ``missing_product_id``, ``missing_time``, what is wrong with a time.
    """
    own = text(payload, "id")
    if own is None:
        raise PercorsoError("missing_product_id", "It names no product.")
    what = (_SHOPIFY if platform == "shopify" else _WOOCOMMERCE)[topic]
    if what in _GONE:
        return ProductState(source, shop, own, None, came)
    if platform == "shopify":
        return ProductState(source, shop, own, _of_shopify(payload), moment(payload, "updated_at", "created_at"))
    at = moment(payload, "date_modified_gmt", "date_modified", "date_created_gmt", "date_created")
    return ProductState(source, shop, own, _of_woocommerce(payload), at)


def _of_shopify(payload: Mapping[str, Any]) -> str:
    variants = [
        known(
            id=text(one, "id"),
            sku=text(one, "sku"),
            title=text(one, "title"),
            price=text(one, "price"),
            cost=text(one, "cost"),
        )
        for one in tables(payload, "variants")
    ]
    said = known(
        title=text(payload, "title"),
        category=text(payload, "product_type") or text(table(payload, "category"), "full_name", "name"),
        vendor=text(payload, "vendor"),
        variants=variants,
    )
    return jsontext.encode(said)


def _of_woocommerce(payload: Mapping[str, Any]) -> str:
    categories = (text(one, "name") for one in tables(payload, "categories"))
    brands = (text(one, "name") for one in tables(payload, "brands"))
    said = known(
        title=text(payload, "name"),
        category=next(filter(None, categories), None),
        vendor=next(filter(None, brands), None),
        sku=text(payload, "sku"),
        price=text(payload, "price"),
        # Since WooCommerce 9.5, where a shop has costs switched on.
        cost=text(table(payload, "cost_of_goods_sold"), "total_value"),
    )
    return jsontext.encode(said)
