"""That columns say what the calls say one by one is shown for any mix of calls in test_requests.py."""

from __future__ import annotations

import json

from percorso.collect.call_columns import event_columns
from percorso.collect.received import Received
from percorso.collect.rows import event_id
from percorso.collect.usual_calls import usual_calls

CALL = {"type": "track", "event": "viewed product", "messageId": "m1", "timestamp": "2026-03-02T11:59:00Z", "userId": 7}


def test_usual_calls_are_read_and_wrong_ones_left_to_others() -> None:
    order = {**CALL, "event": "Order Completed", "properties": {"total": "€ 12.50"}}
    wrong = [{**CALL, "messageId": None}, {**CALL, "userId": None}, {**order, "properties": {"total": "much"}}]
    body = json.dumps({"batch": [CALL, *wrong, order, {**CALL, "type": "alias"}]}).encode()
    requests = [Received("web", "shop", 1_772_452_800_000_000, "/v1/batch", body, None, None)]
    read, events = event_columns(usual_calls(requests), requests)
    assert read.tolist() == [True, False, False, False, True, False]
    assert events["name"].to_pylist() == ["Product Viewed", "Order Completed"]
    assert events["user_id"].to_pylist() == ["7", "7"]
    assert events["event_id"].to_pylist() == [event_id("web", "m1")] * 2
    assert json.loads(events["properties"][1].as_py()) == {"total": "€ 12.50", "currency": "EUR"}


def test_names_of_another_vocabulary_have_their_properties_said_in_ours() -> None:
    bought = {**CALL, "event": "purchase", "properties": {"transaction_id": "A-1", "value": 5, "currency": "EUR"}}
    body = json.dumps({"batch": [bought, {**CALL, "type": "page", "event": "purchase"}]}).encode()
    requests = [Received("web", "shop", 1_772_452_800_000_000, "/v1/batch", body, None, None)]
    read, events = event_columns(usual_calls(requests), requests)
    assert read.tolist() == [True, True]
    assert events["name"].to_pylist() == ["Order Completed", "Page Viewed"]
    assert events["order_id"].to_pylist() == ["A-1", None]
    assert json.loads(events["properties"][0].as_py()) == {"order_id": "A-1", "total": 5, "currency": "EUR"}


def test_properties_that_are_no_table_are_left_to_others() -> None:
    body = json.dumps({"batch": [{**CALL, "properties": "x"}, {**CALL, "properties": None}]}).encode()
    requests = [Received("web", "shop", 1_772_452_800_000_000, "/v1/batch", body, None, None)]
    read, events = event_columns(usual_calls(requests), requests)
    assert read.tolist() == [False, True]
    assert events["properties"].to_pylist() == ["{}"]
