from __future__ import annotations

import json

import pytest

from percorso.collect.received import Received
from percorso.collect.usual_calls import usual_calls

CALL = {"type": "track", "event": "Liked", "userId": "u", "messageId": "m", "timestamp": "2026-03-02T11:59:00Z"}


def request(body: object, path: str = "/v1/batch") -> Received:
    return Received("web", "shop", 0, path, json.dumps(body).encode(), None, None)


def test_calls_keep_their_request_and_their_number_in_it() -> None:
    odd = {**CALL, "event": 7}
    found = usual_calls([request({"batch": [CALL, odd, CALL]}), request({"batch": []}), request(CALL, "/v1/p")])
    told = [found.request.tolist(), found.number.tolist(), found.counts.tolist()]
    assert told == [[0, 0, 2], [1, 3, 1], [3, 0, 1]]
    assert found.said("type").to_pylist() == ["track", "track", "track"]


def test_a_call_alone_is_what_its_address_says_unless_it_says_so_itself() -> None:
    silent = {name: value for name, value in CALL.items() if name != "type"}
    found = usual_calls([request(silent, "/v1/p"), request({**CALL, "type": None}, "/v1/p")])
    assert (found.said("type").to_pylist(), found.kinds.to_pylist()) == ([None, None], ["page", None])


def test_when_a_batch_was_sent_is_what_its_calls_say() -> None:
    found = usual_calls([request({"batch": [{**CALL, "sentAt": "a"}], "sentAt": "b"}), request({"batch": [CALL]})])
    assert found.said("sentAt").to_pylist() == ["b", None]


@pytest.mark.parametrize(
    "unusual",
    [
        *({name: "x"} for name in ("action", "user_id", "anonymous_id", "message_id", "context")),
        *({"context": {name: 1}} for name in ("page", "user_agent", "session_id", "traits", "campaign")),
        {"userId": 1.5},
        {"userId": True},
    ],
)
def test_a_field_of_another_type_or_name_makes_a_call_unusual(unusual: dict[str, object]) -> None:
    found = usual_calls([request({**CALL, **unusual}, "/v1/t"), request({"batch": [{**CALL, **unusual}]})])
    assert (found.request.tolist(), found.counts.tolist()) == ([], [1, 1])


def test_what_a_batch_says_of_all_its_calls_they_say_unless_they_say_it_themselves() -> None:
    own = {"page": {"url": "/own"}, "ip": None}
    shared = {"page": {"url": "/all", "referrer": "/before"}, "ip": "198.51.100.1", "traits": {"email": "a@b.it"}}
    found = usual_calls([request({"batch": [{**CALL, "context": own}, CALL], "context": shared}), request(CALL)])
    assert found.said("context", "page", "url").to_pylist() == ["/own", "/all", None]
    assert found.said("context", "page", "referrer").to_pylist() == [None, "/before", None]
    assert found.said("context", "ip").to_pylist() == [None, "198.51.100.1", None]
    assert found.said("context", "traits").to_pylist() == [*['{"email": "a@b.it"}'] * 2, None]


@pytest.mark.parametrize("shared", [{"sentAt": 7}, {"context": [1]}, {"context": {"x": float("1e300") * 10**9}}])
def test_a_batch_that_says_something_odd_of_all_its_calls_is_left_to_others(shared: dict[str, object]) -> None:
    found = usual_calls([request({"batch": [CALL], **shared})])
    assert (found.request.tolist(), found.counts.tolist()) == ([], [-1])


def test_a_number_beyond_all_bounds_makes_its_own_call_unusual() -> None:
    body = b'{"batch": [{"type": "page", "x": {"y": 1e999}}, {"type": "page"}]}'
    found = usual_calls([request({})._replace(body=body)])
    assert (found.number.tolist(), found.counts.tolist()) == ([2], [2])
