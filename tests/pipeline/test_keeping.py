from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from percorso.core.settings import Shop, Storage
from percorso.pipeline import building
from percorso.pipeline import keeping as module
from percorso.pipeline.caching import write_generation
from percorso.pipeline.keeping import Keeper
from percorso.pipeline.kept import kept
from percorso.pipeline.recording import Received, Recorder
from percorso.store.locks import hold
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS

BODY = b'{"event":"Product Viewed","userId":"u1","messageId":"m%d"}'


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setattr(module, "_LOOK_SECONDS", 0.02)
    monkeypatch.setattr(module, "_APPLY_SECONDS", 0.02)
    monkeypatch.setattr(module, "_BUILD_SECONDS", 0.0)
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


@contextmanager
def keeping(shop: Workspace) -> Iterator[None]:
    over = Event()
    keeper = Thread(target=Keeper(shop).run, args=(over,))
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def test_what_comes_is_stored_and_built_by_itself(shop: Workspace) -> None:
    with keeping(shop):
        send(shop, 1)
        assert eventually(lambda: shop.lake.count(EVENTS) == 1)
        assert eventually(lambda: built(shop) == 1)
        send(shop, 2)
        assert eventually(lambda: shop.lake.count(EVENTS) == 2)
        assert eventually(lambda: kept(shop).events == 2)
        assert eventually(lambda: kept(shop).build == 2)
    assert kept(shop).frame == shop.log.last == 2
    assert kept(shop).failures == 0


def test_what_comes_while_a_build_runs_is_stored_all_the_same(shop: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = Event(), Event()
    whole = write_generation

    def slow(*arguments: Any) -> Any:
        begun.set()
        go_on.wait(60)
        return whole(*arguments)

    monkeypatch.setattr(building, "write_generation", slow)
    with keeping(shop):
        send(shop, 1)
        assert begun.wait(60)
        send(shop, 2)
        assert eventually(lambda: shop.lake.count(EVENTS) == 2)
        assert built(shop) == 0
        go_on.set()
        assert eventually(lambda: kept(shop).build == 2)
    assert kept(shop).failures == 0


def test_while_another_process_writes_it_waits_for_its_turn(shop: Workspace) -> None:
    with ExitStack() as stack:
        with hold(shop.locks, "writer", "a long import"):
            stack.enter_context(keeping(shop))
            send(shop, 1)
            time.sleep(0.3)
            assert shop.lake.count(EVENTS) == 0
        assert eventually(lambda: shop.lake.count(EVENTS) == 1)


def test_a_failure_is_told_and_does_not_end_it(
    shop: Workspace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_workspace: Workspace) -> None:
        raise RuntimeError("no luck")

    with ExitStack() as stack:
        with monkeypatch.context() as patch:
            patch.setattr(module, "apply_log", broken)
            stack.enter_context(keeping(shop))
            send(shop, 1)
            assert eventually(lambda: "up to date failed" in caplog.text)
            assert eventually(lambda: kept(shop).failures > 0)
        assert eventually(lambda: shop.lake.count(EVENTS) == 1)


def test_what_comes_in_quick_succession_is_stored_together(shop: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_APPLY_SECONDS", 1.0)
    monkeypatch.setattr(module, "_BUILD_SECONDS", 3600.0)
    with keeping(shop):
        for number in range(10):
            send(shop, number)
            time.sleep(0.02)
        assert eventually(lambda: shop.lake.count(EVENTS) == 10)
        assert len(shop.lake.files(EVENTS)) < 6


def test_settings_that_somebody_changes_are_followed_without_a_new_event(shop: Workspace) -> None:
    send(shop, 1)
    with keeping(shop):
        assert eventually(lambda: built(shop) == 1)
        before = shop.state.latest_build()
        Workspace.open(shop.folder).change({"shop": {"margin": 40}})

        def followed() -> bool:
            latest = shop.state.latest_build()
            return bool(before and latest and latest.settings_digest != before.settings_digest)

        assert eventually(followed)
