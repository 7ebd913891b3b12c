from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from percorso.core.settings import Shop, Storage
from percorso.pipeline import sources
from percorso.store.workspace import Workspace
from percorso.web.app import application
from percorso.web.bodies import LARGEST
from percorso.web.shortcut import shortcut

Client = TestClient[Any]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, str]]:
    shop = Workspace.create(tmp_path_factory.mktemp("shortcut") / "shop", Shop(), Storage(buckets=2))
    key = sources.create(shop, "web", ["https://shop.example"]).key
    with TestClient(application(shop), base_url="https://events.shop.example") as found:
        yield found, key


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b'{"batch":[]}', {}, 200),
        (b'{"batch":[]}', {"Origin": "https://shop.example"}, 200),
        (b'{"batch":[]}', {"Origin": "https://elsewhere.example"}, 403),
        (b'{"batch":[]}', {"Authorization": "Basic bm9ib2R5Og=="}, 401),
        (bytes(LARGEST + 1), {}, 413),
    ],
)
def test_the_short_way_answers_as_the_long_one_does(
    client: tuple[Client, str], body: bytes, headers: dict[str, str], status: int
) -> None:
    web, key = client
    # An address with a slash at its end is found by routing alone.
    short, long = (web.post(f"{path}?writeKey={key}", content=body, headers=headers) for path in ("/v1/t", "/v1/t/"))
    assert short.status_code == long.status_code == status
    assert short.json() == long.json()
    assert dict(short.headers) == dict(long.headers)
    assert short.headers["X-Content-Type-Options"] == "nosniff"


def test_all_else_is_routed() -> None:
    routed: list[str] = []

    async def behind(scope: Any, _receive: Any, _send: Any) -> None:
        routed.append(f"{scope.get('method')} {scope.get('path')}")

    async def take(_request: Any) -> Any:
        raise AssertionError

    app: Any = shortcut(behind, {"/v1/t"}, take, {})
    for method, path in (("OPTIONS", "/v1/t"), ("POST", "/v1/other"), ("POST", "/v1/t/")):
        asyncio.run(app({"type": "http", "method": method, "path": path}, None, None))
    asyncio.run(app({"type": "websocket", "path": "/v1/t"}, None, None))
    assert routed == ["OPTIONS /v1/t", "POST /v1/other", "POST /v1/t/", "None /v1/t"]
