"""PostHog: what its libraries send becomes the calls of Segment's spec."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

# Events by which PostHog's libraries say what Segment has calls for; all others are tracked by their names.
_TYPES = {
    "$pageview": "page",
    "$screen": "screen",
    "$identify": "identify",
    "$set": "identify",
    "$create_alias": "alias",
    "$groupidentify": "group",
}
_CAMPAIGN = {"source": "utm_source", "medium": "utm_medium", "name": "utm_campaign"} | {
    part: f"utm_{part}" for part in ("term", "content")
}
# What the browser library writes where there was no referrer.
_DIRECT = "$direct"


def calls(document: Any) -> Iterator[Any]:
    """Give the calls of one request; what is no event stays as it came.

    Source: posthog.com/docs/api/capture.
    """
    table = _table(document)
    listed = table.get("batch")
    for event in listed if isinstance(listed, list) else [document]:
        yield _call(event, table.get("sent_at")) if isinstance(event, Mapping) else event


def _call(event: Mapping[str, Any], sent_at: Any) -> dict[str, Any]:
    told = _table(event.get("properties"))
    name = event.get("event")
    kind = _TYPES.get(name, "track") if isinstance(name, str) else "track"
    call: dict[str, Any] = {
        "type": kind,
        "event": name,
        **_who(event, told),
        "messageId": event.get("uuid"),
        "timestamp": event.get("timestamp"),
        "sentAt": sent_at,
        "context": _context(told),
        "properties": {key: value for key, value in told.items() if not key.startswith("$")},
        "traits": {**_table(told.get("$set_once")), **_table(told.get("$set")), **_table(event.get("$set"))},
    }
    if kind == "alias":
        call |= {"userId": told.get("alias"), "previousId": told.get("distinct_id"), "properties": {}}
    if kind == "group":
        call |= {"groupId": told.get("$group_key"), "traits": _table(told.get("$group_set"))}
    return {key: value for key, value in call.items() if value is not None}


def _who(event: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """Tell a person from a device: PostHog writes both into one field."""
    named = event.get("distinct_id", told.get("distinct_id"))
    device = told.get("$device_id")
    if event.get("event") == "$groupidentify":
        return {"anonymousId": named}
    if event.get("event") == "$identify":
        return {"userId": named, "anonymousId": told.get("$anon_distinct_id", device)}
    nobody = told.get("$is_identified") is False or told.get("$process_person_profile") is False
    if nobody or (device is not None and device == named):
        return {"anonymousId": named}
    return {"userId": named, "anonymousId": device}


def _context(told: Mapping[str, Any]) -> dict[str, Any]:
    referrer = told.get("$referrer")
    return {
        "page": {"url": told.get("$current_url"), "referrer": None if referrer == _DIRECT else referrer},
        "campaign": {part: told[key] for part, key in _CAMPAIGN.items() if key in told},
        "sessionId": told.get("$session_id"),
        "ip": told.get("$ip"),
        "userAgent": told.get("$raw_user_agent", told.get("$user_agent")),
    }


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
