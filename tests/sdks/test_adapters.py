"""PostHog's and Snowplow's libraries, unmodified, against a Percorso that runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sdks.conftest import Running, Source
from sdks.wire import Answer, Wire, wire

CLIENTS = Path(__file__).parent / "clients"
PACKED = "/com.snowplowanalytics.snowplow/tp2"


def send(client: str, laid: Wire, source: Source, **options: object) -> None:
    command = [sys.executable, str(CLIENTS / f"{client}.py"), laid.address, source.key, json.dumps(options)]
    surroundings = {**os.environ, "NO_PROXY": "*"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=False, env=surroundings)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("script", [[], [Answer(503, taken=True), Answer(429, retry_after=1)]])
def test_what_posthogs_library_sends_is_stored_once(
    running: Running, source: Source, script: list[Answer], packed: bool
) -> None:
    with wire(running.address) as asked, wire(asked.address, script) as laid:
        send("posthog_python", laid, source, gzip=packed, flush_at=100, flush_interval=1)
    assert {post.path for post in asked.posts()} == {"/batch/", "/flags/?v=4"}
    rows = running.stored(source.name)
    by_name = {row["name"] if row["kind"] == "track" else row["kind"]: row for row in rows}
    assert sorted(by_name) == ["Order Completed", "Product Viewed", "alias", "identify", "page"]
    assert len(rows) == 5
    assert {row["user_id"] for row in rows} == {"u1"}
    assert by_name["identify"]["email"] == "ann@example.org"
    assert by_name["Product Viewed"]["utm_source"] == "google"
    assert by_name["page"]["url"] == "https://shop.example/"
    assert json.loads(by_name["alias"]["properties"])["previous_id"] == "visitor-1"
    order = by_name["Order Completed"]
    assert order["order_id"] == "o1"
    assert abs(order["at"] - datetime(2026, 3, 1, 10, tzinfo=UTC)) < timedelta(seconds=10)


@pytest.mark.parametrize(("method", "path"), [("post", PACKED), ("get", "/i")])
def test_what_snowplows_tracker_sends_is_stored_once(running: Running, source: Source, method: str, path: str) -> None:
    began = datetime.now(UTC)
    with wire(running.address, [Answer(503, taken=True)] if method == "post" else []) as laid:
        send("snowplow_python", laid, source, method=method)
    assert {one.path.partition("?")[0] for one in laid.passed} == {path}
    rows = running.stored(source.name)
    assert sorted(row["name"] for row in rows) == ["Order Completed", "Page Viewed", "Product Viewed"]
    assert {row["user_id"] for row in rows} == {"u1"}
    by_name = {row["name"]: row for row in rows}
    assert by_name["Page Viewed"]["url"] == "https://shop.example/"
    assert by_name["Order Completed"]["order_id"] == "o1"
    assert all(began - timedelta(seconds=5) < row["at"] < datetime.now(UTC) + timedelta(seconds=5) for row in rows)
