"""A server in a process of its own, killed and begun anew at one address, and senders that never give up."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread

import httpx

BATCH = 5
# Acknowledges what it has not written yet, and takes its time to write: what a collector must not be.
_HASTY = """
import sys, time
from percorso.pipeline import recording
from percorso.web import app

class Hasty(recording.Recorder):
    def offer(self, received, told):
        taken = super().offer(received, lambda problem: None)
        if taken:
            told(None)
        return taken

written = recording._written
recording._written = lambda writer, group: time.sleep(0.2) or written(writer, group)
app.Recorder = Hasty
from percorso.cli import main
main()
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """``percorso serve`` or ``percorso collect`` of a shop, at one port in all its lives."""

    def __init__(self, shop: Path, verb: str = "serve", *, hasty: bool = False) -> None:
        self.said = shop.parent / "server.err"
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}/"
        program = ["-c", _HASTY] if hasty else ["-m", "percorso"]
        self._command = [sys.executable, *program, verb, "--port", str(self.port), "--workspace", str(shop)]

    def start(self) -> None:
        """Begin a life, and wait until events are taken."""
        with self.said.open("ab") as said:
            self.process = subprocess.Popen(
                self._command, stdout=subprocess.DEVNULL, stderr=said, start_new_session=True
            )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                if httpx.get(f"{self.address}ready", timeout=60).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.02)
        raise TimeoutError

    def kill(self, *, beside: bool = True) -> None:
        """Kill it with no word of warning, and with it whatever runs beside it, or leave that to end by itself."""
        if self.process.poll() is not None:
            return
        if beside:
            os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


class Sender(Thread):
    """Sends batches one after another, each again and again until it is acknowledged, as SDKs do."""

    def __init__(self, server: Server, key: str, name: str, over: Event) -> None:
        super().__init__()
        self.acknowledged: list[str] = []
        self._server, self._key, self._name, self._over = server, key, name, over

    def run(self) -> None:
        number = 0
        while not self._over.is_set():
            ids = [f"{self._name}-{number}-{place}" for place in range(BATCH)]
            if self._sent([{"type": "track", "event": "Seen", "userId": one, "messageId": one} for one in ids]):
                self.acknowledged += ids
                number += 1

    def _sent(self, batch: list[dict[str, str]]) -> bool:
        try:
            address = f"{self._server.address}v1/batch"
            return httpx.post(address, json={"batch": batch}, auth=(self._key, ""), timeout=30).status_code == 200
        except httpx.TransportError:
            time.sleep(0.02)
            return False
