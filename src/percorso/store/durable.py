"""Files that survive a power cut, and a full disk said plainly."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from percorso.core.errors import PercorsoError

# Who makes a folder with this mode may enter it, and nobody else.
OWNER_ALONE = 0o700
# Whoever waits for the disk keeps no core busy.
_WAITING = 4
_FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))


def sync(path: Path) -> None:
    """Force a file's content, or a folder's list of names, onto the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# Forces files and folders onto the disk, in their order: at once, or by the time that somebody asks for it.
Settle = Callable[..., None]


def settled(*paths: Path) -> None:
    """Force files and folders onto the disk, one after another."""
    for path in paths:
        sync(path)


@contextmanager
def settling() -> Iterator[Settle]:
    """Give a way to force files and folders onto the disk while other work goes on; all are there after the block.

    Raises:
        PercorsoError: ``disk_full``.
    """
    begun: list[Future[None]] = []
    with ThreadPoolExecutor(_WAITING) as disk:
        yield lambda *paths: begun.append(disk.submit(settled, *paths))
    for one in begun:
        one.result()


def disk_full(where: Path) -> PercorsoError:
    """Build the error for a disk without room."""
    return PercorsoError(
        "disk_full",
        f"The disk that holds {where} is full; what was stored before is unharmed.",
        hint="Free some space, then run the same command again.",
        given={"where": str(where)},
    )


@contextmanager
def full_disk_told(where: Path) -> Iterator[None]:
    """Turn the system's "no space left" into ``disk_full``; every other failure passes as it is."""
    try:
        yield
    except OSError as error:
        # Engines that are not written in Python give the system's words without its number.
        if error.errno in _FULL or os.strerror(errno.ENOSPC) in str(error):
            raise disk_full(where) from error
        raise
