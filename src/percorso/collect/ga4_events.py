"""Google Analytics 4's events, as its export to BigQuery writes them: one row becomes one event.

Fields are those of https://support.google.com/analytics/answer/7029846. A whole number may be a text, as BigQuery
writes JSON, and a list may be wrapped, as it writes Parquet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from percorso.collect import jsontext
from percorso.collect.consent import of_call
from percorso.collect.ga4_names import NAMES, standard_properties
from percorso.collect.identity import digest
from percorso.collect.landings import arrival
from percorso.collect.moments import moment
from percorso.collect.money_checks import ORDER_NAMES, check_order
from percorso.collect.nested import known, table, text
from percorso.core.errors import PercorsoError
from percorso.core.record import Event, LeftOut

Row = Mapping[str, Any]
_BATCH = ("batch_page_id", "batch_ordering_id", "batch_event_index")
_KINDS = {"page_view": "page", "screen_view": "screen"}
_VALUES = ("string_value", "int_value", "float_value", "double_value")
# Parameters that have a place of their own, or say only how they were measured.
_PLACED = frozenset(
    ("page_location", "page_referrer", "ga_session_id", "source", "medium", "campaign", "term", "content", "gclid")
) | {"engaged_session_event", "session_engaged", "debug_mode", "ignore_referrer", *_BATCH}
# What the ecommerce column says beside the parameters, by the parameter it is.
_ECOMMERCE = {
    "transaction_id": "transaction_id",
    "purchase_revenue": "value",
    "refund_value": "value",
    "tax_value": "tax",
    "shipping_value": "shipping",
}
_MANUAL = {
    "utm_source": "manual_source",
    "utm_medium": "manual_medium",
    "utm_campaign": "manual_campaign_name",
    "utm_term": "manual_term",
    "utm_content": "manual_content",
}
# Which visitor it was is not told where somebody agreed to no measurement.
NOBODY = "events of nobody, measured without consent"


def event(row: Row) -> Event | LeftOut:
    """Turn a row into an event, or say what it is about where it is nobody's.

    Raises:
        PercorsoError: ``missing_event_name``, ``missing_time``, what is wrong with the time or an order's amounts.
    """
    raw = text(row, "event_name")
    if raw is None:
        raise PercorsoError("missing_event_name", "The row has no event_name.")
    at = moment(row, "event_timestamp")
    visitor, user = text(row, "user_pseudo_id"), text(row, "user_id")
    if visitor is None and user is None:
        return LeftOut(NOBODY)
    said = parameters(row.get("event_params"))
    name = NAMES.get(raw, raw)
    properties = _properties(name, row, said)
    if name in ORDER_NAMES:
        check_order(properties)
    session = text(said, "ga_session_id")
    return Event(
        name=name,
        at=at,
        kind=_KINDS.get(raw, "track"),
        message_id=_identity(row, raw, visitor or user, said),
        anonymous_id=visitor,
        user_id=user,
        order_id=text(properties, "order_id"),
        session_id=f"{visitor or user}.{session}" if session else None,
        url=text(said, "page_location"),
        referrer=text(said, "page_referrer"),
        **_source(row, said),
        properties=jsontext.encode(properties),
        traits=jsontext.encode(parameters(row.get("user_properties"))),
        consent=of_call(name, {}, {"privacy_info": table(row, "privacy_info")}),
    )


def parameters(listed: object) -> dict[str, Any]:
    """Read a list of keys with a value of one of four types."""
    found: dict[str, Any] = {}
    for one in unwrapped(listed):
        key, value = text(one, "key"), table(one, "value")
        told = next((value[kind] for kind in _VALUES if value.get(kind) is not None), None)
        if key and told is not None:
            found[key] = told
    return found


def unwrapped(listed: object) -> list[Row]:
    """Give the rows of a repeated field, whether they stand in it or in ``list`` and ``element``."""
    inside = listed.get("list") if isinstance(listed, Mapping) else listed
    rows = [one for one in inside if isinstance(one, Mapping)] if isinstance(inside, list) else []
    return [element if isinstance(element := one.get("element"), Mapping) else one for one in rows]


def _properties(name: str, row: Row, said: Mapping[str, Any]) -> dict[str, Any]:
    own = {key: value for key, value in said.items() if key not in _PLACED}
    bought = table(row, "ecommerce")
    for column, parameter in _ECOMMERCE.items():
        if bought.get(column) is not None:
            own.setdefault(parameter, bought[column])
    items = unwrapped(row.get("items"))
    found = standard_properties(name, {**own, "items": [dict(one) for one in items]})
    if name == NAMES["page_view"] and "page_title" in found:
        found["name"] = found.pop("page_title")
    where, consent = table(row, "geo"), table(row, "privacy_info")
    return found | known(
        device=text(table(row, "device"), "category"),
        geo=known(country=text(where, "country"), region=text(where, "region"), city=text(where, "city")),
        analytics_storage=text(consent, "analytics_storage"),
        ads_storage=text(consent, "ads_storage"),
        platform=text(row, "platform"),
    )


def _source(row: Row, said: Mapping[str, Any]) -> dict[str, str]:
    """Give the campaign fields that were collected with the event; a click id that the address lost is one too."""
    collected = table(row, "collected_traffic_source")
    found = {field: told for field, column in _MANUAL.items() if (told := _named(collected, column))}
    found |= {
        field: told for field in _MANUAL if field not in found and (told := _named(said, field.removeprefix("utm_")))
    }
    clicked = _named(collected, "gclid") or _named(said, "gclid")
    if "utm_source" not in found and clicked and "gclid=" not in (text(said, "page_location") or ""):
        found |= arrival(f"/?gclid={clicked}", None)
    return found


def _named(told: Mapping[str, Any], key: str) -> str | None:
    """Give a source's text; ``(direct)``, ``(none)`` and ``(not set)`` name none."""
    found = text(told, key)
    return None if found is None or found.startswith("(") else found


def _identity(row: Row, raw: str, who: str | None, said: Mapping[str, Any]) -> str:
    """Give what is the same in the intraday table, the daily one, and when that is told again.

    The batch's numbers tell events of one moment apart. Exports from before they existed are told apart by what was
    said, which later tables do not change.
    """
    batch = [text(row, name) or text(said, name) for name in _BATCH]
    apart = batch if any(batch) else [said, unwrapped(row.get("items"))]
    return digest("ga4", who, moment(row, "event_timestamp"), raw, *apart)
