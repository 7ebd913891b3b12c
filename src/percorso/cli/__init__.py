"""The command line: one module per verb, imported only when it is asked for."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from typing import NoReturn

import click

import percorso
from percorso.core.errors import PercorsoError

# verb -> (module, the line in --help); nothing else is imported to print the help.
VERBS = {
    "init": ("init", "Make a workspace for a shop."),
    "import": ("importing", "Bring files in: events, orders, spend, rates."),
    "sources": ("sources", "Give sites and servers the keys they send events by."),
    "tail": ("tail", "Show events as they come in."),
    "build": ("build", "Unify people and trace their journeys from all that came in."),
    "status": ("status", "Show rows, freshness, health and data coverage."),
    "quarantine": ("quarantine", "List, export or retry the rows that could not be taken."),
    "today": ("today", "Say what is worth doing next, and note what you decide."),
    "answers": ("answers", "Answer the six questions."),
    "person": ("person", "Tell one person's way, found by any identifier."),
    "identity": ("identity", "Say who is who, and why; take links back."),
    "funnel": ("funnel", "Count who takes steps in order, of a file or the workspace."),
    "paths": ("paths", "Show what follows what, of a file or the workspace."),
    "days": ("days", "Add up each day, with what was noted on it."),
    "segments": ("segments", "Describe customers once, and ask any analysis about them alone."),
    "annotations": ("annotations", "Note what happened on some days: sales, releases, holidays."),
    "retention": ("retention", "Count who comes again, of a file or the workspace."),
    "attribute": ("attribute", "Share conversions among the channels before them, of a file or the workspace."),
    "spend": ("spend", "Set what campaigns cost against what they are credited with."),
    "explain": ("explain", "Say of one order which touches earn it, and why."),
    "report": ("report", "Write the answers as one HTML file."),
    "serve": ("serve", "Take events, keep up to date, serve the page and the JSON API."),
    "collect": ("collect", "Take events, and nothing else."),
    "apply": ("apply", "Store and build what was taken, again and again."),
    "web": ("web", "Serve the page and the JSON API, and nothing else."),
    "privacy": ("privacy", "Export, erase or restrict what is known of a person."),
    "backup": ("backup", "Copy a workspace, also while it is served."),
    "restore": ("restore", "Make a workspace of a copy; who was erased since stays erased."),
    "users": ("users", "Say who may log in, and what they may see."),
    "tokens": ("tokens", "Give programs tokens for the API."),
    "audit": ("audit", "List who logged in, changed access, or looked people up."),
    "jobs": ("jobs", "List or cancel the work that was asked for on the page."),
    "simulate": ("simulate", "Write a simulated shop whose causes are known."),
    "channels": ("channels", "Say which channel a visit came from, and by which rule."),
}

# What the system refuses, by its number: our code, and what to do.
_FULL = ("disk_full", "Free some space, then run the same command again; what was stored before is unharmed.")
_FORBIDDEN = ("permission_denied", "See who may read and write there, then run the same command again.")
_HANDLES = ("too_many_files", "Let it open more files (ulimit -n 1024), then run the same command again.")
_REFUSED = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), _FULL),
    **dict.fromkeys((errno.EMFILE, errno.ENFILE), _HANDLES),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _FORBIDDEN),
}


class Verbs(click.Group):
    """A group that knows its verbs' names without importing their modules."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """List the verbs in the order a newcomer needs them."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the module of one verb."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(f"percorso.cli.{VERBS[cmd_name][0]}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of verbs."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, summary) for name, (_, summary) in VERBS.items()])


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(percorso.__version__, prog_name="percorso")
def app() -> None:
    """Percorso: from every touchpoint a person has with a shop to answers in money."""


def main() -> None:
    """Run the command line; an error a person can act on ends with its message and exit code 1, without a traceback.

    The message is in the language of ``--language``, or of PERCORSO_LANGUAGE for verbs that have no such option.
    """
    spoken = {"language": os.environ.get("PERCORSO_LANGUAGE", "en")}
    try:
        app(prog_name="percorso", obj=spoken)
    except PercorsoError as error:
        _end(error, spoken["language"])
    except OSError as error:
        _end(_refused(error), spoken["language"])


def _end(error: PercorsoError, language: str) -> NoReturn:
    from percorso.speak.problems import line

    click.echo(line(error, language), err=True)
    sys.exit(1)


def _refused(error: OSError) -> PercorsoError:
    """Say what the system refused: a disk without room, a file that may not be read or written, anything else."""
    # Engines that are not written in Python give the system's words without its number.
    told = (number for number in _REFUSED if number == error.errno or os.strerror(number) in str(error))
    code, hint = _REFUSED.get(next(told, 0), ("system_refused", ""))
    where = f" {error.filename}" if error.filename else ""
    # They also spread them over lines.
    said = " ".join((error.strerror or str(error)).split()).rstrip(" .")
    given = {"reason": said, **({"where": str(error.filename)} if error.filename else {})}
    return PercorsoError(code, f"The system refused{where}: {said}.", hint=hint, given=given)


if __name__ == "__main__":
    main()
