from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from percorso.run.apart import apart

PYTHON = sys.executable


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands in for a verb of percorso: ends with the code it is given, or sleeps."""
    (tmp_path / "command.py").write_text(
        "import sys, time\n"
        "from pathlib import Path\n"
        "Path(sys.argv[1]).touch()\n"
        "sys.exit(int(sys.argv[2])) if sys.argv[2] != 'sleep' else time.sleep(60)\n"
    )
    interpreter = tmp_path / "python"
    interpreter.write_text(f'#!/bin/sh\nshift 2\nexec {PYTHON} {tmp_path}/command.py "$@"\n')
    interpreter.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(interpreter))
    return tmp_path / "begun"


def test_a_command_runs_to_its_end_and_its_code_is_told(command: Path) -> None:
    assert apart([str(command), "3"], lambda: True) == 3


def test_what_is_wanted_no_more_is_over_at_once(command: Path) -> None:
    began = time.monotonic()
    assert apart([str(command), "sleep"], lambda: not command.exists()) < 0
    assert time.monotonic() - began < 30
