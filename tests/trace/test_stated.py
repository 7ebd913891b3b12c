import json
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from percorso.sequence.codes import Coded
from percorso.trace.placed import placed_in
from percorso.trace.stages import StageRules
from percorso.trace.stated import stated_source, stated_sources

RULES = StageRules.read(
    """
    [promo_codes]
    Radio5 = {channel = "Radio", campaign = "Morning show"}
    Anna10 = "Organic Social"
    [heard_from]
    "Organic Search" = ["*google*"]
    [[stage]]
    stage = "awareness"
    """
)


@pytest.mark.parametrize(
    ("properties", "channel", "campaign", "rule"),
    [
        ({"coupon": "radio5"}, "Radio", "Morning show", "promo code RADIO5"),
        ({"discount_codes": ["X", "ANNA10"]}, "Organic Social", None, "promo code ANNA10"),
        ({"coupon": "X, radio5"}, "Radio", "Morning show", "promo code RADIO5"),
        ({"sold_in": "phone", "heard_from": "Google"}, "Phone", None, "sold by phone"),
        ({"heard_from": "from Google"}, "Organic Search", None, "how the customer heard of the shop"),
        ({"how_did_you_hear_about_us": "a lamp post"}, "Self-reported", None, "how the customer heard of the shop"),
        ({"coupon": "radio5", "sold_in": "phone"}, "Radio", "Morning show", "promo code RADIO5"),
    ],
)
def test_an_order_states_its_source(properties: dict[str, Any], channel: str, campaign: str | None, rule: str) -> None:
    found = stated_source(json.dumps(properties), RULES)
    assert found is not None
    assert (found.channel, found.campaign, found.rule) == (channel, campaign, f"stated by the order: {rule}")
    assert found.touch


@pytest.mark.parametrize(
    "properties", [{}, {"coupon": "UNKNOWN"}, {"coupon": 5}, {"sold_in": "till"}, {"heard_from": "  "}, ["coupon"]]
)
def test_an_order_that_says_nothing_states_none(properties: object) -> None:
    assert stated_source(json.dumps(properties), RULES) is None


def test_an_order_states_what_the_first_of_its_events_says(events_of: Callable[..., pa.Table]) -> None:
    events = events_of(
        [
            {"event_id": "line1", "order_id": "1", "properties": '{"total":"3"}'},
            {"event_id": "line2", "order_id": "1", "properties": '{"coupon":"ANNA10"}'},
            {"event_id": "line3", "order_id": "1", "properties": '{"coupon":"RADIO5"}'},
            {"event_id": "silent", "order_id": "2"},
            {"event_id": "browsing", "properties": '{"coupon":"RADIO5"}'},
        ]
    )
    orders = {"line1": "1", "line2": "1", "line3": "1", "silent": "2"}
    on_page = Coded.of(pa.array([None] * events.num_rows, pa.string()))
    placed = placed_in(events, Coded.of(events["customer_id"]).codes, orders, on_page)
    found = stated_sources(events, placed, RULES)
    assert [found.sources[place].channel if place >= 0 else None for place in found.source] == ["Organic Social", None]
