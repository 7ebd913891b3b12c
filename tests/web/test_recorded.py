"""What real SDKs sent once, as it was recorded, and the examples of Segment's spec: sent again, it is stored whole."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from percorso.collect.segment_names import standard
from percorso.core.settings import Shop, Storage
from percorso.pipeline import sources
from percorso.pipeline.applying import apply_log
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, QUARANTINE
from percorso.web.app import application

Client = TestClient[Any]
# The keys of those days; Snowplow's is the name of an app, inside a body or an address.
RECORDED_KEY = re.compile(r'WK_TEST|phc_TEST|(?<="aid": ")shop(?=")|(?<=&aid=)shop\b')
# What the client itself says of the connection.
OWN = {"host", "content-length", "connection", "accept-encoding"}


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))


@pytest.fixture
def key(shop: Workspace) -> str:
    return sources.create(shop, "web").key


@pytest.fixture
def client(shop: Workspace, key: str) -> Iterator[Client]:
    assert key
    with TestClient(application(shop), base_url="https://events.shop.example") as found:
        yield found


def stored(shop: Workspace) -> list[dict[str, Any]]:
    apply_log(shop)
    rows: list[dict[str, Any]] = shop.lake.read(EVENTS).sort_by("seq").to_pylist()
    return rows


def recorded(shared: Path, family: str) -> list[list[dict[str, Any]]]:
    files = sorted((shared / "reference" / "captures").glob(f"*{family}*.json"))
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def again(client: Client, one: dict[str, Any], key: str) -> None:
    """Send a recorded request as it was, with a key of this shop in place of the recorded one."""
    headers = {name: value for name, value in one["headers"].items() if name.lower() not in OWN}
    if one["basic_auth_decoded"]:
        headers["Authorization"] = f"Basic {base64.b64encode(f'{key}:'.encode()).decode()}"
    text = one["body_text"] if one["json"] is None else json.dumps(one["json"])
    body = RECORDED_KEY.sub(key, text or "").encode()
    if one["body_encoding_detected"] == "gzip":
        body = gzip.compress(body)
    told = client.request(one["method"], RECORDED_KEY.sub(key, one["path"]), headers=headers, content=body)
    assert told.status_code in {200, 204}, (one["method"], one["path"], told.text)


def calls_of(one: dict[str, Any]) -> list[dict[str, Any]]:
    if one["method"] != "POST" or not isinstance(one["json"], dict):
        return []
    found: list[dict[str, Any]] = one["json"].get("batch", [one["json"]])
    return found


def essence(kind: str, name: str, user: str | None, device: str | None) -> tuple[str, str, str | None, str | None]:
    return kind, name if kind == "track" else kind, user or None, device or None


@pytest.mark.parametrize("family", ["seg", "rud"])
def test_each_recorded_call_is_one_event_however_often_it_is_sent(
    shop: Workspace, client: Client, key: str, shared: Path, family: str
) -> None:
    exchanges = recorded(shared, family)
    assert len(exchanges) > 10
    sent: dict[str, dict[str, Any]] = {}
    for _ in range(2):
        for one in (one for exchange in exchanges for one in exchange if one["path"] != "/favicon.ico"):
            again(client, one, key)
            sent |= {call["messageId"]: call for call in calls_of(one)}
    rows = stored(shop)
    assert shop.lake.count(QUARANTINE) == 0
    assert Counter(essence(row["kind"], row["name"], row["user_id"], row["anonymous_id"]) for row in rows) == Counter(
        essence(call["type"], standard(call.get("event") or ""), call.get("userId"), call.get("anonymousId"))
        for call in sent.values()
    )


def test_what_posthogs_library_sent_is_one_event_each_however_often(
    shop: Workspace, client: Client, key: str, shared: Path
) -> None:
    sent: dict[str, dict[str, Any]] = {}
    for _ in range(2):
        for one in (one for exchange in recorded(shared, "posthog") for one in exchange):
            again(client, one, key)
            sent |= {event["uuid"]: event for event in calls_of(one) if "uuid" in event}
    rows = stored(shop)
    assert shop.lake.count(QUARANTINE) == 0
    assert len(rows) == len(sent) > 10
    kinds = Counter(
        {"$set": "identify", "$create_alias": "alias", "$groupidentify": "group"}.get(one["event"], "track")
        for one in sent.values()
    )
    assert Counter(row["kind"] for row in rows) == kinds


def test_what_snowplows_tracker_sent_is_one_event_each_and_who_is_nobody_waits(
    shop: Workspace, client: Client, key: str, shared: Path
) -> None:
    exchanges = recorded(shared, "snowplow")
    sent = {
        event["eid"]: event
        for exchange in exchanges
        for one in exchange
        if one["method"] == "POST"
        for event in one["json"]["data"]
    }
    for one in (one for exchange in exchanges * 2 for one in exchange):
        again(client, one, key)
    rows = stored(shop)
    assert len(rows) == len(sent) > 3
    assert {row["user_id"] for row in rows} == {"u1"}
    # What came by GET names no user and no device.
    assert set(shop.lake.read(QUARANTINE)["code"].to_pylist()) == {"missing_identity"}


def test_what_was_recorded_in_one_burst_is_stored_in_one_burst(
    shop: Workspace, client: Client, key: str, shared: Path
) -> None:
    """Sent again days later, the recorded clocks count as slow by that much, and no more."""
    for exchange in recorded(shared, "segment_python"):
        again(client, next(one for one in exchange if one["method"] == "POST"), key)
    now = datetime.now(UTC)
    assert all(abs(row["at"] - now) < timedelta(minutes=2) for row in stored(shop))


def test_every_payload_of_the_spec_is_answered_well_and_stored(
    shop: Workspace, client: Client, key: str, shared: Path
) -> None:
    file = shared / "data" / "peer_cases" / "segment_spec" / "doc_examples.json"
    cases = [case["json"] for case in json.loads(file.read_text())["cases"] if case["kind"] == "payload"]
    assert len(cases) == 59
    # Several examples share one messageId, and shortened ones leave out whom every SDK names.
    calls = [{"anonymousId": "a1"} | call | {"messageId": f"m{number}"} for number, call in enumerate(cases)]
    for call in calls:
        assert client.post("/v1/batch", json={"batch": [call], "writeKey": key}).status_code == 200
    assert len(stored(shop)) == 58
    # One of them shows what may stand in `integrations`, and is no call.
    assert shop.lake.read(QUARANTINE)["code"].to_pylist() == ["unknown_type"]
