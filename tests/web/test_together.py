"""Everything at once: senders, readers, builds and changes of keys, and nobody meets a locked database."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import httpx

from percorso.core.settings import Shop, Storage
from percorso.pipeline import sources
from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.store.workspace import Workspace
from web.serving import Sender, Server

CALL = {"type": "page", "userId": "u1", "timestamp": "2026-03-01T10:00:00Z"}
PLACES = ("status", "stages", "people/u1", "status")


class Reader(Thread):
    """Asks one question after another, and counts the answers by status."""

    def __init__(self, server: Server, number: int, over: Event) -> None:
        super().__init__()
        self.seen: Counter[int] = Counter()
        self._place = f"{server.address}api/v1/{PLACES[number % len(PLACES)]}"
        self._over = over

    def run(self) -> None:
        # A connection is let go of well before the server would end it, which is no answer to a question.
        with httpx.Client(timeout=120, limits=httpx.Limits(keepalive_expiry=1)) as client:
            while not self._over.is_set():
                self.seen[client.get(self._place).status_code] += 1


def test_senders_readers_and_builds_never_meet_a_locked_database(
    tmp_path: Path, times: Callable[[int, int], int]
) -> None:
    shop = Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))
    (tmp_path / "a.jsonl").write_text(json.dumps(CALL))
    import_files(shop, "segment", [tmp_path / "a.jsonl"])
    build(shop)
    server, over = Server(shop.folder), Event()
    key = sources.create(shop, "web").key
    server.start()
    senders = [Sender(server, key, f"s{number}", over) for number in range(times(4, 16))]
    readers = [Reader(server, number, over) for number in range(times(4, 20))]
    try:
        for thread in (*senders, *readers):
            thread.start()
        until = time.monotonic() + times(3, 60)
        number = 0
        while time.monotonic() < until:
            number += 1
            sources.create(shop, f"source-{number}")
            command = [sys.executable, "-m", "percorso", "build", "--workspace", str(shop.folder)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
    finally:
        over.set()
        for thread in (*senders, *readers):
            thread.join()
        server.stop()
    assert server.said.read_text() == ""
    assert sum(len(sender.acknowledged) for sender in senders) > 100
    assert {status for reader in readers for status in reader.seen} == {200}
    assert all(reader.seen for reader in readers)
