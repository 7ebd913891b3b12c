from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from percorso.core.settings import Shop, Storage
from percorso.pipeline import sources
from percorso.pipeline.applying import apply_log
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, QUARANTINE
from percorso.web.app import application

Client = TestClient[Any]
TP2 = "/com.snowplowanalytics.snowplow/tp2"
VIEW = {"e": "pv", "uid": "u1", "eid": "m1", "url": "https://shop.example/"}
SEEN = {"event": "Product Viewed", "distinct_id": "u1", "uuid": "m1", "properties": {"product_id": "p1"}}


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


@pytest.mark.parametrize("path", ["/batch", "/batch/"])
def test_posthogs_batch_comes_in_by_its_own_key(shop: Workspace, client: Client, key: str, path: str) -> None:
    assert client.post(path, json={"batch": [SEEN], "api_key": key}).status_code == 200
    (row,) = stored(shop)
    assert (row["name"], row["user_id"], json.loads(row["properties"])) == (
        "Product Viewed", "u1", {"product_id": "p1"},
    )  # fmt: skip


def test_snowplows_events_come_in_by_the_name_of_their_app(shop: Workspace, client: Client, key: str) -> None:
    assert client.post(TP2, json={"data": [VIEW | {"aid": key}]}).status_code == 200
    told = client.get("/i", params=VIEW | {"aid": key, "eid": "m2"})
    assert (told.status_code, told.headers["content-type"]) == (200, "image/gif")
    assert [row["url"] for row in stored(shop)] == ["https://shop.example/"] * 2


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"api_key": 1, "data": [1]}', b'{"data": []}', b"[" * 100_000])
def test_what_names_no_key_is_refused(client: Client, body: bytes) -> None:
    for path in ("/batch", TP2):
        assert client.post(path, content=body).status_code == 401
    assert client.get("/i", params=VIEW).status_code == 401


def test_one_bad_event_waits_and_the_others_are_stored(shop: Workspace, client: Client, key: str) -> None:
    bad = {"event": None, "distinct_id": "u1"}
    assert client.post("/batch", json={"batch": [bad, SEEN, 7], "api_key": key}).status_code == 200
    assert len(stored(shop)) == 1
    assert shop.lake.read(QUARANTINE)["code"].to_pylist() == ["missing_event_name", "bad_json"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/batch", rb'{"batch": [{"userId": "u1", "event": "\ud83d"}], "writeKey": "%s"}'),
        ("/batch", rb'{"api_key": "%s", "batch": [{"event": "\ud83d"}]}'),
        (TP2, rb'{"data": [{"aid": "%s"}, 5]}'),
    ],
)
def test_whose_key_lies_in_what_cannot_be_read_is_let_in_and_what_is_wrong_waits(
    shop: Workspace, client: Client, key: str, path: str, body: bytes
) -> None:
    assert client.post(path, content=body % key.encode()).status_code == 200
    stored(shop)
    assert shop.lake.count(QUARANTINE) >= 1


def test_there_are_no_flags(client: Client) -> None:
    told = client.post("/flags/?v=4", json={"distinct_id": "u1", "api_key": "any"})
    assert (told.status_code, told.json()["flags"]) == (200, {})


@pytest.mark.parametrize("path", ["/batch", "/flags", TP2])
def test_a_browser_may_ask_first(client: Client, path: str) -> None:
    told = client.options(path, headers={"Origin": "https://shop.example"})
    assert (told.status_code, told.headers["access-control-allow-origin"]) == (204, "https://shop.example")
