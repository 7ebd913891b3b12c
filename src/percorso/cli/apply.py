"""``percorso apply``: the keeper alone."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from threading import Event, Thread

import click

from percorso.cli import logs, options


@click.command("apply")
@click.option("--until-closed", is_flag=True, help="End when standard input closes, and not at Ctrl-C.")
@logs.option
@options.workspace
def command(until_closed: bool, log_form: str, workspace: Path) -> None:
    """Store what was taken and build what was stored, again and again, until Ctrl-C.

    `percorso build` does the same once.
    """
    from percorso.pipeline.keeping import Keeper
    from percorso.store.workspace import Workspace

    shop = Workspace.open(workspace)
    logs.speak(log_form)
    over = Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    # Ctrl-C reaches whoever started this one too, and that one says when all is taken.
    signal.signal(signal.SIGINT, signal.SIG_IGN if until_closed else lambda *_: over.set())
    if until_closed:
        Thread(target=_await_end, args=(over,), daemon=True).start()
    Keeper(shop).run(over)


def _await_end(over: Event) -> None:
    for _ in sys.stdin:
        pass
    over.set()
