"""The e-commerce vocabulary: Segment's version 2 names, and version 1's and Google Analytics 4's that mean the same."""

from __future__ import annotations

from percorso.collect.ga4_names import NAMES as GA4_NAMES
from percorso.collect.headers import fold
from percorso.core.consent import CONSENT_EVENTS

# https://segment.com/docs/connections/spec/ecommerce/v2/
_NAMES = """
Products Searched | Product List Viewed | Product List Filtered | Promotion Viewed | Promotion Clicked
Product Clicked | Product Viewed | Product Added | Product Removed | Cart Viewed | Checkout Started
Checkout Step Viewed | Checkout Step Completed | Payment Info Entered | Order Updated | Order Completed
Order Refunded | Order Cancelled | Coupon Entered | Coupon Applied | Coupon Denied | Coupon Removed
Product Added to Wishlist | Product Removed from Wishlist | Wishlist Product Added to Cart
Product Shared | Cart Shared | Product Reviewed
"""
# Version 1 put the verb first.
_FORMER = {
    "Searched Products": "Products Searched",
    "Viewed Product Category": "Product List Viewed",
    "Product Category Viewed": "Product List Viewed",
    "Viewed Product List": "Product List Viewed",
    "Filtered Product List": "Product List Filtered",
    "Viewed Promotion": "Promotion Viewed",
    "Clicked Promotion": "Promotion Clicked",
    "Clicked Product": "Product Clicked",
    "Viewed Product": "Product Viewed",
    "Added Product": "Product Added",
    "Removed Product": "Product Removed",
    "Viewed Cart": "Cart Viewed",
    "Started Order": "Checkout Started",
    "Started Checkout": "Checkout Started",
    "Viewed Checkout Step": "Checkout Step Viewed",
    "Completed Checkout Step": "Checkout Step Completed",
    "Entered Payment Info": "Payment Info Entered",
    "Updated Order": "Order Updated",
    "Completed Order": "Order Completed",
    "Refunded Order": "Order Refunded",
    "Cancelled Order": "Order Cancelled",
    "Canceled Order": "Order Cancelled",
    "Order Canceled": "Order Cancelled",
    "Entered Coupon": "Coupon Entered",
    "Applied Coupon": "Coupon Applied",
    "Denied Coupon": "Coupon Denied",
    "Removed Coupon": "Coupon Removed",
    "Added Product to Wishlist": "Product Added to Wishlist",
    "Removed Product from Wishlist": "Product Removed from Wishlist",
    "Shared Product": "Product Shared",
    "Shared Cart": "Cart Shared",
    "Reviewed Product": "Product Reviewed",
}
NAMES = tuple(name.strip() for line in _NAMES.strip().splitlines() for name in line.split("|"))
_KNOWN = {fold(name): name for name in (*NAMES, *CONSENT_EVENTS)} | {
    fold(former): name for former, name in _FORMER.items()
}


def standard(name: str) -> str:
    """Give a name's version 2 form, whatever its case, spaces and order of words; any other name is kept."""
    return GA4_NAMES.get(name) or _KNOWN.get(fold(name), name)
