from __future__ import annotations

import json
from typing import Any

import pytest

from percorso.collect.received import KINDS, POSTHOG, SNOWPLOW, Received, calls_of
from percorso.core.record import Rejected


def request(body: object, path: str = "/v1/batch", agent: str | None = None) -> Received:
    written = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Received("web", "shop", 0, path, written, "203.0.113.7", agent)


@pytest.mark.parametrize(("path", "kind"), [("/v1/t", "track"), ("/v1/page/", "page"), ("/v1/batch", None)])
def test_an_address_says_what_a_call_alone_is(path: str, kind: str | None) -> None:
    assert request({}, path).kind == kind
    (call,) = calls_of(request({"userId": "u"}, path))
    assert call.get("type") == kind


def test_a_call_that_says_itself_what_it_is_is_that() -> None:
    (call,) = calls_of(request({"type": "page"}, "/v1/t"))
    assert call["type"] == "page"
    assert set(KINDS.values()) == {"track", "identify", "page", "screen", "group", "alias"}


def test_calls_of_a_batch_have_what_the_batch_says_of_all() -> None:
    body = {"batch": [{"sentAt": 1, "context": {"ip": "b"}}, 7], "sentAt": 2, "context": {"ip": "a", "locale": "it"}}
    assert list(calls_of(request(body))) == [{"sentAt": 2, "context": {"ip": "b", "locale": "it"}}, 7]


def test_only_a_browser_speaks_for_the_person_at_its_address() -> None:
    assert request({}, agent="Mozilla/5.0").person == ("203.0.113.7", "Mozilla/5.0")
    assert request({}, agent="analytics-python/2").person == (None, None)
    assert request({}).person == (None, None)


def test_a_number_beyond_all_bounds_costs_its_own_call_alone() -> None:
    body = b'{"batch": [{"type": "page"}, {"x": 1e999}], "sentAt": "now"}'
    good, bad = calls_of(request(body))
    assert good == {"type": "page", "sentAt": "now", "context": {}}
    assert (bad.row, bad.code, bad.original) == (2, "bad_json", '{"x": 1e999}')


@pytest.mark.parametrize("odd", [r'"cut \ud83d"', "NaN", '"a\tb"', "[" * 5000 + "]" * 5000, "", '"],[{\\"}"'])
def test_what_no_reader_takes_costs_its_own_call_alone(odd: str) -> None:
    good = r'{"type": "page", "name": "a,\"]}"}'
    calls = ", ".join((good, f'{{"type": "page", "properties": {odd}}}', good))
    bare = [one for one in calls_of(request(f"[{calls}]".encode())) if not isinstance(one, Rejected)]
    assert [one["name"] for one in bare if "name" in one] == ['a,"]}'] * 2
    body = f'{{"sentAt": "now", "batch": [{calls}], "context": {{"locale": "it"}}}}'
    read = [one for one in calls_of(request(body.encode())) if not isinstance(one, Rejected)]
    told = [(one["name"], one["sentAt"], one["context"]) for one in read if "name" in one]
    assert told == [('a,"]}', "now", {"locale": "it"})] * 2


def test_calls_in_other_languages_each_count_for_themselves_too() -> None:
    body = '{"schema": "payload_data", "data": [{"e": "pv", "eid": "1"}, {"e": NaN}, {"e": "pv", "eid": "2"}]}'
    first, bad, last = calls_of(request(body.encode(), path=SNOWPLOW))
    assert (first["messageId"], bad.code, last["messageId"]) == ("1", "bad_json", "2")
    body = '{"batch": [{"event": "$pageview", "uuid": "1"}, {"event": NaN}], "sent_at": "now"}'
    first, bad = calls_of(request(body.encode(), path=POSTHOG))
    assert (first["messageId"], first["sentAt"], bad.code) == ("1", "now", "bad_json")


def test_a_batch_that_does_not_say_when_it_was_sent_leaves_it_to_its_calls() -> None:
    assert [one["sentAt"] for one in calls_of(request({"batch": [{"sentAt": 1}], "sentAt": None}))] == [1]


@pytest.mark.parametrize("body", [b"", b"[", b'{"batch": [}', b"[" * 100_000])
def test_what_is_no_json_is_refused_whole(body: bytes) -> None:
    found: list[Any] = list(calls_of(request(body)))
    assert [type(one) for one in found] == [Rejected]
    assert found[0].original == body.decode()
