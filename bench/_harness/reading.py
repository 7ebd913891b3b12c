"""Reads a served shop as people do: asks a page's data again and again, each time for days nobody asked for before."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench._harness.loading import cost
from bench._harness.measuring import Measured, Run, percorso
from percorso.core.errors import PercorsoError

_P95 = 0.95
_FEW = 100_000


class Reader:
    """One reader of one server."""

    def __init__(self, lines: tuple[HTTPConnection, HTTPConnection], pid: int, first: date, days: int) -> None:
        self._lines, self._pid, self._first, self._days = lines, pid, first, days
        self._answer = b""
        self._chance = random.Random(11)  # noqa: S311  (the same days each time, nothing secret)

    def asked(self, path: str, times: int, runs: int, *, compared: bool = False) -> Measured:
        """Ask for a path ``times`` in each run and give the time that 95 of 100 answers stay within.

        Args:
            path: where ``{days}`` stands for a period, and ``{few}`` for a number, that is drawn anew each time; asked
                once before it counts.
            compared: whether other days are asked for at the same time, as pages do that compare; both count.

        Raises:
            PercorsoError: ``benchmark_failed`` for an answer that is none.
        """
        lines = self._lines if compared else self._lines[:1]
        self._ask(path, lines)
        return Measured(tuple(self._run(path, times, lines) for _ in range(runs)))

    def _run(self, path: str, times: int, lines: Sequence[HTTPConnection]) -> Run:
        before = cost(self._pid)["cpu_seconds"]
        took = sorted(self._ask(path, lines) for _ in range(times))
        after = cost(self._pid)
        return Run(took[int(_P95 * (times - 1))], (after["cpu_seconds"] - before) / times, int(after["peak_bytes"]))

    def told(self, path: str) -> Any:
        """Ask for a path once and give what is answered."""
        self._ask(path, self._lines[:1])
        return json.loads(self._answer)

    def _ask(self, path: str, lines: Sequence[HTTPConnection]) -> float:
        drawn = [self._drawn(path) for _ in lines]
        began = time.perf_counter()
        for line, one in zip(lines, drawn, strict=True):
            line.request("GET", one)
        answers = [line.getresponse() for line in lines]
        told = [answer.read() for answer in answers]
        took = time.perf_counter() - began
        self._answer = told[0]
        for answer, text in zip(answers, told, strict=True):
            if answer.status != 200:
                raise PercorsoError("benchmark_failed", f"{path} was answered with {answer.status}: {text[:300]!r}")
        return took

    def _drawn(self, path: str) -> str:
        begins = self._chance.randrange(self._days - 1)
        length = self._chance.randrange(1, self._days - begins)
        since = self._first + timedelta(begins)
        days = f"since={since}&until={since + timedelta(length)}"
        return path.replace("{days}", days).replace("{few}", str(self._chance.randrange(1, _FEW)))


@contextmanager
def reader(place: Path, first: date, days: int) -> Iterator[Reader]:
    """Serve a built workspace to one reader for the length of a ``with`` block.

    Args:
        first, days: which days there is data of.
    """
    command = percorso("web", "--port", "0", "--workspace", place)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            said = server.stdout.readline() if server.stdout else ""
            address = urlsplit(said.split()[-1])
            one, other = (HTTPConnection(str(address.hostname), address.port, timeout=600) for _ in range(2))
            with closing(one), closing(other):
                yield Reader((one, other), server.pid, first, days)
            server.send_signal(signal.SIGINT)
            server.wait(120)
        finally:
            server.kill()
