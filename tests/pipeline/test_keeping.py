from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from percorso.core.settings import Shop, Storage
from percorso.pipeline import keeping, sources
from percorso.pipeline.doors import Doors
from percorso.pipeline.keeping import Keeper
from percorso.pipeline.recording import Received, Recorder
from percorso.store.locks import hold
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS

BODY = b'{"event":"Product Viewed","userId":"u1","messageId":"m%d"}'


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setattr(keeping, "_LOOK_SECONDS", 0.02)
    monkeypatch.setattr(keeping, "_APPLY_SECONDS", 0.02)
    monkeypatch.setattr(keeping, "_BUILD_SECONDS", 0.0)
    return Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))


def send(shop: Workspace, number: int) -> None:
    recorder = Recorder(shop.log)
    recorder.start()
    recorder.offer(Received("web", "shop", time.time_ns() // 1000, "/v1/t", BODY % number, None, None), lambda _: None)
    recorder.stop()


def eventually(found: Callable[[], bool]) -> bool:
    until = time.monotonic() + 60
    while not found() and time.monotonic() < until:
        time.sleep(0.05)
    return found()


def built(shop: Workspace) -> int:
    build = shop.state.latest_build()
    return int(build.stats["customers"]) if build else 0


def test_what_comes_is_stored_and_built_by_itself(shop: Workspace) -> None:
    keeper = Keeper(shop, Doors(shop))
    keeper.start()
    try:
        send(shop, 1)
        assert eventually(lambda: shop.lake.count(EVENTS) == 1)
        assert eventually(lambda: built(shop) == 1)
        send(shop, 2)
        assert eventually(lambda: shop.lake.count(EVENTS) == 2)
    finally:
        keeper.stop()


def test_a_new_key_lets_in_and_a_withdrawn_one_does_not(shop: Workspace) -> None:
    doors = Doors(shop)
    keeper = Keeper(shop, doors)
    keeper.start()
    try:
        key = sources.create(shop, "web").key
        assert eventually(lambda: doors.of(key) is not None)
        sources.disable(shop, "web")
        assert eventually(lambda: doors.of(key) is None)
    finally:
        keeper.stop()


def test_while_another_process_writes_it_waits_for_its_turn(shop: Workspace) -> None:
    keeper = Keeper(shop, Doors(shop))
    with hold(shop.locks, "writer", "a long import"):
        keeper.start()
        send(shop, 1)
        time.sleep(0.3)
        assert shop.lake.count(EVENTS) == 0
    try:
        assert eventually(lambda: shop.lake.count(EVENTS) == 1)
    finally:
        keeper.stop()


def test_a_failure_is_told_and_does_not_end_it(
    shop: Workspace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_workspace: Workspace) -> None:
        raise RuntimeError("no luck")

    keeper = Keeper(shop, Doors(shop))
    with monkeypatch.context() as patch:
        patch.setattr(keeping, "apply_log", broken)
        keeper.start()
        send(shop, 1)
        assert eventually(lambda: "up to date failed" in caplog.text)
    try:
        assert eventually(lambda: shop.lake.count(EVENTS) == 1)
    finally:
        keeper.stop()


def test_what_comes_in_quick_succession_is_stored_together(shop: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_APPLY_SECONDS", 1.0)
    monkeypatch.setattr(keeping, "_BUILD_SECONDS", 3600.0)
    keeper = Keeper(shop, Doors(shop))
    keeper.start()
    try:
        for number in range(10):
            send(shop, number)
            time.sleep(0.02)
        assert eventually(lambda: shop.lake.count(EVENTS) == 10)
        assert len(shop.lake.files(EVENTS)) < 6
    finally:
        keeper.stop()
