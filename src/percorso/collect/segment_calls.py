"""Segment calls: from one call of the spec to one normal event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from percorso.collect import jsontext
from percorso.collect.consent import of_call
from percorso.collect.expressions import text_of
from percorso.collect.ga4_names import NAMES as GA4_NAMES
from percorso.collect.ga4_names import standard_properties
from percorso.collect.mapped import NAMELESS
from percorso.collect.mapping import KINDS
from percorso.collect.money_checks import ORDER_NAMES, check_order, signed
from percorso.collect.notation import instant
from percorso.collect.segment_names import standard
from percorso.core.errors import PercorsoError, unknown
from percorso.core.identity import no_address
from percorso.core.record import Event

# The spec's times are UTC where they carry no offset.
_UTC = ZoneInfo("UTC")
# The call's own time first; then what SDKs set when they had none.
_TIMES = ("timestamp", "originalTimestamp", "sentAt", "receivedAt")


def event(call: Mapping[str, Any]) -> Event:
    """Turn a call into an event.

    Raises:
        PercorsoError: ``unknown_type``, ``missing_identity``, ``missing_event_name``, ``missing_time``, ``bad_time``,
            ``time_out_of_range``, and for orders ``bad_amount``, ``negative_money``, ``unknown_currency``,
            ``currency_conflict``, ``ambiguous_currency``.
    """
    kind = _first(call, "type", "action") or ""
    if kind not in KINDS:
        raise unknown("type of call", kind, KINDS, code="unknown_type")
    context = _table(call, "context")
    properties, traits = _details(kind, call, context)
    name = _name(kind, call)
    if kind == "track" and _first(call, "event") in GA4_NAMES:
        properties = standard_properties(name, properties)
    if name in ORDER_NAMES:
        check_order(properties)
        properties = signed(properties)
    who = {
        "anonymous_id": _first(call, "anonymousId", "anonymous_id"),
        "user_id": _first(call, "userId", "user_id"),
        "email": _first(traits, "email") or _first(properties, "email"),
        "phone": _first(traits, "phone") or _first(properties, "phone"),
    }
    if no_address(who["email"] or ""):
        who["email"] = None
    if not any(who.values()):
        raise PercorsoError("missing_identity", "The call names nobody: no userId, anonymousId, e-mail or phone.")
    return Event(
        name=name,
        at=_at(call),
        kind=kind,
        message_id=_first(call, "messageId", "message_id"),
        **who,
        **_visit(context, properties),
        order_id=_first(properties, "order_id", "orderId"),
        properties=jsontext.encode(properties),
        traits=jsontext.encode(traits),
        consent=of_call(name, context, properties),
    )


def _visit(context: Mapping[str, Any], properties: Mapping[str, Any]) -> dict[str, str | None]:
    """Give what the context tells of the visit."""
    page, campaign = _table(context, "page"), _table(context, "campaign")
    return {
        "session_id": _first(context, "sessionId", "session_id") or _first(properties, "session_id"),
        "url": _first(page, "url") or _first(properties, "url"),
        "referrer": _first(page, "referrer") or _first(properties, "referrer"),
        "utm_source": _first(campaign, "source"),
        "utm_medium": _first(campaign, "medium"),
        "utm_campaign": _first(campaign, "name"),
        "utm_term": _first(campaign, "term"),
        "utm_content": _first(campaign, "content"),
        "ip": _first(context, "ip"),
        "user_agent": _first(context, "userAgent", "user_agent"),
    }


def _details(kind: str, call: Mapping[str, Any], context: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the call's properties and the person's traits; a group's traits describe no person."""
    properties = dict(_table(call, "properties"))
    traits = dict(_table(context, "traits"))
    if kind == "group":
        properties |= {"group_id": call.get("groupId"), "group_traits": _table(call, "traits")}
    else:
        traits |= _table(call, "traits")
    if kind == "alias":
        properties["previous_id"] = _first(call, "previousId", "previous_id")
    if kind in ("page", "screen"):
        properties = {"name": call.get("name"), "category": call.get("category")} | properties
    device = _first(_table(context, "device"), "type")
    if device:
        properties.setdefault("device", device)
    return {key: value for key, value in properties.items() if value is not None}, traits


def _name(kind: str, call: Mapping[str, Any]) -> str:
    if kind != "track":
        return NAMELESS[kind]
    name = _first(call, "event")
    if name is None:
        raise PercorsoError("missing_event_name", "The track call has no event name.")
    return standard(name)


def _at(call: Mapping[str, Any]) -> int:
    text = _first(call, *_TIMES)
    if text is None:
        raise PercorsoError("missing_time", "The call has no timestamp.", hint="Set timestamp, in ISO 8601.")
    return instant(text, _UTC)


def _table(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = table.get(key)
    return found if isinstance(found, Mapping) else {}


def _first(table: Mapping[str, Any], *keys: str) -> str | None:
    """Give the first of the keys that holds a text or a number, as text."""
    for key in keys:
        value = table.get(key)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and (text := text_of(value)):
            return text
    return None
