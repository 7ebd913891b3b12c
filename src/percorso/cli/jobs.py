"""``percorso jobs``: work that takes long, asked for on the page or by the API."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from threading import Thread

import click

from percorso.cli import logs, options


@click.group("jobs")
def command() -> None:
    """List or cancel the work that was asked for on the page: imports, builds, reports."""


@command.command("list")
@click.option("--limit", type=click.IntRange(1, 200), default=20, show_default=True, help="How many to show.")
@options.table_or_json
@options.language
@options.workspace
def list_jobs(limit: int, form: str, language: str, workspace: Path) -> None:
    """List the last jobs, the newest first, and how far each is."""
    from percorso.pipeline.jobs import listed
    from percorso.store.workspace import Workspace

    found = listed(Workspace.open(workspace), limit, language)
    if form == "json":
        options.echo_json(found)
        return
    from percorso.speak.jobs import print_jobs
    from percorso.speak.terminal import console

    print_jobs(found, console(), language)


@command.command("cancel")
@click.argument("job")
@options.language
@options.workspace
def cancel(job: str, language: str, workspace: Path) -> None:
    """Have a JOB done no more; what it stored stays."""
    from percorso.pipeline.jobs import cancel as cancelled
    from percorso.speak.jobs import job_state
    from percorso.store.workspace import Workspace

    click.echo(job_state(cancelled(Workspace.open(workspace), None, job, language)["state"], language))


@command.command("work", hidden=True)
@click.option("--until-closed", is_flag=True, help="Stop at once when standard input closes.")
@logs.option
@options.workspace
def work(until_closed: bool, log_form: str, workspace: Path) -> None:
    """Do the jobs that wait, until none waits; the server runs this beside itself."""
    from percorso.pipeline.working import work as worked
    from percorso.store.workspace import Workspace

    logs.speak(log_form)
    # Ctrl-C reaches the server too, which stops this.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if until_closed:
        Thread(target=_stop_when_closed, daemon=True).start()
    worked(Workspace.open(workspace))


def _stop_when_closed() -> None:
    for _ in sys.stdin:
        pass
    # Imports and builds survive it, and there is nobody left to ask for more.
    os.kill(os.getpid(), signal.SIGKILL)
