"""The lab: where a benchmark works, how often it runs what it measures, and whether peers run too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory


@dataclass(frozen=True)
class Lab:
    """What every benchmark is given.

    Attributes:
        folder: where data is kept from one time to the next.
        scratch: an empty folder on the same disk, gone afterwards.
        runs: how often to run what is measured.
        peers: whether to run peers, which have to be installed the first time.
    """

    folder: Path
    scratch: Path
    runs: int
    peers: bool


@contextmanager
def opened(folder: Path, runs: int, *, peers: bool) -> Iterator[Lab]:
    """Open a lab for one benchmark."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="scratch-", dir=folder) as scratch:
        yield Lab(folder, Path(scratch), runs, peers)
