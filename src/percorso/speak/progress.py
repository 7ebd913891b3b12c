"""Progress on standard error for work that lasts over a second, when a terminal is there to show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.status import Status

from percorso.core.answer import Message
from percorso.speak.catalogue import Catalogue

_PATIENCE = 1.0


@contextmanager
def stepping(language: str = "en", console: Console | None = None) -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar a step of work: call it with the step's name, how many parts are done, and of how many."""
    catalogue = Catalogue.of(language)
    out = console or Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bars = Progress(*columns, console=out, transient=True, disable=not out.is_terminal)
    began = monotonic()
    known = {}

    def step(what: str, done: int, of: int) -> None:
        if what not in known:
            known[what] = bars.add_task(catalogue.named("progress", what), total=of)
        bars.update(known[what], completed=done, total=of)
        if not bars.live.is_started and monotonic() - began > _PATIENCE:
            bars.start()

    try:
        yield step
    finally:
        bars.stop()


@contextmanager
def counting(language: str = "en", console: Console | None = None) -> Iterator[Callable[[str, int], None]]:
    """Show how many rows of which file have been read: call it with the file's name and the count."""
    catalogue = Catalogue.of(language)
    out = console or Console(stderr=True)
    line = Status("", console=out)
    began = monotonic()

    def count(file: str, rows: int) -> None:
        told = Message("count.rows", {"n": (rows, "count")})
        line.update(catalogue.say(Message("progress.read", {"file": (file, "text"), "rows": (told, "text")})))
        if out.is_terminal and monotonic() - began > _PATIENCE:
            line.start()

    try:
        yield count
    finally:
        line.stop()
