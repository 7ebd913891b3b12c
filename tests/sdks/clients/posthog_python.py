"""Sends with PostHog's Python library: posthog_python.py ADDRESS KEY OPTIONS."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime

from posthog import Posthog

address, key, options = sys.argv[1:]
client = Posthog(key, host=address, disable_geoip=True, **json.loads(options))
client.set(distinct_id="u1", properties={"email": "ann@example.org"})
client.capture("Product Viewed", distinct_id="u1", properties={"product_id": "p1", "utm_source": "google"})
client.capture("$pageview", distinct_id="u1", properties={"$current_url": "https://shop.example/"})
client.capture(
    "Order Completed",
    distinct_id="u1",
    properties={"order_id": "o1", "revenue": 20, "currency": "EUR"},
    timestamp=datetime(2026, 3, 1, 10, tzinfo=UTC),
)
client.alias("visitor-1", "u1")
assert client.feature_enabled("a flag", "u1", send_feature_flag_events=False) in {None, False}
client.shutdown()
