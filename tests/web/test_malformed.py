"""Whatever anybody sends, the collector answers, stays alive, holds its memory, and what it took can be built."""

from __future__ import annotations

import base64
import gzip
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from percorso.core.settings import Shop, Storage
from percorso.pipeline import sources
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, QUARANTINE
from web.serving import Server

CALL = {
    "type": "track",
    "event": "Product Viewed",
    "userId": "u1",
    "messageId": "m1",
    "timestamp": "2026-03-02T11:59:00Z",
    "properties": {"price": 9.5, "products": [{"sku": "a"}]},
    "context": {"page": {"url": "https://a.example/?utm_source=x"}, "campaign": {"name": "y"}, "ip": "192.0.2.1"},
}
# What JSON can say and nobody means.
ODD: tuple[str, ...] = (
    *("null", "true", "-0", "1e999", "-1e-999", "9" * 400, '"\\ud800"', '"\\u0000"', '""', '" "', "[]", "{}", "[[]]"),
    *('"' + "x" * 40_000 + '"', "[" * 500 + "]" * 500, '{"a":' * 400 + "1" + "}" * 400, '"2026-13-45T99:99:99Z"'),
    *('"1970-01-01"', '"9999-12-31T23:59:60Z"', "NaN", "Infinity", '"\\u202e\\ufeff"', "1" + "0" * 30),
)
PATHS = (
    *("/v1/batch", "/v1/track", "/v1/t", "/v1/import", "/beacon/v1/batch", "/pixel/v1/track", "/v1/nothing"),
    *("/v1/projects/x/settings", "/sourceConfig", "/ready", "/" + "a" * 9000, "/%00", "/v1/batch/", "//v1/batch"),
)


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))


@pytest.fixture
def server(shop: Workspace) -> Iterator[Server]:
    found = Server(shop.folder, "collect")
    found.start()
    yield found
    found.kill()


def resident(server: Server) -> int:
    return int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def body(chance: random.Random) -> bytes:
    """Draw a body: a call or a batch with something wrong in it, or something that is none."""
    call = json.dumps(CALL)
    for _ in range(chance.randint(0, 3)):
        # One value, of any depth, becomes an odd one.
        places = [found.span(1) for found in re.finditer(r':\s*("[^"]*"|\d[\d.]*|\[[^\]]*\])', call)]
        begin, end = chance.choice(places) if places else (0, len(call))
        call = call[:begin] + chance.choice(ODD) + call[end:]
    text = chance.choice(
        [call, f'{{"batch":[{call},{chance.choice(ODD)}]}}', f'{{"batch":{chance.choice(ODD)}}}', chance.choice(ODD)]
    )
    raw = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.3:
        raw = gzip.compress(raw, 1)
    for _ in range(chance.choice([0, 0, 0, 1, 5])):
        place = chance.randrange(len(raw) + 1)
        raw = raw[:place] + chance.randbytes(chance.randint(0, 3)) + raw[place + chance.randint(0, 3) :]
    return raw[: chance.randint(0, len(raw))] if chance.random() < 0.2 else raw


def request(chance: random.Random, key: str) -> bytes:
    """Draw a whole request, as bytes on the wire; some are no HTTP at all."""
    if chance.random() < 0.02:
        return chance.randbytes(chance.randint(1, 400)) + b"\r\n\r\n"
    content = body(chance)
    user = chance.choice([key, key, key, "", "nobody", "\x00", "ü" * 9])
    told = base64.b64encode(f"{user}:".encode()).decode()
    authorization = chance.choice([f"Basic {told}"] * 6 + ["Basic ?", "Basic", f"Bearer {told}", told[1:]])
    path = chance.choice((*PATHS[:6], *PATHS)) + chance.choice(
        ["", "", f"?writeKey={key}", "?writeKey=%ff&properties={"]
    )
    lines = [
        f"{chance.choice(['POST'] * 8 + ['GET', 'OPTIONS', 'PUT'])} {path} HTTP/1.1",
        "Host: events.shop.example",
        f"Authorization: {authorization}",
        f"Content-Length: {len(content)}",
        *chance.choice([[], ["Content-Encoding: gzip"], ["Content-Type: text/plain"], ["Origin: https://\x01"]]),
    ]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + content


