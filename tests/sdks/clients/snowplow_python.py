"""Sends with Snowplow's Python tracker: snowplow_python.py ADDRESS KEY OPTIONS, which name the method."""

from __future__ import annotations

import json
import sys
from urllib.parse import urlsplit

from snowplow_tracker.emitters import Emitter
from snowplow_tracker.events.page_view import PageView
from snowplow_tracker.events.self_describing import SelfDescribing
from snowplow_tracker.events.structured_event import StructuredEvent
from snowplow_tracker.self_describing_json import SelfDescribingJson
from snowplow_tracker.subject import Subject
from snowplow_tracker.tracker import Tracker

address, key, options = sys.argv[1:]
there = urlsplit(address)
emitter = Emitter(there.hostname or "", protocol="http", port=there.port, batch_size=10, **json.loads(options))
tracker = Tracker(namespace="shop", emitters=emitter, app_id=key, subject=Subject().set_user_id("u1"))
vendor = "iglu:com.snowplowanalytics.snowplow.ecommerce"
tracker.track(PageView(page_url="https://shop.example/", page_title="Home"))
tracker.track(StructuredEvent(category="shop", action="Product Viewed", label="p1"))
tracker.track(
    SelfDescribing(
        SelfDescribingJson(f"{vendor}/snowplow_ecommerce_action/jsonschema/1-0-2", {"type": "transaction"}),
        context=[
            SelfDescribingJson(
                f"{vendor}/transaction/jsonschema/1-0-0", {"transaction_id": "o1", "revenue": 20, "currency": "EUR"}
            )
        ],
    )
)
tracker.flush()
