"""Webhooks as the platforms sign them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

SECRET = "hush"  # noqa: S105


def delivery(
    platform: str, body: object, topic: str = "", own_id: str = "d1", secret: str = SECRET
) -> tuple[bytes, dict[str, str]]:
    """Give the bytes and the headers of a delivery."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    digest = hmac.new(secret.encode(), raw, hashlib.sha256).digest()
    signature = base64.b64encode(digest).decode()
    headers = {
        "shopify": {
            "X-Shopify-Hmac-SHA256": signature, "X-Shopify-Topic": topic, "X-Shopify-Webhook-Id": own_id,
            "X-Shopify-Shop-Domain": "mugs.myshopify.com",
        },
        "woocommerce": {
            "X-WC-Webhook-Signature": signature, "X-WC-Webhook-Topic": topic, "X-WC-Webhook-Delivery-ID": own_id,
        },
        "generic": {"X-Signature": f"sha256={digest.hex()}"},
    }  # fmt: skip
    return raw, {"Content-Type": "application/json", **headers[platform]}
