"""Beside: a command of this program that runs next to this process, begun anew when it dies, over when this one is."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread

# Between a death and the next life: a wait that doubles up to the last. A life of a minute is a new start.
_FIRST_SECONDS, _LAST_SECONDS, _HEALTHY_SECONDS = 1.0, 60.0, 60.0
# Between two looks whether it lives and whether it is over.
_LOOK_SECONDS = 0.1

_log = logging.getLogger(__name__)


@contextmanager
def beside(arguments: Sequence[str]) -> Iterator[None]:
    """Run ``percorso ARGUMENTS`` beside this process for the length of a ``with`` block.

    The command must end in good order when its standard input closes, which is also what it sees when this process is
    killed. It is waited for at the end, and begun anew whenever it ends before.
    """
    companion = _Companion([sys.executable, "-m", "percorso", *arguments])
    companion.start()
    try:
        yield
    finally:
        companion.stop()


class _Companion:
    """The process beside this one, and the thread that watches over it."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._over = Event()
        self._thread = Thread(target=self._work, name="beside", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def _work(self) -> None:
        pause = _FIRST_SECONDS
        while not self._over.is_set():
            lived = self._live()
            if self._over.is_set():
                return
            pause = _FIRST_SECONDS if lived >= _HEALTHY_SECONDS else pause
            _log.warning("%s ended by itself; it is begun anew in %d s.", " ".join(self._command[2:4]), pause)
            self._over.wait(pause)
            pause = min(2 * pause, _LAST_SECONDS)

    def _live(self) -> float:
        """Run the command until it ends by itself or is told to; say for how many seconds it ran."""
        lived = 0.0
        # The command is this program's own.
        with subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:  # noqa: S603
            while process.poll() is None and not self._over.wait(_LOOK_SECONDS):
                lived += _LOOK_SECONDS
            # Leaving the block closes its standard input and waits for its end.
        return lived
