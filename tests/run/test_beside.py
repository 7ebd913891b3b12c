from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from percorso.run import beside as module
from percorso.run.beside import beside

PYTHON = sys.executable
# Stands in for a verb of percorso: leaves its number, and ends when its standard input closes.
COMMAND = """
import os, sys
from pathlib import Path
lives = Path(sys.argv[1])
(lives / str(os.getpid())).touch()
sys.stdin.buffer.read()
(lives / "in good order").touch()
"""


@pytest.fixture
def lives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file for every life of the command beside."""
    (tmp_path / "command.py").write_text(COMMAND)
    (tmp_path / "lives").mkdir()
    interpreter = tmp_path / "python"
    interpreter.write_text(f'#!/bin/sh\nshift 2\nexec {PYTHON} {tmp_path}/command.py "$@"\n')
    interpreter.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(interpreter))
    monkeypatch.setattr(module, "_FIRST_SECONDS", 0.05)
    return tmp_path / "lives"


def eventually(found: Callable[[], bool]) -> bool:
    until = time.monotonic() + 60
    while not found() and time.monotonic() < until:
        time.sleep(0.02)
    return found()


def test_it_runs_for_the_length_of_the_block_and_ends_in_good_order(lives: Path) -> None:
    with beside([str(lives)]):
        assert eventually(lambda: len(list(lives.iterdir())) == 1)
        pid = int(next(lives.iterdir()).name)
        os.kill(pid, 0)
    assert (lives / "in good order").exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_killed_it_is_begun_anew(lives: Path, caplog: pytest.LogCaptureFixture) -> None:
    with beside([str(lives)]):
        assert eventually(lambda: len(list(lives.iterdir())) == 1)
        os.kill(int(next(lives.iterdir()).name), signal.SIGKILL)
        assert eventually(lambda: len(list(lives.iterdir())) == 2)
        assert "begun anew" in caplog.text


def test_it_ends_when_the_process_it_runs_beside_is_killed(lives: Path) -> None:
    owner = f"""
import sys, time
sys.executable = {sys.executable!r}
from percorso.run.beside import beside
with beside([{str(lives)!r}]):
    time.sleep(100)
"""
    with subprocess.Popen([PYTHON, "-c", owner]) as process:
        assert eventually(lambda: len(list(lives.iterdir())) == 1)
        process.kill()
    assert eventually((lives / "in good order").exists)
