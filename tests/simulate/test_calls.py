from __future__ import annotations

import json
from typing import Any

from percorso.simulate.chunks import Chunk


def documents(chunk: Chunk) -> list[dict[str, Any]]:
    return [json.loads(line) for line in chunk.caller.lines(chunk.arrivals).to_pylist()]


def test_lines_are_segment_calls(chunk: Chunk) -> None:
    found = documents(chunk)
    assert {call["type"] for call in found} == {"track", "page", "identify", "alias"}
    for call in found:
        assert call["anonymousId"]
        assert call["context"]["page"]["url"].startswith("https://www.bottegasole.example/")
        assert set(call["context"]["consent"]["categoryPreferences"]) == {"Analytics", "Advertising"}
        assert ("event" in call) == (call["type"] == "track")
        assert ("traits" in call) == (call["type"] == "identify")
        assert ("previousId" in call) == (call["type"] == "alias")


def test_the_landing_page_carries_the_campaign_and_no_other_does(chunk: Chunk) -> None:
    for call in documents(chunk):
        campaign = call["context"].get("campaign")
        assert (campaign is not None) == ("utm_campaign=" in call["context"]["page"]["url"])
        if campaign:
            assert f"utm_campaign={campaign['name']}" in call["context"]["page"]["url"]


def test_columns_hold_what_the_lines_say(chunk: Chunk) -> None:
    rows = chunk.caller.table(chunk.arrivals).to_pylist()
    for row, call in zip(rows, documents(chunk), strict=True):
        told = call.get("traits") if call["type"] == "identify" else call["properties"]
        assert json.loads(row["traits"] if call["type"] == "identify" else row["properties"]) == told
        for name in ("type", "event", "name", "userId", "anonymousId", "previousId", "messageId"):
            assert row[name] == call.get(name)
        for name in ("timestamp", "sentAt", "receivedAt"):
            assert row[name].isoformat(timespec="milliseconds").replace("+00:00", "Z") == call[name]
        context = {key: value for key, value in row["context"].items() if value is not None}
        assert context == {key: value for key, value in call["context"].items() if key != "library"}


def test_each_call_says_nothing_of_the_truth(chunk: Chunk) -> None:
    text = "".join(chunk.caller.lines(chunk.arrivals).to_pylist())
    for word in ("persona", "intent", "bargain_hunter", "luck", "stage"):
        assert word not in text
