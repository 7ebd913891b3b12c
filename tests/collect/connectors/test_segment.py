from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from percorso.collect.connectors import segment
from percorso.core.errors import PercorsoError

if TYPE_CHECKING:
    from collect.conftest import Gather

Write = Callable[[str, str | bytes], Path]

ONE: dict[str, Any] = {
    "type": "track",
    "event": "Product Viewed",
    "userId": "u1",
    "messageId": "m1",
    "timestamp": "2026-03-01T10:00:00Z",
}
TWO = ONE | {"event": "Completed Order", "messageId": "m2", "properties": {"order_id": "1", "total": 25.0}}


def lines(*calls: object) -> str:
    return "".join(json.dumps(call) + "\n" for call in calls)


@pytest.mark.parametrize(
    "text",
    [
        lines(ONE, TWO),
        "\n\n" + lines(ONE, TWO),
        json.dumps([ONE, TWO]),
        json.dumps([ONE, TWO], indent=2),
        lines({"batch": [ONE, TWO], "sentAt": "2026-03-01T10:00:01Z"}),
        json.dumps({"batch": [ONE, TWO]}, indent=2),
        lines({"batch": [ONE]}, TWO),
        "\ufeff" + lines(ONE, TWO),
    ],
)
def test_lines_batches_and_arrays_give_the_same_events(write: Write, gather: Gather, text: str) -> None:
    batch = gather("segment", write("a.jsonl", text))
    assert [(one.name, one.message_id) for one in batch.events] == [("Product Viewed", "m1"), ("Order Completed", "m2")]
    assert not batch.rejected


def test_what_a_batch_says_holds_for_its_calls_unless_they_say_otherwise(write: Write, gather: Gather) -> None:
    late = {key: value for key, value in ONE.items() if key != "timestamp"}
    whole = {
        "batch": [late, ONE | {"messageId": "m2", "context": {"ip": "203.0.113.9"}}],
        "context": {"ip": "203.0.113.1", "userAgent": "UA"},
        "sentAt": "2026-03-01T11:00:00Z",
    }
    first, second = gather("segment", write("a.jsonl", lines(whole))).events
    assert (first.ip, first.user_agent, first.at - second.at) == ("203.0.113.1", "UA", 3_600_000_000)
    assert (second.ip, second.user_agent) == ("203.0.113.9", "UA")


def test_bad_lines_are_set_aside_and_the_rest_is_taken(write: Write, gather: Gather) -> None:
    text = lines(ONE) + '{"type":\n' + lines(7, ONE | {"userId": None}, {"batch": [3, TWO]}, ONE | {"userId": "u2"})
    batch = gather("segment", write("a.jsonl", text))
    assert [(one.row, one.code) for one in batch.rejected] == [
        (2, "bad_json"),
        (3, "bad_json"),
        (4, "missing_identity"),
        (5, "bad_json"),
        (6, "duplicate_id"),
    ]
    assert [one.message_id for one in batch.events] == ["m1", "m2"]


def test_a_first_line_that_is_broken_does_not_hide_the_others(write: Write, gather: Gather) -> None:
    batch = gather("segment", write("a.jsonl", '{"type":"tra\n' + lines(ONE, TWO)))
    assert ([one.row for one in batch.rejected], len(batch.events)) == ([1], 2)


def test_a_retry_of_the_same_call_is_the_same_row(write: Write, gather: Gather) -> None:
    batch = gather("segment", write("a.jsonl", lines(ONE | {"sentAt": "2026-03-01T10:00:01Z"}, ONE | {"sentAt": "x"})))
    assert batch.events[0] == batch.events[1]


def test_an_array_too_large_to_hold_is_refused(write: Write, gather: Gather, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment, "_LARGEST_DOCUMENT", 100)
    with pytest.raises(PercorsoError, match="document_too_large"):
        gather("segment", write("a.json", json.dumps([ONE, TWO], indent=1)))
    assert len(gather("segment", write("b.json", "{\n" + lines(ONE, TWO, ONE))).events) == 3


def test_every_call_of_the_public_spec_is_taken_or_says_why(shared: Path, write: Write, gather: Gather) -> None:
    cases = json.loads((shared / "data" / "peer_cases" / "segment_spec" / "doc_examples.json").read_text())["cases"]
    calls = [case["json"] for case in cases if case["kind"] == "payload"]
    # Shortened examples leave out the time, and several share one messageId.
    dated = [{"timestamp": "2026-03-01T10:00:00Z"} | call | {"messageId": str(n)} for n, call in enumerate(calls)]
    batch = gather("segment", write("spec.jsonl", lines(*dated)))
    assert len(batch.events) + len(batch.rejected) == len(calls)
    # Some leave out who it was; one payload is no call.
    assert Counter(one.code for one in batch.rejected) == {"missing_identity": 4, "unknown_type": 1}
    assert len(batch.events) == 54
    assert {one.kind for one in batch.events} == {"track", "page", "screen", "identify", "group", "alias"}
