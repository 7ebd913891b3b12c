"""Apart: a command of this program that works for this process once, and can be stopped at any moment."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence

# Between two looks whether it is wanted any more.
_LOOK_SECONDS = 0.2


def apart(arguments: Sequence[str], wanted: Callable[[], bool]) -> int:
    """Run ``percorso ARGUMENTS`` until it ends, or is wanted no more; give its exit code.

    What is wanted no more is killed: only work that survives that may be done so. The command should end when its
    standard input closes, which is what it sees when this process is killed itself.

    Returns:
        as ``subprocess``: negative for the signal that ended it.
    """
    command = [sys.executable, "-m", "percorso", *arguments]
    # The command is this program's own.
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:  # noqa: S603
        while True:
            try:
                return process.wait(_LOOK_SECONDS)
            except subprocess.TimeoutExpired:
                if not wanted():
                    process.kill()
