"""Snowplow: what its trackers send becomes the calls of Segment's spec."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from percorso.collect import jsontext
from percorso.core.errors import PercorsoError

# The actions of its e-commerce plugin, in the words of Segment's e-commerce spec.
_ACTIONS = {
    "product_view": "Product Viewed",
    "list_view": "Product List Viewed",
    "list_click": "Product Clicked",
    "add_to_cart": "Product Added",
    "remove_from_cart": "Product Removed",
    "checkout_step": "Checkout Step Viewed",
    "transaction": "Order Completed",
    "refund": "Order Refunded",
    "promo_view": "Promotion Viewed",
    "promo_click": "Promotion Clicked",
}
_ORDER = {"tr_id": "order_id", "tr_af": "affiliation", "tr_tt": "total", "tr_tx": "tax", "tr_sh": "shipping"}
_ORDER |= {"tr_cu": "currency"}
# Who a device is: the tracker's own cookie, then the collector's, as trackers are told it and as they tell it on.
_DEVICES = ("duid", "nuid", "tnuid")
_STRUCTURED = {"se_ca": "category", "se_la": "label", "se_pr": "property", "se_va": "value"}


def calls(document: Any) -> Iterator[Any]:
    """Give the calls of one request; what is no event stays as it came.

    Source: docs.snowplow.io/docs/fundamentals/canonical-event, the tracker protocol.
    """
    listed = _table(document).get("data")
    for event in listed if isinstance(listed, list) else [document]:
        yield _call(event) if isinstance(event, Mapping) else event


def _call(event: Mapping[str, Any]) -> dict[str, Any]:
    call = {
        **_happened(event),
        "userId": event.get("uid"),
        "anonymousId": next((own for name in _DEVICES if (own := event.get(name))), None),
        "messageId": event.get("eid"),
        "timestamp": _instant(event.get("ttm", event.get("dtm"))),
        "sentAt": _instant(event.get("stm")),
        "context": {
            "page": {"url": event.get("url"), "referrer": event.get("refr")},
            "sessionId": event.get("sid"),
            "ip": event.get("ip"),
            "userAgent": event.get("ua"),
        },
    }
    return {key: value for key, value in call.items() if value is not None}


def _happened(event: Mapping[str, Any]) -> dict[str, Any]:
    """Say what happened: the kind of call, its name and its properties."""
    match event.get("e"):
        case "pv":
            return {"type": "page", "name": event.get("page")}
        case "se":
            return {"type": "track", "event": event.get("se_ac"), "properties": _renamed(event, _STRUCTURED)}
        case "tr":
            return {"type": "track", "event": "Order Completed", "properties": _renamed(event, _ORDER)}
        case "ue":
            return _described(_table(_document(event, "ue_pr", "ue_px").get("data")), event)
        case kind:
            return {"type": "track", "event": {"pp": "Page Pinged", "ti": "Order Item Told"}.get(str(kind), kind)}


def _described(told: Mapping[str, Any], event: Mapping[str, Any]) -> dict[str, Any]:
    """Read an event that brings its own schema; those of the e-commerce plugin bring products and orders beside it."""
    data = _table(told.get("data"))
    name = _name(told.get("schema"))
    if name != "snowplow_ecommerce_action":
        return {"type": "track", "event": name, "properties": data}
    entities = _document(event, "co", "cx").get("data")
    beside = [(_name(_table(one).get("schema")), _table(_table(one).get("data"))) for one in _list(entities)]
    products = [_product(entity) for name, entity in beside if name == "product"]
    properties = {key: value for key, value in data.items() if key != "type"}
    for _, order in (one for one in beside if one[0] in {"transaction", "refund"}):
        properties |= {"order_id" if key == "transaction_id" else key: value for key, value in order.items()}
    if len(products) == 1 and not properties.get("order_id"):
        properties |= products[0]
    elif products:
        properties["products"] = products
    return {"type": "track", "event": _ACTIONS.get(str(data.get("type")), data.get("type")), "properties": properties}


def _product(entity: Mapping[str, Any]) -> dict[str, Any]:
    return {"product_id" if key == "id" else key: value for key, value in entity.items()}


def _document(event: Mapping[str, Any], plain: str, packed: str) -> Mapping[str, Any]:
    """Read a table that stands in a field as JSON, or as JSON in base64; empty where it is neither."""
    text = event.get(plain)
    try:
        if text is None:
            written = str(event.get(packed, ""))
            text = base64.urlsafe_b64decode(written + "=" * (-len(written) % 4)).decode()
        return _table(jsontext.decode(str(text)))
    except (binascii.Error, UnicodeError, PercorsoError):
        return {}


def _name(schema: Any) -> str | None:
    """Give the name in a schema's address: ``iglu:vendor/NAME/jsonschema/1-0-0``."""
    parts = schema.split("/") if isinstance(schema, str) else []
    return parts[1] if len(parts) > 1 else None


def _renamed(event: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {name: event[key] for key, name in names.items() if key in event}


def _instant(milliseconds: Any) -> str | None:
    """Write milliseconds since 1970 as a time; what is none of any calendar stays, to be refused for what it is."""
    try:
        return datetime.fromtimestamp(int(milliseconds) / 1_000, UTC).isoformat()
    except (TypeError, ValueError, OverflowError, OSError):
        return None if milliseconds is None else str(milliseconds)


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
