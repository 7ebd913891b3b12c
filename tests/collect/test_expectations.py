from __future__ import annotations

import pytest

from percorso.collect.expectations import Finding, Vocabulary, findings
from percorso.collect.segment_names import NAMES
from percorso.core.consent import CONSENT_EVENTS
from percorso.core.errors import PercorsoError

OWN = """
[fields]
text = "size"
yes_no = "fits"
[events]
"Size Guide Opened" = { has = "size fits product_id", need = ["size"] }
"""


def problems(name: str, properties: str) -> list[tuple[str, str, str]]:
    found = findings([(name, properties)], Vocabulary.built_in().extended(OWN))
    return [(one.problem, one.field, one.expected) for one in found]


def test_every_event_of_the_specification_is_known() -> None:
    assert set(Vocabulary.built_in().events) == {*NAMES, *CONSENT_EVENTS}
    kinds = {kind for one in Vocabulary.built_in().events.values() for kind in one.has.values()}
    assert kinds == {"text", "number", "list", "any"}


@pytest.mark.parametrize(
    ("name", "properties", "told"),
    [
        ("Product Viewed", '{"sku":"a","price":9.5,"category":null}', []),
        ("Product Viewed", '{"product_id":17,"price":"9,50"}', [("wrong_kind", "price", "number")]),
        ("Product Viewed", '{"product_id":true}', [("wrong_kind", "product_id", "text")]),
        ("Product Viewed", '{"prodct_id":"a","sku":"b"}', [("unknown_field", "prodct_id", "product_id")]),
        ("Product Viewed", '{"product_id":""}', [("missing_field", "product_id or sku", "")]),
        ("Product View", '{"sku":"a"}', [("unknown_event", "", "Product Viewed")]),
        ("Newsletter Popup", "{}", [("unknown_event", "", "")]),
        ("Order Completed", '{"order_id":"1","total":9}', []),
        ("Order Completed", '{"order_id":"1"}', [("missing_field", "revenue or total or value or subtotal", "")]),
        ("Order Completed", '{"order_id":"1","total":9,"products":{}}', [("wrong_kind", "products", "list")]),
        ("Size Guide Opened", '{"size":"M","fits":true}', []),
        ("Size Guide Opened", '{"size":"M","fits":"yes"}', [("wrong_kind", "fits", "yes_no")]),
    ],
)
def test_what_is_otherwise_is_named(name: str, properties: str, told: list[tuple[str, str, str]]) -> None:
    assert problems(name, properties) == told


def test_findings_are_counted_with_their_first_example_and_the_most_frequent_comes_first() -> None:
    events = [("Pop", '{"n":1}'), ("Product Viewed", '{"sku":"a","price":"1"}')]
    events += [("Product Viewed", '{"sku":"a","price":"2"}')]
    assert findings(events, Vocabulary.built_in()) == [
        Finding("Product Viewed", "wrong_kind", "price", "number", 2, '"1"'),
        Finding("Pop", "unknown_event", "", "", 1, '{"n":1}'),
    ]


@pytest.mark.parametrize(
    "text",
    ["[", "[what]", "events = 3", '[fields]\ndate = "day"', '[events]\n"A" = 3', '[events]\n"A" = { need = ["a"] }'],
)
def test_expectations_that_cannot_be_read_are_an_error(text: str) -> None:
    with pytest.raises(PercorsoError) as caught:
        Vocabulary().extended(text)
    assert caught.value.code == "bad_expectations"
