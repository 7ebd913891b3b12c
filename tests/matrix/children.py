"""Errands in processes of their own, forked from one that has imported everything already."""

from __future__ import annotations

import ctypes
import io
import multiprocessing as mp
import os
import resource
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any
from unittest import mock

from matrix.command import Ended
from percorso.store import faults

_FORK = mp.get_context("forkserver")
_FORK.set_forkserver_preload(["matrix.warm"])
Commands = Sequence[Sequence[str | Path]]


@dataclass(frozen=True)
class Came:
    """What came of an errand: how its last command ended, and how often it reached each fault point."""

    ended: Ended
    points: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Terms:
    """What a process of its own is told before it begins.

    Attributes:
        fault: what the fault points are told.
        limits: soft limits of the resource module, as they are set.
        spare: how many files the process may open beyond those it has.
        humble: whether to give up what root may do against permission bits.
        changed: what names of modules stand for there in place of what they say.
    """

    fault: str = ""
    limits: Mapping[int, int] = field(default_factory=dict)
    spare: int | None = None
    humble: bool = False
    changed: Mapping[str, object] = field(default_factory=dict)


def errand(commands: Commands, **terms: Any) -> Came:
    """Run command lines, each without the program's name, one after another in one process, until one of them fails.

    Args:
        commands: the lines.
        terms: see ``Terms``.
    """
    return _came(*start(commands, **terms))


def called(function: Callable[..., object], *arguments: object, **terms: Any) -> Came:
    """Call a function that other modules can name in a process of its own.

    Args:
        function: what it does.
        arguments: what it is given.
        terms: see ``Terms``.
    """
    return _came(*_start(partial(function, *arguments), Terms(**terms)))


def _came(mine: Connection, child: ForkServerProcess) -> Came:
    try:
        came: Came = mine.recv()
    except EOFError:
        came = Came(Ended(0, "", ""))
    child.join()
    return came if child.exitcode == 0 else Came(Ended(child.exitcode or 0, "", came.ended.err))


def start(commands: Commands, **terms: Any) -> tuple[Connection, ForkServerProcess]:
    """Begin an errand and do not wait for it; ``recv`` on the connection gives what came of it."""
    lines = [list(map(str, command)) for command in commands]
    return _start(partial(_typed, lines), Terms(**terms))


def _start(work: Callable[[], object], terms: Terms) -> tuple[Connection, ForkServerProcess]:
    mine, theirs = _FORK.Pipe(duplex=False)
    child = _FORK.Process(target=_run, args=(theirs, work, terms))
    # The process that all are forked from does not look where this one does.
    with mock.patch.dict(os.environ, {"PYTHONPATH": str(Path(__file__).parents[1])}):
        child.start()
    theirs.close()
    return mine, child


def _give_up() -> None:
    """Drop the capabilities that let root pass permission bits (capabilities(7), version 3 of capset)."""
    libc = ctypes.CDLL(None, use_errno=True)
    header, sets = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    if libc.capget(header, sets):
        raise OSError(ctypes.get_errno(), "capget")
    dac_override, dac_read_search, fowner = 1, 2, 3
    for place in range(3):
        sets[place] &= ~(1 << dac_override | 1 << dac_read_search | 1 << fowner)
    if libc.capset(header, sets):
        raise OSError(ctypes.get_errno(), "capset")


def _typed(lines: list[list[str]]) -> None:
    from percorso import cli

    for line in lines:
        sys.argv = ["percorso", *line]
        try:
            cli.main()
        except SystemExit as end:
            if end.code:
                raise


def _run(told: Connection, work: Callable[[], object], terms: Terms) -> None:
    os.environ[faults.VARIABLE] = terms.fault
    faults.forget()
    if terms.humble:
        _give_up()
    for what, limit in terms.limits.items():
        resource.setrlimit(what, (limit, resource.getrlimit(what)[1]))
    if terms.spare is not None:
        highest = max(int(path.name) for path in Path("/proc/self/fd").iterdir())
        resource.setrlimit(resource.RLIMIT_NOFILE, (highest + terms.spare, highest + terms.spare))
    out, err, status = io.StringIO(), io.StringIO(), 0
    with ExitStack() as changes, redirect_stdout(out), redirect_stderr(err):
        for name, value in terms.changed.items():
            changes.enter_context(mock.patch(name, value))
        try:
            work()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 0
        except BaseException:  # noqa: BLE001
            # A crash has no code, so every test that expects one fails and shows this.
            status = 70
            traceback.print_exc()
    told.send(Came(Ended(status, out.getvalue(), err.getvalue()), faults.reached()))
