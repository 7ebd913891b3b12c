from __future__ import annotations

import time
from pathlib import Path

import pytest

from percorso.core.settings import Shop, Storage
from percorso.pipeline.kept import Kept, kept, kept_beside, leave
from percorso.pipeline.recording import Received, Recorder
from percorso.store.workspace import Workspace


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))


def test_what_was_left_is_found_and_without_it_nothing_was_done(shop: Workspace) -> None:
    assert kept(shop) == Kept()
    leave(shop, Kept(frame=3, events=7))
    assert kept(shop) == Kept(frame=3, events=7)
    (shop.locks / "keeper.json").write_text('{"another": "version"}')
    assert kept(shop) == Kept()


def test_a_disk_without_room_keeps_the_last_word(shop: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    leave(shop, Kept(events=7))
    monkeypatch.setattr(Path, "write_text", full)
    leave(shop, Kept(events=8))
    assert kept(shop) == Kept(events=7)


def test_a_process_of_its_own_stores_what_came(shop: Workspace) -> None:
    recorder = Recorder(shop.log)
    recorder.start()
    body = b'{"event":"Product Viewed","userId":"u1","messageId":"m1"}'
    recorder.offer(Received("web", "shop", time.time_ns() // 1000, "/v1/t", body, None, None), lambda _: None)
    recorder.stop()
    with kept_beside(shop):
        until = time.monotonic() + 120
        while not kept(shop).build and time.monotonic() < until:
            time.sleep(0.1)
    assert (kept(shop).events, kept(shop).frame, kept(shop).build) == (1, 1, 1)
