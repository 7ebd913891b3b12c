"""Loads a collector: starts it, sends it batches over several connections, and says how long they took.

A process of its own, run as ``python -m bench._harness.loading WORKSPACE KEY EVENTS CONNECTIONS VARIANT``; prints one
line of JSON. The senders share the machine with the collector, as the goal has it.
"""

from __future__ import annotations

import base64
import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

BATCH = 100
# Bodies sent in turn: more than a group holds, so that packing finds no body twice in one.
_BODIES = 64
# Runs ``percorso collect`` with a recorder that does less; the first argument says which.
_LESSER = """
import sys
from percorso.pipeline import recording
from percorso.web import app

class Early(recording.Recorder):
    def offer(self, received, told):
        taken = super().offer(received, lambda problem: None)
        if taken:
            told(None)
        return taken

class Without(recording.Recorder):
    def offer(self, received, told):
        told(None)
        return True

app.Recorder = {"early": Early, "without": Without}[sys.argv.pop(1)]
from percorso.cli import main
main()
"""


def body(number: int) -> bytes:
    """Write a batch as Segment's browser SDK would, of some 83 KB."""
    rng = np.random.default_rng(number)
    return json.dumps({"batch": [_call(rng) for _ in range(BATCH)], "sentAt": "2026-03-02T12:00:00.000Z"}).encode()


def _call(rng: np.random.Generator) -> dict[str, object]:
    product = int(rng.integers(20_000))
    return {
        "type": "track",
        "event": "Product Viewed",
        "messageId": f"ajs-next-{rng.bytes(16).hex()}",
        "anonymousId": rng.bytes(16).hex(),
        "userId": f"u{rng.integers(10**6)}" if rng.random() < 0.4 else None,
        "timestamp": f"2026-03-02T11:59:{rng.integers(60):02d}.{rng.integers(1000):03d}Z",
        "properties": {
            "product_id": f"P{product}",
            "sku": f"SKU-{product}",
            "name": f"Product {product}, blue",
            "category": "shoes",
            "price": round(float(rng.random()) * 100, 2),
            "currency": "EUR",
            "quantity": 1,
        },
        "context": {
            "page": {
                "url": f"https://shop.example/p/{product}?utm_source=google&utm_medium=cpc&gclid={rng.bytes(12).hex()}",
                "path": f"/p/{product}",
                "referrer": "https://www.google.com/",
                "title": f"Product {product}",
            },
            "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            " Chrome/124.0.0.0 Safari/537.36",
            "locale": "it-IT",
            "library": {"name": "analytics.js", "version": "npm:next-1.84.3"},
        },
        "integrations": {},
    }


def load(workspace: Path, key: str, events: int, connections: int, variant: str) -> dict[str, float]:
    """Send batches until as many events are acknowledged.

    Returns:
        ``seconds`` from the first batch to the last answer, ``p50`` and ``p99`` of a batch, the collector's
        ``cpu_seconds`` and ``peak_bytes``.

    Raises:
        RuntimeError: a batch was refused.
    """
    verb = ["collect", "--port", "0", "--workspace", str(workspace)]
    command = [sys.executable, *(["-m", "percorso"] if variant == "whole" else ["-c", _LESSER, variant]), *verb]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            said = server.stdout.readline() if server.stdout else ""
            place = urlsplit(said.split()[-1])
            told = _send(str(place.hostname), int(place.port or 80), key, events, connections)
            told |= cost(server.pid)
            server.send_signal(signal.SIGINT)
            server.wait(60)
        finally:
            server.kill()
    return told


def _send(host: str, port: int, key: str, events: int, connections: int) -> dict[str, float]:
    head = (
        f"POST /v1/batch HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        f"Authorization: Basic {base64.b64encode(f'{key}:'.encode()).decode()}\r\nContent-Length: "
    )
    bodies = [body(number) for number in range(_BODIES)]
    requests = [f"{head}{len(one)}\r\n\r\n".encode() + one for one in bodies]
    work: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in range(max(1, events // BATCH)):
        work.put(number)
    waited: list[float] = []
    refused: list[bytes] = []

    def send() -> None:
        with socket.create_connection((host, port)) as line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while not refused:
                try:
                    number = work.get_nowait()
                except queue.Empty:
                    return
                began = time.perf_counter()
                line.sendall(requests[number % _BODIES])
                answer = _answer(line)
                waited.append(time.perf_counter() - began)
                if answer.startswith(b"HTTP/1.1 503"):
                    # As an SDK would, only sooner: the goal is about what the collector can take.
                    work.put(number)
                    time.sleep(0.01)
                elif not answer.startswith(b"HTTP/1.1 200"):
                    refused.append(answer)

    senders = [threading.Thread(target=send) for _ in range(connections)]
    began = time.perf_counter()
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    seconds = time.perf_counter() - began
    if refused:
        raise RuntimeError(refused[0].decode())
    p50, p99 = np.quantile(waited, [0.5, 0.99]).tolist()
    return {"seconds": seconds, "p50": p50, "p99": p99}


def _answer(line: socket.socket) -> bytes:
    """Read one whole answer, whose length its head says."""
    found = b""
    while True:
        piece = line.recv(65536)
        if not piece:
            raise RuntimeError("The collector hung up.")
        found += piece
        head, end, rest = found.partition(b"\r\n\r\n")
        if end and len(rest) >= int(re.search(rb"content-length: (\d+)", head.lower()).group(1)):  # type: ignore[union-attr]
            return found


def cost(pid: int) -> dict[str, float]:
    """Read what a process that still runs has used, from what the system keeps of it."""
    status = Path(f"/proc/{pid}/status").read_text()
    used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(used[11]) + int(used[12])
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    return {
        "cpu_seconds": ticks / os.sysconf("SC_CLK_TCK"),
        "peak_bytes": int(peak.group(1)) * 1024 if peak else 0,
    }


if __name__ == "__main__":
    folder, write_key, events, connections, variant = sys.argv[1:]
    print(json.dumps(load(Path(folder), write_key, int(events), int(connections), variant)))
