from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys

import pytest

from percorso.store import faults

PROGRAM = """
from percorso.store.faults import reach
for point in ("first", "second", "first", "third"):
    reach(point)
    print(point, flush=True)
"""


@pytest.mark.parametrize(
    ("wanted", "survived"),
    [
        ("second", ["first"]),
        ("first:2", ["first", "second"]),
        ("*:4", ["first", "second", "first"]),
    ],
)
def test_the_process_dies_at_the_point_named(wanted: str, survived: list[str]) -> None:
    done = _run(wanted)
    assert done.returncode == -signal.SIGKILL
    assert done.stdout.split() == survived


@pytest.mark.parametrize("wanted", ["", "never", "*:5"])
def test_without_such_a_point_nothing_happens(wanted: str) -> None:
    done = _run(wanted)
    assert done.returncode == 0
    assert done.stdout.split() == ["first", "second", "first", "third"]


def test_a_point_refuses_as_the_system_would(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(faults.VARIABLE, "second:2!ENOSPC")
    faults.forget()
    faults.reach("second")
    with pytest.raises(OSError, match="No space left") as caught:
        faults.reach("second")
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, "second")
    assert faults.reached() == {"second": 2, "*": 2}


def _run(wanted: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PERCORSO_FAULT": wanted}
    return subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False)
