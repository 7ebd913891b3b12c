"""A real Percorso in a process of its own, and what has come of the events that were sent to it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser

from percorso.core.settings import Shop, Storage
from percorso.pipeline import sources
from percorso.pipeline.applying import apply_log
from percorso.store.locks import hold
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, QUARANTINE
from percorso.web import shop_scripts
from sdks.shop_pages import CHROMIUM, chromium

BUILT = Path(shop_scripts.__file__).parent / "static" / "shop"
_PATIENCE = 30.0


@dataclass(frozen=True)
class Running:
    """A Percorso that takes events."""

    shop: Workspace
    address: str

    def stored(self, source: str) -> list[dict[str, Any]]:
        """Give what of a source is stored once all that was acknowledged is applied; nothing may lie in quarantine."""
        with hold(self.shop.locks, "writer", "test"):
            apply_log(self.shop)
        refused = [row for row in self.shop.lake.read(QUARANTINE).to_pylist() if row["source"] == source]
        assert refused == []
        rows = self.shop.lake.read(EVENTS).sort_by("seq").to_pylist()
        return [row for row in rows if row["source"] == source]

    def awaited(self, source: str, number: int) -> list[dict[str, Any]]:
        """Give what is stored once there is so much of it: a browser tells nobody when it is done."""
        until = time.monotonic() + _PATIENCE
        while len(found := self.stored(source)) < number and time.monotonic() < until:
            time.sleep(0.2)
        return found


@dataclass(frozen=True)
class Source:
    """A source of its own for one test."""

    name: str
    key: str


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    shop = Workspace.create(tmp_path_factory.mktemp("sdks") / "shop", Shop(), Storage(buckets=2))
    command = [sys.executable, "-m", "percorso", "collect", "--port", "0", "--workspace", str(shop.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().split()[-1].rstrip("/")
            assert httpx.get(f"{address}/ready", timeout=60).status_code == 200
            yield Running(shop, address)
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def _numbers() -> Iterator[int]:
    return count(1)


@pytest.fixture
def source(running: Running, _numbers: Iterator[int]) -> Source:
    """Make a source, and wait until its key lets in."""
    made = sources.create(running.shop, f"web {next(_numbers)}")
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        told = httpx.post(f"{running.address}/v1/batch", json={"batch": [], "writeKey": made.key})
        if told.status_code == 200:
            return Source(made.source, made.key)
        time.sleep(0.1)
    raise AssertionError(f"The key was not let in: {told.text}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start a browser, or skip where there is none or nothing to load."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    if not BUILT.exists():
        pytest.skip("the page is not built (./scripts/setup builds it)")
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def modules() -> Path:
    """Give the SDKs for Node and browsers, or skip."""
    folder = Path(__file__).parent / "node_modules"
    if not folder.exists():
        pytest.skip("tests/sdks/node_modules is absent (./scripts/setup test installs it)")
    return folder
