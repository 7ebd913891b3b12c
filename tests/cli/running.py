"""A verb that runs for long, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx


@contextmanager
def running(*arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """Run a verb, and end it at the latest with the block."""
    command = [sys.executable, "-m", "percorso", *map(str, arguments)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def address(process: subprocess.Popen[str]) -> str:
    """Wait until a verb says where it is and answers there."""
    assert process.stdout is not None
    said = process.stdout.readline().split()
    assert said, process.communicate()
    assert httpx.get(f"{said[-1]}ready", timeout=60).status_code == 200
    return said[-1]
