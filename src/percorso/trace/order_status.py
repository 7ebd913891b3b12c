"""What has become of an order, in the words of shop systems, and whether it was a test."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from percorso.core.settings import Exclusions

# The words of the common shop systems' exports, in English and Italian; ``wc-`` is WooCommerce's own prefix.
_CANCELLED = frozenset("cancelled canceled voided failed expired annullato annullata fallito fallita".split())
_REFUNDED = frozenset("refunded rimborsato rimborsata".split())
# Shopify's gateway for trying a shop out.
_BOGUS = frozenset(("bogus",))
_WORD = re.compile(r"\w+")


def is_cancelled(properties: Mapping[str, Any]) -> bool:
    """Tell whether an order's own record says it was called off or never paid."""
    return bool(properties.get("cancelled_at")) or _status(properties) in _CANCELLED


def is_refunded(properties: Mapping[str, Any]) -> bool:
    """Tell whether an order's own record says all of it was given back."""
    return _status(properties) in _REFUNDED


def is_test(properties: Mapping[str, Any], exclude: Exclusions) -> bool:
    """Tell whether an order is marked as a test: by a flag, a tag, or the payment gateway."""
    if str(properties.get("test")).lower() in ("true", "1", "yes"):
        return True
    marks = {word.casefold() for word in exclude.order_tags}
    if not marks.isdisjoint(_words(properties.get("tags"))):
        return True
    gateways = _words(properties.get("payment_method")) | _words(properties.get("gateway"))
    return not gateways.isdisjoint(marks | _BOGUS)


def _status(properties: Mapping[str, Any]) -> str:
    return str(properties.get("status") or "").strip().lower().removeprefix("wc-")


def _words(value: object) -> frozenset[str]:
    """Give each tag whole and each of its words; tags come as a list or as a text with commas."""
    if not value:
        return frozenset()
    tags = value if isinstance(value, list) else str(value).split(",")
    texts = [str(tag).strip().casefold() for tag in tags]
    return frozenset(texts).union(*(_WORD.findall(text) for text in texts))
