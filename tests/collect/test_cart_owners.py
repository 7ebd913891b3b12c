from __future__ import annotations

import json
from typing import Any

import pytest

from percorso.collect.cart_owners import became, browser, same, visitor


def test_a_cart_is_one_visitor_whatever_key_its_token_has() -> None:
    assert visitor("c1") == visitor("c1?key=abc") == "cart:c1"


@pytest.mark.parametrize(
    ("payload", "found"),
    [
        ({"attributes": {"_anonymous_id": "v1", "gift": "yes"}}, "v1"),
        ({"attributes": [{"key": "anonymousId", "value": "v1"}]}, "v1"),
        ({"note_attributes": [{"name": "gift", "value": "yes"}, {"name": "anonymous_id", "value": "v1"}]}, "v1"),
        ({"meta_data": [{"id": 1, "key": "_ajs_anonymous_id", "value": "v1"}]}, "v1"),
        ({"note_attributes": [{"name": "anonymous_id", "value": ""}, {"value": "v2"}, "v3"]}, None),
        ({"attributes": 7, "note_attributes": {"name": "anonymous_id"}}, None),
        ({}, None),
    ],
)
def test_the_page_s_visitor_is_read_where_a_shop_hands_it_on(payload: dict[str, Any], found: str | None) -> None:
    assert browser(payload) == found


def test_each_visitor_becomes_who_is_named_and_nobody_becomes_nobody() -> None:
    first, second = both = list(became(5, "cart:c1", None, "v1", "v1", email="a@x.example"))
    assert [json.loads(one.properties)["previous_id"] for one in both] == ["cart:c1", "v1"]
    assert {(one.kind, one.at, one.email, one.user_id) for one in both} == {("alias", 5, "a@x.example", None)}
    assert first.message_id != second.message_id
    assert next(became(9, "cart:c1", email="a@x.example")).message_id == first.message_id
    assert list(became(5, "cart:c1")) == []


def test_two_visitors_may_be_one() -> None:
    found = same(5, "v1", "cart:c1")
    assert (found.kind, found.anonymous_id, json.loads(found.properties)) == ("alias", "v1", {"previous_id": "cart:c1"})
