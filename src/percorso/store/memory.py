"""Memory: pages that were let go of are used again, instead of going back to the system and being asked for anew.

A build makes and drops columns of some megabytes all the time. The system's allocator by default maps each of them
afresh, and a fifth of a build's processor time went into emptied pages.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pyarrow as pa

# The parameters of glibc's mallopt(3) by their numbers in malloc.h.
_TRIM_THRESHOLD, _TOP_PAD, _MMAP_MAX, _ARENA_MAX = -1, -2, -4, -8
_KEPT = 2**30
_STEP = 64 * 2**20
# What the allocator starts with: mallopt(3).
_DEFAULTS = ((_TRIM_THRESHOLD, 131_072), (_TOP_PAD, 131_072), (_MMAP_MAX, 65_536))


@contextmanager
def reused() -> Iterator[None]:
    """Keep memory for reuse while work runs, and give it back afterwards.

    On a system with another allocator than glibc's nothing changes.
    """
    library = _allocator()
    if library is None:
        yield
        return
    before = pa.default_memory_pool()
    # A single heap: what one thread lets go of, another may take.
    for parameter, value in ((_ARENA_MAX, 1), (_TRIM_THRESHOLD, _KEPT), (_TOP_PAD, _STEP), (_MMAP_MAX, 0)):
        library.mallopt(parameter, value)
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)
        for parameter, value in _DEFAULTS:
            library.mallopt(parameter, value)
        library.malloc_trim(0)


def let_go() -> None:
    """Give back what is kept but not in use, before work that needs other memory than the work before it."""
    library = _allocator()
    if library is not None:
        library.malloc_trim(0)


@cache
def _allocator() -> ctypes.CDLL | None:
    """Find the C library this process runs on, if it is glibc."""
    try:
        library = ctypes.CDLL(None)
        return library if all(hasattr(library, name) for name in ("mallopt", "malloc_trim")) else None
    except OSError:
        return None
