from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from collect.payloads import payload
from percorso.collect.options import ReadOptions
from percorso.collect.reading import reread

if TYPE_CHECKING:
    from collect.conftest import Gather

Write = Callable[[str, str | bytes], Path]


def test_a_file_of_records_gives_what_their_webhooks_would(write: Write, gather: Gather) -> None:
    lines = [payload("shopify_order"), payload("shopify_customer"), {"id": 1, "title": "Mug"}]
    batch = gather("shopify", write("a.jsonl", "".join(json.dumps(line) + "\n" for line in lines)))
    names = [one.name for one in batch.events]
    assert (names, batch.left_out) == (["Order Completed", "Aliased", "Identified"], {"other records": 1})
    assert batch.events[0].order_id == "#1001"


def test_a_record_set_aside_comes_in_once_mended() -> None:
    text = json.dumps(payload("shopify_order", currency="lire"))
    topic = "orders/updated"
    (batch,) = reread("shopify", topic, text, ReadOptions())
    assert [one.code for one in batch.rejected] == ["unknown_currency"]
    (mended,) = reread("shopify", topic, text.replace("lire", "EUR"), ReadOptions())
    assert mended.events[0].order_id == "#1001"
