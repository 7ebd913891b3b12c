from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LAUNCH = Path(__file__).parents[2] / "bench/_harness/launch.py"
FILL = "block = bytearray(120_000_000); block[::4096] = bytes(len(block[::4096]))"


def cost(tmp_path: Path, program: str) -> dict[str, Any]:
    told = tmp_path / "told.json"
    subprocess.run([sys.executable, "-I", "-S", LAUNCH, told, sys.executable, "-c", program], check=True, timeout=60)
    found: dict[str, Any] = json.loads(told.read_text())
    return found


def test_memory_is_what_the_process_held_at_its_peak_and_nothing_of_its_starter_s(tmp_path: Path) -> None:
    ballast = bytearray(200_000_000)
    ballast[::4096] = bytes(len(ballast[::4096]))
    assert cost(tmp_path, "pass")["peak_bytes"] < 60_000_000
    assert 120_000_000 < cost(tmp_path, f"{FILL}; del block")["peak_bytes"] < 200_000_000
    del ballast


def test_children_that_run_together_are_added_up(tmp_path: Path) -> None:
    program = f"""
import subprocess, sys
children = [subprocess.Popen([sys.executable, "-c", {FILL!r} + "; import time; time.sleep(2)"]) for _ in range(2)]
for child in children:
    child.wait()
"""
    assert cost(tmp_path, program)["peak_bytes"] > 240_000_000


def test_the_clock_runs_from_start_to_exit_and_computing_is_told_apart(tmp_path: Path) -> None:
    slept = cost(tmp_path, "import time; time.sleep(0.5)")
    assert slept["seconds"] >= 0.5
    assert slept["cpu_seconds"] < 0.4
    busy = cost(tmp_path, "import time\nwhile time.process_time() < 0.4: pass")
    assert busy["cpu_seconds"] >= 0.4


def test_the_exit_code_is_told(tmp_path: Path) -> None:
    assert cost(tmp_path, "raise SystemExit(3)")["code"] == 3
