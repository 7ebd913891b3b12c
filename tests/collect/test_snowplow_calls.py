from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.collect.snowplow_calls import calls

BASE = {"uid": "u1", "duid": "d1", "sid": "s1", "eid": "m1", "dtm": "1772359200000", "stm": "1772359201000"}
ACTION = "iglu:com.snowplowanalytics.snowplow.ecommerce/snowplow_ecommerce_action/jsonschema/1-0-2"
PRODUCT = "iglu:com.snowplowanalytics.snowplow.ecommerce/product/jsonschema/1-0-0"
ORDER = "iglu:com.snowplowanalytics.snowplow.ecommerce/transaction/jsonschema/1-0-0"


def packed(document: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")


def described(schema: str, data: object, *entities: tuple[str, object]) -> dict[str, Any]:
    """Write an event with a schema of its own as trackers do: wrapped, in base64, its entities beside it."""
    event = {"schema": "iglu:…/unstruct_event/jsonschema/1-0-0", "data": {"schema": schema, "data": data}}
    beside = {"schema": "iglu:…/contexts/jsonschema/1-0-1", "data": [{"schema": n, "data": d} for n, d in entities]}
    return {"e": "ue", "ue_px": packed(event), "cx": packed(beside)}


def one(**event: Any) -> dict[str, Any]:
    (call,) = calls({"schema": "iglu:…/payload_data/jsonschema/1-0-4", "data": [BASE | event]})
    assert isinstance(call, dict)
    return call


def test_a_page_view_keeps_its_address_person_device_session_and_times() -> None:
    call = one(e="pv", url="https://shop.example/a", page="A", refr="https://news.example/")
    assert (call["type"], call["name"], call["userId"], call["anonymousId"]) == ("page", "A", "u1", "d1")
    assert call["context"]["page"] == {"url": "https://shop.example/a", "referrer": "https://news.example/"}
    assert (call["context"]["sessionId"], call["messageId"]) == ("s1", "m1")
    assert (call["timestamp"], call["sentAt"]) == ("2026-03-01T10:00:00+00:00", "2026-03-01T10:00:01+00:00")


@pytest.mark.parametrize(
    ("told", "device"),
    [({"nuid": "n1", "tnuid": "t1"}, "n1"), ({"tnuid": "t1"}, "t1"), ({"nuid": "", "tnuid": "t1"}, "t1"), ({}, None)],
)
def test_without_a_cookie_of_the_trackers_own_a_device_is_known_by_the_collectors(
    told: dict[str, str], device: str | None
) -> None:
    assert one(e="pv", duid="", uid=None, **told).get("anonymousId") == device


def test_a_structured_event_is_tracked_by_its_action() -> None:
    call = one(e="se", se_ca="shop", se_ac="add", se_la="p1", se_va="9.99")
    assert (call["type"], call["event"]) == ("track", "add")
    assert call["properties"] == {"category": "shop", "label": "p1", "value": "9.99"}


def test_an_order_is_an_order() -> None:
    call = one(e="tr", tr_id="o1", tr_tt="20", tr_cu="EUR")
    assert (call["event"], call["properties"]) == (
        "Order Completed",
        {"order_id": "o1", "total": "20", "currency": "EUR"},
    )


def test_an_event_that_brings_its_schema_is_tracked_by_its_name() -> None:
    call = one(**described("iglu:example.shop/size_guide_opened/jsonschema/1-0-0", {"size": 42}))
    assert (call["event"], call["properties"]) == ("size_guide_opened", {"size": 42})
    plain = {"data": {"schema": "iglu:a/b/jsonschema/1-0-0", "data": {"x": 1}}}
    assert one(e="ue", ue_pr=json.dumps(plain))["event"] == "b"


def test_what_the_ecommerce_plugin_tells_is_told_in_the_words_of_the_spec() -> None:
    product = {"id": "p1", "price": 9.5, "currency": "EUR", "category": "shoes"}
    call = one(**described(ACTION, {"type": "add_to_cart"}, (PRODUCT, product)))
    expected = {"product_id": "p1", "price": 9.5, "currency": "EUR", "category": "shoes"}
    assert (call["event"], call["properties"]) == ("Product Added", expected)
    order = {"transaction_id": "o1", "revenue": 20, "currency": "EUR"}
    call = one(**described(ACTION, {"type": "transaction"}, (ORDER, order), (PRODUCT, product)))
    told = {"order_id": "o1", "revenue": 20, "currency": "EUR", "products": [expected]}
    assert (call["event"], call["properties"]) == ("Order Completed", told)


@pytest.mark.parametrize("written", ["", "%%%", "e30", base64.b64encode(b"[1]").decode(), "/w=="])
def test_a_field_that_cannot_be_read_leaves_the_event_without_a_name(written: str) -> None:
    assert one(e="ue", ue_px=written).get("event") is None


@pytest.mark.parametrize("written", ["", "soon", "99999999999999999999", None])
def test_a_time_that_is_none_is_left_for_what_it_is(written: str | None) -> None:
    assert one(e="pv", dtm=written).get("timestamp") == written


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(["e", "ue_pr", "ue_px", "co", "cx", "data", "dtm", "stm", "eid", "uid"])
EVENTS = st.dictionaries(FIELDS, json_values | st.sampled_from(["ue", "pv", "tr"]) | json_values.map(packed))


@given(json_values | st.builds(lambda listed: {"data": listed}, st.lists(EVENTS | json_values, max_size=3)))
def test_whatever_is_sent_as_many_come_out(document: Any) -> None:
    listed = document.get("data") if isinstance(document, dict) else None
    assert len(list(calls(document))) == (len(listed) if isinstance(listed, list) else 1)
