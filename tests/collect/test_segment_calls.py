from __future__ import annotations

import json
from typing import Any

import pytest

from percorso.collect.segment_calls import event
from percorso.core.errors import PercorsoError

AT = "2026-03-01T10:00:00.250Z"
TRACK: dict[str, Any] = {"type": "track", "event": "Product Viewed", "userId": "u1", "timestamp": AT}


def test_context_fills_what_a_visit_is_known_by() -> None:
    found = event(
        TRACK
        | {
            "messageId": "m1",
            "anonymousId": "a1",
            "properties": {"order_id": 7, "price": 12.5},
            "context": {
                "page": {"url": "https://shop.example/a?x=1", "referrer": "https://www.google.com/"},
                "campaign": {"name": "Spring", "source": "google", "medium": "cpc", "term": "mug", "content": "b"},
                "userAgent": "UA",
                "ip": "203.0.113.7",
                "traits": {"email": "anna@example.com", "phone": "+39 1"},
                "device": {"type": "mobile"},
                "sessionId": 42,
                "consent": {"categoryPreferences": {"Analytics": True}},
            },
        }
    )
    assert found._asdict() == {
        "name": "Product Viewed",
        "at": 1772359200250000,
        "kind": "track",
        "message_id": "m1",
        "anonymous_id": "a1",
        "user_id": "u1",
        "email": "anna@example.com",
        "phone": "+39 1",
        "order_id": "7",
        "session_id": "42",
        "url": "https://shop.example/a?x=1",
        "referrer": "https://www.google.com/",
        "utm_source": "google",
        "utm_medium": "cpc",
        "utm_campaign": "Spring",
        "utm_term": "mug",
        "utm_content": "b",
        "channel": None,
        "ip": "203.0.113.7",
        "user_agent": "UA",
        "properties": '{"device":"mobile","order_id":7,"price":12.5}',
        "traits": '{"email":"anna@example.com","phone":"+39 1"}',
        "consent": "analytics=granted",
    }


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("page", "Page Viewed"),
        ("screen", "Screen Viewed"),
        ("identify", "Identified"),
        ("group", "Grouped"),
        ("alias", "Aliased"),
    ],
)
def test_calls_without_an_event_name_get_the_name_of_their_kind(kind: str, name: str) -> None:
    found = event({"type": kind, "name": "Home", "userId": "u1", "timestamp": AT})
    assert (found.name, found.kind) == (name, kind)
    assert json.loads(found.properties).get("name") == ("Home" if kind in ("page", "screen") else None)


def test_an_alias_keeps_the_former_id_and_a_group_s_traits_are_not_the_person_s() -> None:
    alias = event({"type": "alias", "previousId": "a1", "userId": "u1", "timestamp": AT})
    group = event(
        {"type": "group", "groupId": "g", "traits": {"email": "office@example.com"}, "userId": "u", "timestamp": AT}
    )
    assert json.loads(alias.properties) == {"previous_id": "a1"}
    assert (group.email, group.traits) == (None, "{}")
    assert json.loads(group.properties) == {"group_id": "g", "group_traits": {"email": "office@example.com"}}


@pytest.mark.parametrize("key", ["timestamp", "originalTimestamp", "sentAt", "receivedAt"])
def test_the_time_is_taken_from_the_first_place_that_has_it(key: str) -> None:
    call = {name: value for name, value in TRACK.items() if name != "timestamp"}
    assert event(call | {key: AT}).at == event(TRACK).at


def test_a_time_without_an_offset_is_utc_and_epochs_are_read() -> None:
    assert event(TRACK | {"timestamp": "2026-03-01 10:00:00.250"}).at == event(TRACK).at
    assert event(TRACK | {"timestamp": 1772359200250}).at == event(TRACK).at


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"type": "click"}, "unknown_type"),
        ({"type": None}, "unknown_type"),
        ({"userId": None}, "missing_identity"),
        ({"userId": {"$oid": 1}}, "missing_identity"),
        ({"event": " "}, "missing_event_name"),
        ({"timestamp": None}, "missing_time"),
        ({"timestamp": "soon"}, "bad_time"),
        ({"event": "Completed Order", "properties": {"total": -1}}, "negative_money"),
        ({"event": "Order Completed", "properties": {"total": 1, "currency": "EURO"}}, "unknown_currency"),
        ({"event": "Order Completed", "properties": {"total": "free"}}, "bad_amount"),
    ],
)
def test_a_call_that_cannot_be_taken_says_why(change: dict[str, Any], code: str) -> None:
    with pytest.raises(PercorsoError, match=code):
        event(TRACK | change)


def test_nonsense_in_optional_places_is_no_crash() -> None:
    odd = {"properties": [1], "context": "x", "traits": 3, "integrations": None, "messageId": ["m"]}
    assert event(TRACK | odd)._replace(at=0).properties == "{}"