def answered(port: int, sent: bytes) -> int:
    """Send bytes and read the status of the answer; 0 where there is none."""
    with socket.create_connection(("127.0.0.1", port), timeout=30 if b"HTTP/1.1" in sent else 0.2) as line:
        try:
            line.sendall(sent)
            head = line.recv(4096)
        except (ConnectionResetError, BrokenPipeError, TimeoutError):
            return 0
    found = re.match(rb"HTTP/1\.1 (\d{3})", head)
    return int(found.group(1)) if found else 0


def test_no_malformed_request_is_a_failure(server: Server, shop: Workspace, times: Callable[[int, int], int]) -> None:
    key = sources.create(shop, "web").key
    chance = random.Random(20261125)  # noqa: S311  (the same storm each time, nothing secret)
    time.sleep(1.5)
    for _ in range(300):
        answered(server.port, request(chance, key))
    before = resident(server)
    seen = Counter(answered(server.port, request(chance, key)) for _ in range(times(2_000, 100_000)))
    assert {status for status in seen if status >= 500} <= {503}
    assert seen[200] > 200
    assert server.process.poll() is None
    assert resident(server) - before < 60 * 2**20
    server.stop()
    done = subprocess.run(
        [sys.executable, "-m", "percorso", "build", "--workspace", str(shop.folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert shop.lake.count(EVENTS) > 0
    assert shop.lake.count(QUARANTINE) > 50


def test_slow_senders_keep_nobody_waiting(server: Server, shop: Workspace) -> None:
    key = sources.create(shop, "web").key
    time.sleep(1.5)
    alone = _seconds(server, key)
    head = b"POST /v1/batch HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"
    slow = [socket.create_connection(("127.0.0.1", server.port), timeout=30) for _ in range(200)]
    try:
        for number, line in enumerate(slow):
            line.sendall(head[: 10 + number % 60] if number % 2 else head + bytes(1000))
        # Whoever waited for one of them would wait until it is hung up on.
        assert _seconds(server, key) < 10 * alone + 5
    finally:
        for line in slow:
            line.close()


def _seconds(server: Server, key: str) -> float:
    """Say how long 50 calls take, one after another."""
    began = time.monotonic()
    for number in range(50):
        told = httpx.post(f"{server.address}v1/track", json={**CALL, "messageId": f"m{number}"}, auth=(key, ""))
        assert told.status_code == 200
    return time.monotonic() - began


def test_a_full_disk_is_told_nothing_acknowledged_is_lost_and_room_brings_it_back(
    server: Server, shop: Workspace
) -> None:
    key = sources.create(shop, "web").key
    time.sleep(1.5)

    def send(name: str) -> httpx.Response:
        call = {**CALL, "messageId": name, "userId": name}
        return httpx.post(f"{server.address}v1/track", json=call, auth=(key, ""), timeout=30)

    assert send("before").status_code == 200
    # No file of the process may grow beyond what the log's segment holds now: what a full disk does to it.
    room = next((shop.folder / "log").glob("*.log")).stat().st_size + 100
    limits = prlimit(server.process.pid, room)
    refused = send("during")
    assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (503, "disk_full", "2")
    prlimit(server.process.pid, limits)
    assert send("after").status_code == 200
    assert send("during").status_code == 200
    server.process.send_signal(signal.SIGINT)
    server.process.wait(60)
    subprocess.run([sys.executable, "-m", "percorso", "build", "--workspace", str(shop.folder)], check=True)
    assert sorted(shop.lake.read(EVENTS)["user_id"].to_pylist()) == ["after", "before", "during"]


def prlimit(pid: int, size: int) -> int:
    """Limit how large files of a process may grow; returns the limit before."""
    import resource

    before: tuple[Any, Any] = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, before[1]))
    return int(before[0])
