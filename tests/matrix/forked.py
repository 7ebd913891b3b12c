"""Commands to measure, run in processes forked from one that has imported everything: what a test has time for."""

from __future__ import annotations

import resource
import runpy
import sys
import time
from collections.abc import Sequence

from bench._harness.measuring import Run
from matrix.children import called
from percorso import cli


def run(command: Sequence[str], *, own_clock: bool) -> Run:
    """Run a command of this interpreter's as ``measuring`` does, but for its start."""
    came = called(interpreted, list(command[1:]))
    assert came.ended.status == 0, f"{command}: {came.ended.out[-2000:]}{came.ended.err[-2000:]}"
    *said, seconds, cpu_seconds, peak_bytes = came.ended.out.split()
    return Run(float(said[-1] if own_clock else seconds), float(cpu_seconds), int(peak_bytes))


def interpreted(arguments: list[str]) -> None:
    """Do what the interpreter is told to, and say at last what it cost."""
    began = time.perf_counter()
    try:
        _do(arguments)
    except SystemExit as end:
        if end.code:
            raise
    used = resource.getrusage(resource.RUSAGE_SELF)
    cost = (time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)
    sys.stdout.write(f"\n{' '.join(map(str, cost))}\n")


def _do(arguments: list[str]) -> None:
    what, *rest = arguments
    sys.path.insert(0, "")
    sys.argv = [what, *rest[1:]]
    if what == "-c":
        exec(rest[0], {"__name__": "__main__"})  # noqa: S102
    elif what == "-m":
        cli.main()
    else:
        sys.argv = arguments
        runpy.run_path(what, run_name="__main__")
