from __future__ import annotations

import gc
import subprocess
import sys
import time
from typing import Any

import pytest
from litestar.testing import TestClient

from percorso.store.workspace import Workspace
from percorso.web import app
from percorso.web.app import COLLECTING, SHOWING, application

Client = TestClient[Any]


def test_every_response_keeps_the_browser_on_this_host(client: Client) -> None:
    for address in ("/api/v1/status", "/", "/api/v1/people/nobody", "/nowhere", "/api/v1/openapi/openapi.json"):
        headers = client.get(address).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "unsafe" not in headers["content-security-policy"]
        assert "data:" not in headers["content-security-policy"]
        assert "default-src 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::ffff:0]:80"])
def test_another_name_for_this_machine_is_refused(client: Client, host: str) -> None:
    for address in ("/", "/api/v1/people/u1", "/assets/app.js"):
        told = client.get(address, headers={"host": host})
        assert (told.status_code, told.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("host", ["127.0.0.1:8642", "localhost", "LOCALHOST:9"])
def test_this_machines_own_names_are_answered_on_any_port(client: Client, host: str) -> None:
    assert client.get("/api/v1/people/u1", headers={"host": host}).status_code == 200


def test_what_collects_shows_nothing_and_what_shows_takes_nothing(shop: Workspace) -> None:
    with TestClient(application(shop, (COLLECTING,)), base_url="http://127.0.0.1") as client:
        assert client.get("/api/v1/status").status_code == 404
        assert client.post("/v1/track", json={}).status_code == 401
    with TestClient(application(shop, (SHOWING,)), base_url="http://127.0.0.1") as client:
        assert client.get("/api/v1/status").status_code == 200
        assert client.post("/v1/track", json={}).status_code in (404, 405)


def test_what_is_loaded_for_good_is_passed_over_until_the_end(shop: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "_SETTLED_SECONDS", 0.0)
    with TestClient(application(shop, (SHOWING,)), base_url="http://127.0.0.1"):
        until = time.monotonic() + 30
        while not gc.get_freeze_count() and time.monotonic() < until:
            time.sleep(0.01)
        assert gc.get_freeze_count()
    assert not gc.get_freeze_count()


def test_what_merely_collects_loads_no_engine() -> None:
    asked = """
import sys
from percorso.web import app, server
from percorso.pipeline.doors import Doors
print(sorted({"duckdb", "deltalake", "numba", "pandas", "scipy"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
