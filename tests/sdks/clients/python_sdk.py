"""Sends with a Python SDK of Segment's family: python_sdk.py MODULE ADDRESS KEY OPTIONS."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from importlib import import_module

module, address, key, options = sys.argv[1:]
client = import_module(module).Client(key, host=address, **json.loads(options))
campaign = {"source": "google", "medium": "cpc", "name": "spring"}
client.identify("u1", {"email": "ann@example.org"})
client.track("u1", "Product Viewed", {"product_id": "p1", "price": 9.5}, context={"campaign": campaign})
client.page("u1", name="Home", properties={"url": "https://shop.example/"})
client.track(
    "u1",
    "Order Completed",
    {"order_id": "o1", "revenue": 20, "currency": "EUR"},
    timestamp=datetime(2026, 3, 1, 10, tzinfo=UTC),
)
client.alias("visitor-1", "u1")
client.flush()
client.join()
