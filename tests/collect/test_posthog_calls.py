from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.collect.posthog_calls import calls

PYTHON = {"distinct_id": "u1", "uuid": "m1", "timestamp": "2026-03-01T10:00:00Z"}
BROWSER = {"$device_id": "d1", "$current_url": "https://shop.example/a", "$referrer": "$direct", "$session_id": "s1"}


def one(**event: Any) -> dict[str, Any]:
    (call,) = calls({"batch": [PYTHON | event], "sent_at": "2026-03-01T10:00:01Z", "api_key": "k"})
    assert isinstance(call, dict)
    return call


def test_an_event_of_a_server_is_tracked_for_its_person_without_the_librarys_own_words() -> None:
    call = one(event="Product Viewed", properties={"product_id": "p1", "$lib": "posthog-python"})
    assert (call["type"], call["event"], call["userId"], call["messageId"]) == ("track", "Product Viewed", "u1", "m1")
    assert call["properties"] == {"product_id": "p1"}
    assert (call["timestamp"], call["sentAt"]) == ("2026-03-01T10:00:00Z", "2026-03-01T10:00:01Z")


def test_a_page_view_keeps_its_address_campaign_session_and_device() -> None:
    call = one(event="$pageview", distinct_id="d1", properties=BROWSER | {"utm_source": "google", "utm_campaign": "x"})
    assert (call["type"], call["anonymousId"], "userId" in call) == ("page", "d1", False)
    assert call["context"]["page"] == {"url": "https://shop.example/a", "referrer": None}
    assert call["context"]["campaign"] == {"source": "google", "name": "x"}
    assert call["context"]["sessionId"] == "s1"


def test_a_person_on_a_device_is_both() -> None:
    call = one(event="Seen", properties=BROWSER)
    assert (call["userId"], call["anonymousId"]) == ("u1", "d1")
    call = one(event="Seen", properties=BROWSER | {"$is_identified": False})
    assert (call["anonymousId"], "userId" in call) == ("u1", False)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            {"event": "$identify", "properties": {"$anon_distinct_id": "d1"}, "$set": {"email": "a@b.c"}},
            {"type": "identify", "userId": "u1", "anonymousId": "d1", "traits": {"email": "a@b.c"}},
        ),
        (
            {"event": "$set", "properties": {"$set": {"email": "a@b.c"}, "$set_once": {"email": "old", "plan": 1}}},
            {"type": "identify", "userId": "u1", "traits": {"email": "a@b.c", "plan": 1}},
        ),
        (
            {"event": "$create_alias", "distinct_id": "an1", "properties": {"distinct_id": "an1", "alias": "u1"}},
            {"type": "alias", "userId": "u1", "previousId": "an1"},
        ),
        (
            {"event": "$groupidentify", "properties": {"$group_key": "g1", "$group_set": {"name": "G"}}},
            {"type": "group", "groupId": "g1", "traits": {"name": "G"}, "anonymousId": "u1"},
        ),
        ({"event": "$screen"}, {"type": "screen", "userId": "u1"}),
    ],
)
def test_what_segment_has_calls_for_becomes_one(event: dict[str, Any], expected: dict[str, Any]) -> None:
    call = one(**event)
    assert {key: call[key] for key in expected} == expected


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(["event", "properties", "distinct_id", "$set", "batch", "sent_at", "uuid", "timestamp"])


@given(json_values | st.dictionaries(FIELDS, json_values | st.just([{"event": "$set", "properties": {"$set": 1}}])))
def test_whatever_is_sent_as_many_come_out(document: Any) -> None:
    listed = document.get("batch") if isinstance(document, dict) else None
    assert len(list(calls(document))) == (len(listed) if isinstance(listed, list) else 1)
