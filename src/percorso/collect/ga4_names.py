"""Google Analytics 4's e-commerce vocabulary, in the words of Segment's: names of events, and what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from percorso.core.errors import PercorsoError
from percorso.core.money import parse_decimal

# https://developers.google.com/analytics/devguides/collection/ga4/reference/events
# Only these very names: "Login" or "Refund" written otherwise may be another source's own word.
NAMES: Mapping[str, str] = {
    "page_view": "Page Viewed",
    "screen_view": "Screen Viewed",
    "search": "Products Searched",
    "view_search_results": "Products Searched",
    "view_item_list": "Product List Viewed",
    "select_item": "Product Clicked",
    "view_item": "Product Viewed",
    "view_promotion": "Promotion Viewed",
    "select_promotion": "Promotion Clicked",
    "add_to_wishlist": "Product Added to Wishlist",
    "add_to_cart": "Product Added",
    "remove_from_cart": "Product Removed",
    "view_cart": "Cart Viewed",
    "begin_checkout": "Checkout Started",
    "add_shipping_info": "Shipping Info Entered",
    "add_payment_info": "Payment Info Entered",
    "purchase": "Order Completed",
    "refund": "Order Refunded",
    "share": "Product Shared",
    "sign_up": "Signed Up",
    "login": "Signed In",
    "generate_lead": "Lead Generated",
}
_ORDERS = ("Order Completed", "Order Refunded")
# Events of one product tell of it themselves, as the other vocabulary does.
_OF_ONE = frozenset(
    f"Product {what}" for what in ("Clicked", "Viewed", "Added", "Removed", "Shared", "Added to Wishlist")
)
_ITEM = {
    "item_id": "product_id",
    "item_name": "name",
    "item_brand": "brand",
    "item_variant": "variant",
    "item_category": "category",
    "index": "position",
    "item_list_index": "position",
}
_SAID = {"transaction_id": "order_id", "search_term": "query", "item_list_id": "list_id", "item_list_name": "list"}
_NOTHING = (None, "", "(not set)")
_AMOUNTS = ("total", "revenue", "subtotal")
_ROUNDING = Decimal("0.01")


def standard_properties(name: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Say in our words what an event of this vocabulary says.

    A purchase's ``value`` is by its documentation the goods alone, and often all that was charged. Where it is what the
    items cost, it becomes the ``subtotal``, else the ``total``.

    Args:
        name: the event's name, already ours.
        said: its parameters, with ``items``.
    """
    listed = said.get("items")
    products = [_product(one) for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    found = {_SAID.get(key, key): value for key, value in said.items() if key != "items" and value not in _NOTHING}
    if products and "products" not in found:
        found["products"] = products
    if len(products) == 1 and name in _OF_ONE:
        found = products[0] | found
    if name == _ORDERS[0] and "value" in found:
        value = found.pop("value")
        if not any(amount in found for amount in _AMOUNTS):
            found["subtotal" if _is_goods(value, products) else "total"] = value
    return found


def _product(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        _ITEM.get(key, key): value
        for key, value in item.items()
        if value not in _NOTHING and not isinstance(value, list)
    }


def _is_goods(value: object, products: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether an amount is what the products cost; False where some have no price."""
    try:
        costs = [parse_decimal(str(one["price"])) * parse_decimal(str(one.get("quantity", 1))) for one in products]
        return bool(costs) and abs(sum(costs, Decimal(0)) - parse_decimal(str(value))) < _ROUNDING
    except (KeyError, PercorsoError):
        return False
