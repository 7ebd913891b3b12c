"""The command line in this process, its output written as a terminal would take it."""

from __future__ import annotations

import io
import re
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from percorso import cli


class Ended(NamedTuple):
    """What a command left: its exit code and what it said."""

    status: int
    out: str
    err: str

    @property
    def code(self) -> str:
        """The stable code of the error; empty for success."""
        found = re.search(r"\[([a-z_]+)\]\s*$", self.err)
        return found[1] if self.status and found else ""


def percorso(*arguments: str | Path) -> Ended:
    """Run a command line; anything but an end as a process would have it is a failure of the test."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    status = 0
    with (
        redirect_stdout(out),
        redirect_stderr(err),
        mock.patch.object(sys, "argv", ["percorso", *map(str, arguments)]),
    ):
        try:
            cli.main()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 0
    return Ended(status, *(stream.buffer.getvalue().decode() for stream in (out, err)))
