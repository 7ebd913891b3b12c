from __future__ import annotations

import base64
import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from percorso.core.settings import Shop, Storage
from percorso.pipeline import recording, sources
from percorso.pipeline.applying import apply_log
from percorso.store.log import Writer
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, QUARANTINE
from percorso.web.app import application

Client = TestClient[Any]
CALL = {"event": "Product Viewed", "userId": "u1", "timestamp": "2026-03-02T11:59:00Z"}
PATHS = [
    *(f"/v1/{name}" for name in ("track", "identify", "page", "screen", "group", "alias", "batch", "import")),
    *(f"/v1/{name}" for name in "tipsgab"),
    "/beacon/v1/batch",
]


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))


@pytest.fixture
def key(shop: Workspace) -> str:
    return sources.create(shop, "web").key


@pytest.fixture
def client(shop: Workspace, key: str) -> Iterator[Client]:
    assert key
    # An SDK comes by whatever name the shop gave this host.
    with TestClient(application(shop), base_url="https://events.shop.example") as found:
        yield found


def basic(key: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(f'{key}:'.encode()).decode()}"}


def stored(shop: Workspace) -> list[dict[str, Any]]:
    with shop.log.writer():
        pass
    apply_log(shop)
    rows: list[dict[str, Any]] = shop.lake.read(EVENTS).sort_by("seq").to_pylist()
    return rows


@pytest.mark.parametrize("path", PATHS)
def test_every_address_of_the_sdks_takes_calls(shop: Workspace, key: str, path: str) -> None:
    call = {**CALL, "type": "track", "previousId": "u0"}
    body = {"batch": [call]} if path.endswith(("batch", "import", "/b")) else CALL
    with TestClient(application(shop), base_url="https://events.shop.example") as client:
        told = client.post(path, json=body, headers=basic(key))
        assert (told.status_code, told.json()) == (200, {"success": True})
    (row,) = stored(shop)
    assert (row["source"], row["shop"], row["user_id"]) == ("web", shop.settings.shop.id, "u1")


def test_the_key_is_the_basic_user_else_in_the_body_else_in_the_address(client: Client, key: str) -> None:
    assert client.post("/v1/t", json=CALL, headers=basic(key)).status_code == 200
    assert client.post("/v1/t", json={**CALL, "writeKey": key}).status_code == 200
    assert client.post(f"/beacon/v1/batch?writeKey={key}", json={"batch": [CALL]}).status_code == 200
    assert client.post("/v1/t", json={**CALL, "writeKey": key}, headers=basic("wrong")).status_code == 401
    for strange in ("Basic", "Basic %%%", "Bearer x", "Basic /w=="):
        told = client.post("/v1/t", json={**CALL, "writeKey": key}, headers={"Authorization": strange})
        assert told.status_code == 200


def test_an_unknown_key_is_refused_with_what_the_sdks_look_for(client: Client) -> None:
    told = client.post("/v1/batch", json={"batch": [CALL]})
    assert told.status_code == 401
    assert {"code", "message"} <= set(told.json())


def test_a_packed_body_is_known_by_its_bytes_whatever_its_headers_say(shop: Workspace, key: str) -> None:
    body = gzip.compress(json.dumps({"batch": [{**CALL, "type": "track"}]}).encode())
    headers = {
        **basic(key), "Content-Type": "application/x-www-form-urlencoded",
    }  # fmt: skip
    with TestClient(application(shop), base_url="https://events.shop.example") as client:
        assert client.post("/v1/batch", content=body, headers=headers).status_code == 200
        assert client.post("/v1/batch", content=body[:-9], headers=headers).status_code == 200
    assert len(stored(shop)) == 1
    assert shop.lake.read(QUARANTINE)["code"].to_pylist() == ["bad_json"]


def test_a_bomb_is_refused_unopened(client: Client, key: str) -> None:
    bomb = gzip.compress(b"0" * 2**25)
    assert len(bomb) < 2**16
    told = client.post("/v1/batch", content=bomb, headers=basic(key))
    assert (told.status_code, told.json()["code"]) == (413, "too_large")


def test_what_is_no_json_is_taken_and_waits_in_quarantine(shop: Workspace, key: str) -> None:
    with TestClient(application(shop), base_url="https://events.shop.example") as client:
        for body in (b"", b"{", b"\xff", b"[1]", b'{"batch":[{"type":"dance"}]}'):
            assert client.post("/v1/batch", content=body, headers=basic(key)).status_code == 200
    assert stored(shop) == []
    assert shop.lake.count(QUARANTINE) == 5


