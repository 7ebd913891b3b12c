from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest

from percorso.collect.ga4_events import NOBODY, event, parameters, unwrapped
from percorso.core.errors import PercorsoError
from percorso.core.record import Event, LeftOut

AT = 1_772_446_500_123_456


def param(key: str, value: object) -> dict[str, Any]:
    kind = {str: "string_value", int: "int_value", float: "double_value"}[type(value)]
    return {"key": key, "value": {"string_value": None, "int_value": None, kind: value}}


VIEW = {
    "event_date": "20260302", "event_timestamp": AT, "event_name": "page_view", "user_pseudo_id": "77.88",
    "event_params": [
        param("page_location", "https://shop.example/?utm_source=x&gclid=g1"), param("ga_session_id", 1772446500),
        param("page_referrer", "https://www.google.com/"), param("page_title", "Mugs"),
        param("engaged_session_event", 1),
    ],
    "device": {"category": "mobile", "language": "it-it"}, "geo": {"country": "Italy", "city": "Turin", "region": None},
    "privacy_info": {"analytics_storage": "Yes", "ads_storage": "No"}, "platform": "WEB", "items": [],
    "batch_page_id": 1, "batch_ordering_id": 2, "batch_event_index": 3,
}  # fmt: skip
BOUGHT = {
    **VIEW, "event_name": "purchase", "user_id": "anna",
    "event_params": [param("currency", "EUR"), param("value", 60.0), param("ga_session_id", 1772446500)],
    "ecommerce": {
        "transaction_id": "A-1", "purchase_revenue": 60.0, "shipping_value": 5.0, "tax_value": None,
        "purchase_revenue_in_usd": 65.0, "unique_items": 2,
    },
    "items": [
        {"item_id": "M1", "item_name": "Mug", "price": 25.0, "quantity": 2, "item_category": "(not set)"},
        {"item_id": "T1", "item_name": "Tea", "price": 10.0, "quantity": 1, "coupon": None},
    ],
    "user_properties": [{"key": "tier", "value": {"string_value": "gold", "set_timestamp_micros": 1}}],
}  # fmt: skip


def made(row: dict[str, Any], **changes: Any) -> Event:
    found = event(row | changes)
    assert isinstance(found, Event)
    return found


def test_a_page_view_is_a_page_of_a_session_with_its_address_and_referrer() -> None:
    found = made(VIEW)
    assert (found.name, found.kind, found.at, found.anonymous_id, found.user_id, found.session_id) == (
        "Page Viewed", "page", AT, "77.88", None, "77.88.1772446500",
    )  # fmt: skip
    assert (found.url, found.referrer) == (
        "https://shop.example/?utm_source=x&gclid=g1", "https://www.google.com/",
    )  # fmt: skip
    assert json.loads(found.properties) == {
        "name": "Mugs", "device": "mobile", "geo": {"country": "Italy", "city": "Turin"}, "platform": "WEB",
        "analytics_storage": "Yes", "ads_storage": "No",
    }  # fmt: skip


def test_a_purchase_is_an_order_with_its_amounts_and_products() -> None:
    found = made(BOUGHT)
    assert (found.name, found.order_id, found.user_id, json.loads(found.traits)) == (
        "Order Completed", "A-1", "anna", {"tier": "gold"},
    )  # fmt: skip
    said = json.loads(found.properties)
    assert {key: said[key] for key in ("subtotal", "shipping", "currency", "order_id")} == {
        "subtotal": 60.0, "shipping": 5.0, "currency": "EUR", "order_id": "A-1",
    }  # fmt: skip
    assert said["products"][0] == {"product_id": "M1", "name": "Mug", "price": 25.0, "quantity": 2}


def test_a_refund_names_its_order_and_how_much() -> None:
    found = made(
        BOUGHT, event_name="refund", event_params=[], ecommerce={"transaction_id": "A-1", "refund_value": 25.0}
    )
    assert (found.name, found.order_id, json.loads(found.properties)["value"]) == ("Order Refunded", "A-1", 25.0)


