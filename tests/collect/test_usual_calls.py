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
    assert (found.request, found.number, found.counts) == ([0, 0, 2], [1, 3, 1], [3, 0, 1])
    assert [call.type for call in found.calls] == ["track", "track", "track"]


def test_a_call_alone_is_what_its_address_says_unless_it_says_so_itself() -> None:
    silent = {name: value for name, value in CALL.items() if name != "type"}
    found = usual_calls([request(silent, "/v1/p"), request({**CALL, "type": None}, "/v1/p")])
    assert [call.type for call in found.calls] == ["page", None]


def test_when_a_batch_was_sent_is_what_its_calls_say() -> None:
    found = usual_calls([request({"batch": [{**CALL, "sentAt": "a"}], "sentAt": "b"}), request({"batch": [CALL]})])
    assert [call.sentAt for call in found.calls] == ["b", None]


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
    assert (found.calls, found.counts) == ([], [-1, 1])


def test_what_a_batch_says_of_all_its_calls_makes_them_unusual() -> None:
    assert usual_calls([request({"batch": [CALL], "context": {"ip": "198.51.100.1"}})]).counts == [-1]