def test_a_browser_may_ask_first_and_read_the_answer(client: Client, key: str) -> None:
    asked = {
        "Origin": "https://shop.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,anonymousid,sentat",
    }
    told = client.options("/v1/t", headers=asked)
    assert told.status_code == 204
    assert told.headers["access-control-allow-origin"] == "https://shop.example"
    allowed = told.headers["access-control-allow-headers"]
    assert all(name in allowed for name in ("authorization", "content-type", "anonymousid", "sentat"))
    assert int(told.headers["access-control-max-age"]) > 0
    # What an SDK adds when it sends again: without leave for it no browser ever sends again.
    for added in ("authorization,x-retry-count", "authorization,rsa-retry-attempt,rsa-since-first-attempt"):
        again = client.options("/v1/t", headers={**asked, "Access-Control-Request-Headers": added})
        assert again.headers["access-control-allow-headers"] == added
    strange = client.options("/v1/t", headers={**asked, "Access-Control-Request-Headers": "a;b"})
    assert (
        strange.headers["access-control-allow-headers"]
        == "authorization, content-type, content-encoding, anonymousid, sentat"
    )
    answer = client.post("/v1/t", json=CALL, headers={**basic(key), "Origin": "https://shop.example"})
    assert answer.headers["access-control-allow-origin"] == "https://shop.example"
    assert answer.headers["access-control-expose-headers"] == "Retry-After"


def test_a_key_for_some_sites_lets_no_other_site_in(shop: Workspace) -> None:
    key = sources.create(shop, "site", ["https://shop.example/"]).key
    with TestClient(application(shop), base_url="https://events.shop.example") as client:
        for origin, status in (("https://shop.example", 200), ("https://evil.example", 403), (None, 200)):
            headers = {**basic(key), **({"Origin": origin} if origin else {})}
            assert client.post("/v1/t", json=CALL, headers=headers).status_code == status


def test_a_pixel_brings_a_call_and_shows_nothing(shop: Workspace, key: str) -> None:
    told = {**CALL, "writeKey": key, "properties": '{"product_id":"p1"}'}
    with TestClient(application(shop), base_url="https://events.shop.example") as client:
        answer = client.get("/pixel/v1/track", params=told)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/gif")
        assert answer.content.startswith(b"GIF89a")
        assert client.get("/pixel/v1/track", params={**told, "writeKey": "no"}).status_code == 401
    (row,) = stored(shop)
    assert json.loads(row["properties"]) == {"product_id": "p1"}


def test_browser_sdks_are_told_to_send_here(client: Client, key: str) -> None:
    for path in (f"/v1/projects/{key}/settings", f"/cdn/v1/projects/{key}/settings"):
        told = client.get(path).json()
        ours = {"apiKey": key, "apiHost": "events.shop.example/v1", "protocol": "https"}
        assert told["integrations"] == {"Segment.io": ours}
        assert told["metrics"]["sampleRate"] == 0
    source = client.get(f"/sourceConfig/?writeKey={key}", headers=basic(key)).json()["source"]
    assert (source["writeKey"], source["enabled"], source["destinations"]) == (key, True, [])


def test_a_new_key_lets_in_and_a_withdrawn_one_does_not(client: Client, shop: Workspace) -> None:
    made = sources.create(shop, "app").key

    def answered(status: int) -> bool:
        until = time.monotonic() + 60
        while (found := client.post("/v1/track", json=CALL, headers=basic(made)).status_code) != status:
            assert time.monotonic() < until, found
            time.sleep(0.05)
        return True

    assert answered(200)
    sources.disable(shop, "app")
    assert answered(401)


def test_the_rest_answers_to_our_own_name_alone(client: Client) -> None:
    assert client.get("/api/v1/status").status_code == 403


def test_a_full_queue_asks_to_come_again(client: Client, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "WAITING_REQUESTS", 0)
    answer = client.post("/v1/t", json=CALL, headers=basic(key))
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert int(answer.headers["retry-after"]) > 0
    monkeypatch.undo()
    assert client.post("/v1/t", json=CALL, headers=basic(key)).status_code == 200


def test_what_cannot_be_written_is_not_acknowledged(client: Client, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_writer: Writer) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Writer, "commit", full)
    told = client.post("/v1/t", json=CALL, headers=basic(key))
    assert told.status_code == 503
    assert "retry-after" in told.headers
    monkeypatch.undo()
    assert client.post("/v1/t", json=CALL, headers=basic(key)).status_code == 200


def test_a_source_that_sends_too_much_is_asked_to_come_again(client: Client, shop: Workspace) -> None:
    made = sources.create(shop, "app", requests_a_minute=2).key
    until = time.monotonic() + 60
    while client.post("/v1/track", json=CALL, headers=basic(made)).status_code == 401:
        assert time.monotonic() < until
        time.sleep(0.05)
    told = [client.post("/v1/track", json=CALL, headers=basic(made)) for _ in range(2)]
    assert [one.status_code for one in told] == [200, 429]
    assert (told[1].json()["code"], told[1].headers["retry-after"]) == ("too_many", "30")
