"""What a process that runs for long says: lines for people or for machines, without what anybody sent."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType

import click

_Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

option = click.option(
    "--log",
    "log_form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Warnings for people, or everything that happens as lines of JSON.",
)


def speak(form: str) -> None:
    """Write this process's log to standard error, as ``text`` (warnings alone) or as ``json``."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if form == "json" else _Text())
    logging.basicConfig(level=logging.INFO if form == "json" else logging.WARNING, handlers=[handler], force=True)


class _Text(logging.Formatter):
    """One line a warning; an error with the places it went through."""

    def formatException(self, ei: _Caught) -> str:  # noqa: N802  (the standard library's name)
        return _places(ei)


class _Json(logging.Formatter):
    """One JSON object a line: at, level, where, message, and for an error its kind and the places it went through."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname.lower(), "where": record.name, "message": record.getMessage()}
        if record.exc_info:
            line["error"] = _places(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def _places(caught: _Caught) -> str:
    """Tell an error by its kind and where it happened; its own words may quote what somebody sent."""
    _, error, trace = caught
    places = [f"{frame.name} ({frame.filename}:{frame.lineno})" for frame in traceback.extract_tb(trace)]
    return f"{type(error).__name__} in {' > '.join(places) or 'no known place'}"
