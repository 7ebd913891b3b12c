from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import httpx
import pytest

from percorso.core.errors import PercorsoError
from percorso.core.settings import Shop, Storage
from percorso.pipeline import sources
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS
from percorso.web.server import serve

CALL = '{"type":"page","anonymousId":"v1","timestamp":"2026-03-01T10:00:00Z","context":{"page":{"url":"https://a.example/"}}}\n'


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "percorso", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True)


def test_it_serves_while_others_import_and_build_and_stops_in_good_order(tmp_path: Path) -> None:
    shop = Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2)).folder
    (tmp_path / "a.jsonl").write_text(CALL)
    command = [sys.executable, "-m", "percorso", "serve", "--port", "0", "--workspace", str(shop)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            said = server.stdout.readline()
            assert said.startswith("Percorso is at http://127.0.0.1:")
            address = said.split()[-1]
            run("import", "segment", tmp_path / "a.jsonl", "--workspace", shop)
            run("build", "--workspace", shop)
            told = httpx.get(f"{address}api/v1/status", timeout=30)
            assert told.json()["tables"]["customers"] == {"rows": 1}
            server.send_signal(signal.SIGINT)
            out, err = server.communicate(timeout=30)
        finally:
            server.kill()
    assert (server.returncode, out, err) == (0, "", "")


def test_killed_under_load_it_loses_nothing_it_acknowledged(tmp_path: Path, times: Callable[[int, int], int]) -> None:
    shop = Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))
    key = sources.create(shop, "web").key
    acknowledged: set[str] = set()
    for life in range(times(2, 10)):
        with serving(shop.folder) as (server, address):
            senders = [
                Thread(target=send, args=(address, key, f"{life}-{number}", acknowledged)) for number in range(4)
            ]
            for sender in senders:
                sender.start()
            time.sleep(2)
            server.kill()
            for sender in senders:
                sender.join()
    assert len(acknowledged) > 100
    run("build", "--workspace", shop.folder)
    stored = Counter(shop.lake.read(EVENTS, columns=["user_id"])["user_id"].to_pylist())
    assert acknowledged <= stored.keys()
    assert set(stored.values()) == {1}


def send(address: str, key: str, name: str, acknowledged: set[str]) -> None:
    """Send batches one after another until the server is gone, and note what it said it had."""
    with httpx.Client(auth=(key, "")) as client:
        for number in range(100_000):
            users = [f"{name}-{number}-{place}" for place in range(5)]
            batch = [{"type": "track", "event": "Seen", "userId": user, "messageId": user} for user in users]
            try:
                told = client.post(f"{address}v1/batch", json={"batch": batch}, timeout=30)
            except httpx.TransportError:
                return
            if told.status_code == 200:
                acknowledged.update(users)


@contextmanager
def serving(shop: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Serve a shop in a process of its own, and wait until it takes events."""
    command = [sys.executable, "-m", "percorso", "serve", "--port", "0", "--workspace", str(shop)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().split()[-1]
            # The address is told once the port is ours; until events are taken a request waits.
            assert httpx.get(f"{address}ready", timeout=60).status_code == 200
            yield server, address
        finally:
            server.kill()


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PercorsoError, match=str(port)) as caught:
            serve(workspace, port, announce=lambda _address: None)
    assert caught.value.code == "port_taken"
