"""Measuring: a command several times over, each time in a fresh process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from percorso.core.errors import PercorsoError

_LAUNCH = Path(__file__).with_name("launch.py")


@dataclass(frozen=True)
class Run:
    """One measured run: seconds on the clock, seconds of computing over all cores, peak memory in bytes."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int


@dataclass(frozen=True)
class Measured:
    """The runs of one command, in their order."""

    runs: tuple[Run, ...]

    @property
    def seconds(self) -> float:
        """The median on the clock."""
        return median(run.seconds for run in self.runs)

    @property
    def spread(self) -> tuple[float, float]:
        """The fastest and the slowest run, in seconds."""
        clock = [run.seconds for run in self.runs]
        return min(clock), max(clock)

    @property
    def cpu_seconds(self) -> float:
        """The median of computing, over all cores: what a busy machine disturbs least."""
        return median(run.cpu_seconds for run in self.runs)

    @property
    def peak_bytes(self) -> int:
        """The largest peak of all runs."""
        return max(run.peak_bytes for run in self.runs)


def percorso(*arguments: str | Path) -> list[str]:
    """Write a command of Percorso's, as the terminal would run it with this interpreter."""
    return [sys.executable, "-m", "percorso", *map(str, arguments)]


def measured(command: Callable[[int], Sequence[str]], runs: int, *, own_clock: bool = False) -> Measured:
    """Run a command several times, each in a fresh process, from its start to its exit.

    Args:
        command: gives the command of the n-th run, after laying out what it needs; that is not measured.
        runs: how often.
        own_clock: whether the command prints the seconds it took as its last line, and those count: for limits, where
            the start of an interpreter would be most of it.

    Raises:
        PercorsoError: ``benchmark_failed`` with what the command said.
    """
    return Measured(tuple(_run(command(number), own_clock=own_clock) for number in range(runs)))


def _run(command: Sequence[str], *, own_clock: bool) -> Run:
    with tempfile.NamedTemporaryFile(suffix=".json") as told:
        launcher = [sys.executable, "-I", "-S", str(_LAUNCH), told.name]
        # Where modules may not be kept compiled, every process compiles all of them again, for seconds.
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        done = subprocess.run([*launcher, *command], capture_output=True, text=True, check=False, env=environment)
        cost = json.loads(told.read() or b"{}")
    if done.returncode or cost.get("code") != 0:
        said = (done.stderr or done.stdout).strip()[-2000:]
        raise PercorsoError("benchmark_failed", f"{' '.join(command)} ended with code {cost.get('code')}:\n{said}")
    seconds = float(done.stdout.split()[-1]) if own_clock else cost["seconds"]
    return Run(seconds, cost["cpu_seconds"], int(cost["peak_bytes"]))