def test_what_was_agreed_to_is_kept_with_the_event() -> None:
    assert made(VIEW).consent == "analytics=granted marketing=denied"
    assert made(VIEW, privacy_info={"analytics_storage": "Unset"}).consent is None


def test_a_name_that_is_not_known_is_kept() -> None:
    assert [made(VIEW, event_name=name).name for name in ("user_engagement", "size_guide")] == [
        "user_engagement", "size_guide",
    ]  # fmt: skip


def test_what_was_collected_with_an_event_names_its_source() -> None:
    collected = {"manual_source": "news", "manual_medium": "email", "manual_campaign_name": "(not set)", "gclid": None}
    found = made(VIEW, collected_traffic_source=collected)
    assert (found.utm_source, found.utm_medium, found.utm_campaign) == ("news", "email", None)
    told = made(BOUGHT, event_params=[param("source", "ig"), param("medium", "social"), param("campaign", "(direct)")])
    assert (told.utm_source, told.utm_medium, told.utm_campaign) == ("ig", "social", None)


def test_a_click_id_counts_where_the_address_lost_it() -> None:
    lost = made(BOUGHT, collected_traffic_source={"gclid": "g1"})
    assert (lost.utm_source, lost.utm_medium) == ("google", "cpc")
    assert made(VIEW, collected_traffic_source={"gclid": "g1"}).utm_source is None


def test_an_event_is_the_same_intraday_daily_and_told_again() -> None:
    late = {
        "traffic_source": {"source": "x"},
        "user_id": "anna",
        "event_date": "20260303",
        "geo": {"country": "France"},
    }
    texts = {name: str(VIEW[name]) for name in ("batch_page_id", "batch_ordering_id", "batch_event_index")}
    assert made(VIEW).message_id == made(VIEW, **late).message_id
    assert made(VIEW).message_id == made(VIEW, **texts, event_timestamp=str(AT)).message_id
    others: list[dict[str, Any]] = [
        {"batch_event_index": 4},
        {"event_timestamp": AT + 1},
        {"event_name": "scroll"},
        {"user_pseudo_id": "9"},
    ]
    assert len({made(VIEW, **other).message_id for other in [{}, *others]}) == 5


def test_without_the_batchs_numbers_what_was_said_tells_events_of_a_moment_apart() -> None:
    former = {key: value for key, value in VIEW.items() if not key.startswith("batch_")}
    other = [param("page_location", "https://shop.example/other")]
    assert made(former).message_id == made(former, geo={}).message_id
    assert made(former).message_id != made(former, event_params=other).message_id


@pytest.mark.parametrize("storage", ["No", None])
def test_what_was_measured_without_consent_is_nobodys(storage: str | None) -> None:
    row = {**VIEW, "user_pseudo_id": None, "privacy_info": {"analytics_storage": storage}}
    assert event(row) == LeftOut(NOBODY)


def test_lists_are_read_as_json_and_as_parquet_write_them() -> None:
    rows = [{"key": "a", "value": {"int_value": "7"}}]
    wrapped = {"list": [{"element": row} for row in rows]}
    assert unwrapped(rows) == unwrapped(wrapped) == unwrapped(wrapped["list"]) == rows
    assert parameters(wrapped) == {"a": "7"}
    assert parameters(None) == parameters([{"key": "a"}, 7, {"value": {"int_value": 1}}]) == {}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"event_name": None}, "missing_event_name"),
        ({"event_timestamp": None}, "missing_time"),
        ({"event_timestamp": "soon"}, "bad_time"),
        ({"ecommerce": {"purchase_revenue": -1.0}, "event_params": []}, "negative_money"),
        ({"event_params": [param("currency", "lire")]}, "unknown_currency"),
    ],
)
def test_what_cannot_be_meant_is_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(PercorsoError) as caught:
        event(BOUGHT | changes)
    assert caught.value.code == code


@pytest.mark.parametrize("strange", [None, [], {}, 7, "x", True, [7], [{}]])
def test_no_shape_of_a_field_ends_in_anything_but_a_reason(strange: object) -> None:
    for field in BOUGHT:
        with suppress(PercorsoError):
            found = event(BOUGHT | {field: strange})
            assert not isinstance(found, Event) or (found.name and found.message_id)
