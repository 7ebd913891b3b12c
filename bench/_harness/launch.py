"""Runs one command in a process of its own and says what it cost; needs the standard library alone.

A child's peak memory counts from the process that started it, so the starter must be smaller than anything measured:
this file is run by a bare interpreter (about 10 MB), and the benchmark itself never starts what it measures.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")
# Seconds between two looks at whether there are children; a look reads a file a thread, some 50 microseconds in all.
_PAUSE = 0.05


def launch(command: list[str]) -> dict[str, float | int]:
    """Run a command to its end.

    Returns:
        ``code`` (exit), ``seconds`` from start to exit, ``cpu_seconds`` and ``peak_bytes``: the resident memory of the
        process and its children, the larger of what the system kept of the largest one and what was seen of all.
    """
    began = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ)
    together = [0]
    done = threading.Event()
    watch = threading.Thread(target=_watch, args=(pid, done, together), daemon=True)
    watch.start()
    _, status, used = os.wait4(pid, 0)
    seconds = time.perf_counter() - began
    done.set()
    watch.join()
    return {
        "code": os.waitstatus_to_exitcode(status),
        "seconds": seconds,
        "cpu_seconds": used.ru_utime + used.ru_stime,
        "peak_bytes": max(used.ru_maxrss * 1024, together[0]),
    }


def _watch(pid: int, done: threading.Event, together: list[int]) -> None:
    """Keep the largest sum of a process's and its children's memory; one process alone is left to the system."""
    while not done.wait(_PAUSE):
        family = list(_family(pid))
        if len(family) > 1:
            together[0] = max(together[0], sum(_resident(one) for one in family))


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        lists = [task.joinpath("children").read_text() for task in Path(f"/proc/{pid}/task").iterdir()]
    except OSError:
        return
    for text in lists:
        for child in text.split():
            yield from _family(int(child))


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except OSError:
        return 0


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(launch(sys.argv[2:])))
