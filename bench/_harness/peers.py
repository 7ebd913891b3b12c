"""Peers: other tools on the same data, in a virtual environment of their own that Percorso never imports."""

from __future__ import annotations

import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bench._harness.lab import Lab
from bench._harness.made import made
from bench._harness.measuring import measured
from bench._harness.rows import PEER, Row
from percorso.core.errors import PercorsoError

SCRIPTS = Path(__file__).parents[1] / "peers"


def peer(
    lab: Lab,
    name: str,
    script: str,
    arguments: Callable[[int], list[str]],
    items: int = 0,
    *,
    own_clock: bool = False,
) -> tuple[Row, ...]:
    """Measure a script of bench/peers, from its process's start to its exit; nothing where peers are left out.

    Args:
        lab: the lab.
        name: the row's name.
        script: the file's name; what stands before its first underscore names its lock.
        arguments: gives those of the n-th run.
        items: how many it works through.
        own_clock: whether the seconds that it prints count (see ``measured``).
    """
    if not lab.peers:
        return ()
    python = _python(lab.folder, script.partition("_")[0])
    done = measured(
        lambda number: [str(python), str(SCRIPTS / script), *arguments(number)], lab.runs, own_clock=own_clock
    )
    return (Row(name, done, items, PEER),)


def _python(folder: Path, tool: str) -> Path:
    """Give the interpreter of a tool's environment, made from its lock when the lock is new."""
    lock = SCRIPTS / f"{tool}.txt"
    parameters = {"lock": lock.read_text(encoding="utf-8"), "python": platform.python_version()}
    # The environment is renamed once it is whole: its interpreter does not mind, only pip's own scripts would.
    return made(folder, f"peer-{tool}", parameters, lambda place: _install(place, lock)) / "bin" / "python"


def _install(place: Path, lock: Path) -> None:
    pip = [str(place / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    for command in ([sys.executable, "-m", "venv", str(place)], [*pip, "--require-hashes", "-r", str(lock)]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise PercorsoError(
                "peer_not_installed",
                f"The peers of {lock.name} could not be installed: {done.stderr.strip()[-1000:]}",
                hint="Leave them out with --no-peers.",
            )
