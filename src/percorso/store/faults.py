"""Fault points: named places between two writes where a test kills the process, to prove that nothing is harmed."""

from __future__ import annotations

import os
import signal
from collections import Counter

VARIABLE = "PERCORSO_FAULT"
_reached: Counter[str] = Counter()


def reach(point: str) -> None:
    """Kill this process here when the environment asks for it; otherwise do nothing.

    ``PERCORSO_FAULT=log.committed`` kills at the first time that point is reached, ``log.committed:3`` at the third,
    and ``*:7`` at the seventh point reached, whichever it is. The kill is SIGKILL: no handler runs, nothing is flushed.
    """
    wanted = os.environ.get(VARIABLE)
    if not wanted:
        return
    name, _, count = wanted.partition(":")
    _reached.update((point, "*"))
    if name in (point, "*") and _reached[name] == int(count or 1):
        os.kill(os.getpid(), signal.SIGKILL)
