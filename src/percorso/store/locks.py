"""One holder a role: a lock that says who has it, for how long, and that a dead holder cannot keep."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from percorso.core.errors import PercorsoError

# The role of whoever does jobs: one at a time in a workspace, whichever server began it.
JOBS = "jobs"
# What the server says it does.
SERVING = "the server keeping up to date"
# How many seconds it is waited for, and whoever has not said yet what it does; nobody else is.
_PATIENCE = {SERVING: 120.0, None: 0.5}


@contextmanager
def hold(folder: Path, role: str, doing: str) -> Iterator[None]:
    """Hold a role (such as ``writer``) for the length of a ``with`` block.

    The system frees the lock when its holder ends, however it ends. The file stays; what it says counts only while
    the lock is held. ``doing`` is what the holder does, for the message others get. While the server holds a role it is
    waited for: it does by itself, and in short pieces, what it was asked for.

    Raises:
        PercorsoError: ``busy``, with the holder's process, what it does, and for how long.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{role}.lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _take(handle, role, path)
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps({"pid": os.getpid(), "doing": doing, "since": time.time()}).encode(), 0)
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def held(folder: Path, role: str) -> bool:
    """Say whether anybody holds a role."""
    path = folder / f"{role}.lock"
    if not path.exists():
        return False
    handle = os.open(path, os.O_RDWR)
    try:
        # Shared, so that those who merely look never find one another.
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _take(handle: int, role: str, path: Path) -> None:
    waited_for: str | None = SERVING
    began = time.monotonic()
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            busy = _busy(role, path)
            doing = busy.given.get("doing")
            # Between two holders nobody has signed: that is a new wait, however long the server was waited for.
            if doing != waited_for:
                waited_for, began = doing, time.monotonic()
            if time.monotonic() - began > _PATIENCE.get(doing, 0.0):
                raise busy from None
            time.sleep(0.05)
        else:
            return


def _busy(role: str, path: Path) -> PercorsoError:
    hint = "Wait until it is done, then run the same command again."
    try:
        holder = json.loads(path.read_bytes())
    except json.JSONDecodeError:
        # The holder is between taking the lock and signing it, or between clearing it and letting go.
        return PercorsoError("busy", f"Another process is the {role} of this workspace.", hint=hint)
    age = _age(time.time() - holder["since"])
    message = f"Process {holder['pid']} is the {role} of this workspace: {holder['doing']}, for {age}."
    given = {"pid": str(holder["pid"]), "role": role, "doing": holder["doing"], "age": age}
    return PercorsoError("busy", message, hint=hint, given=given)


def _age(seconds: float) -> str:
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
