"""Fault points: named places between two writes where a test stops the process, to prove that nothing is harmed."""

from __future__ import annotations

import errno
import os
import signal
from collections import Counter

VARIABLE = "PERCORSO_FAULT"
_reached: Counter[str] = Counter()


def reach(point: str) -> None:
    """Kill this process here, or refuse to go on, when the environment asks for it; otherwise do nothing.

    ``PERCORSO_FAULT=log.committed`` kills at the first time that point is reached, ``log.committed:3`` at the third,
    and ``*:7`` at the seventh point reached, whichever it is. The kill is SIGKILL: no handler runs, nothing is flushed.
    ``log.committed!ENOSPC`` is instead what the system says when it refuses: any name of an error number will do.

    Raises:
        OSError: the refusal asked for.
    """
    wanted = os.environ.get(VARIABLE)
    if not wanted:
        return
    place, _, refusal = wanted.partition("!")
    name, _, count = place.partition(":")
    _reached.update((point, "*"))
    if name not in (point, "*") or _reached[name] != int(count or 1):
        return
    if refusal:
        number: int = getattr(errno, refusal)
        raise OSError(number, os.strerror(number), point)
    os.kill(os.getpid(), signal.SIGKILL)


def reached() -> Counter[str]:
    """Count how often each point was reached while the variable was set, and all of them together as ``*``."""
    return _reached.copy()


def forget() -> None:
    """Begin to count anew."""
    _reached.clear()
