"""File handles: asked for up front, since an engine that runs out of them in the middle of its work gives up."""

from __future__ import annotations

import resource
from pathlib import Path

from percorso.core.errors import PercorsoError

# What the journeys kept mapped, the tables' files and the engines' own pipes take at most.
SPARE = 400
_WANTED = 4096
_OPEN = Path("/proc/self/fd")


def require_handles() -> None:
    """Raise this process's limit as far as the system lets, and refuse to begin with too few files left to open.

    Raises:
        PercorsoError: ``too_many_files``.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = _WANTED if hard == resource.RLIM_INFINITY else min(_WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
        soft = allowed
    if soft != resource.RLIM_INFINITY and soft - _opened() < SPARE:
        raise PercorsoError(
            "too_many_files",
            f"This process may open {soft:,} files, too few to work with.",
            hint=f"Allow it {1024:,}: ulimit -n 1024, or LimitNOFILE= in its service.",
        )


def _opened() -> int:
    """Count the files that are open, where the system tells; elsewhere the usual three."""
    try:
        return sum(1 for _ in _OPEN.iterdir())
    except OSError:
        return 3
