"""Files that survive a power cut, and a full disk said plainly."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from percorso.core.errors import PercorsoError

# Who makes a folder with this mode may enter it, and nobody else.
OWNER_ALONE = 0o700
_FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))


def sync(path: Path) -> None:
    """Force a file's content, or a folder's list of names, onto the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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
