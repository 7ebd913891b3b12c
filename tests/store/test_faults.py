from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

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


def _run(wanted: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PERCORSO_FAULT": wanted}
    return subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False)
