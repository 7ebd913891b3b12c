from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from percorso.core.settings import Shop, Storage
from percorso.store.workspace import Workspace
from percorso.web import shop_scripts
from percorso.web.app import application

Client = TestClient[Any]
BUILT = Path(shop_scripts.__file__).parent / "static" / "shop"
SDK = "/cdn/analytics.js/v1/k1/analytics.min.js"
BANNER = "/cdn/consent.js/v1/k1/consent.min.js"

needs_page = pytest.mark.skipif(not BUILT.exists(), reason="the page is not built (./scripts/setup builds it)")


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    shop = Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))
    with TestClient(application(shop), base_url="https://events.shop.example") as found:
        yield found


@needs_page
@pytest.mark.parametrize(("path", "file"), [(SDK, "analytics.min.js"), (BANNER, "consent.min.js")])
def test_any_site_gets_the_script_and_keeps_it_for_an_hour(client: Client, path: str, file: str) -> None:
    told = client.get(path, headers={"Accept-Encoding": "identity"})
    assert (told.status_code, told.headers["content-type"]) == (200, "text/javascript; charset=utf-8")
    assert told.content == (BUILT / file).read_bytes()
    assert told.headers["cache-control"].startswith("public, max-age=3600")
    assert told.headers["cross-origin-resource-policy"] == "cross-origin"
    assert told.headers["access-control-allow-origin"] == "*"


@needs_page
def test_who_has_it_already_is_told_so_and_sent_nothing(client: Client) -> None:
    first = client.get(SDK)
    again = client.get(SDK, headers={"If-None-Match": f'W/{first.headers["etag"]}, "other"'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == first.headers["cache-control"]
    assert client.get(SDK, headers={"If-None-Match": '"other"'}).status_code == 200


@needs_page
def test_it_is_sent_packed_to_whoever_can_unpack_it(client: Client) -> None:
    with client.stream("GET", SDK, headers={"Accept-Encoding": "gzip, br"}) as told:
        packed = b"".join(told.iter_raw())
    assert told.headers["content-encoding"] == "gzip"
    assert told.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(packed) == (BUILT / "analytics.min.js").read_bytes()
    assert len(packed) < 40_000


@needs_page
def test_parts_that_carry_their_digest_in_their_name_are_kept_for_ever(client: Client) -> None:
    parts = sorted(path.name for path in (BUILT / "bundles").iterdir())
    assert [name.split(".")[0] for name in parts] == ["auto-track", "queryString", "schemaFilter"]
    for name in parts:
        told = client.get(f"/cdn/analytics-next/bundles/{name}")
        assert "immutable" in told.headers["cache-control"]
    assert client.get("/cdn/licences.txt").text.startswith("@lukeed/uuid")


@pytest.mark.parametrize("name", ["none.js", "..%2Fanalytics.min.js", "..%2F..%2Findex.html"])
def test_what_is_not_there_is_not_there(client: Client, name: str) -> None:
    told = client.get(f"/cdn/analytics-next/bundles/{name}")
    assert (told.status_code, told.json()["code"]) == (404, "not_found")


def test_an_installation_without_the_page_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shop_scripts, "_scripts", dict)
    assert client.get(SDK).status_code == 404
