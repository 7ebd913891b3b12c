"""The machine's limit: the least that could be done with the same bytes, measured in the same run.

Each is a command that prints its own seconds: an interpreter's start would drown a copy of a few megabytes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

_COPY = """
import shutil, sys, time
from pathlib import Path
target = Path(sys.argv[1])
files = Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()
target.mkdir()
began = time.perf_counter()
for number, file in enumerate(files):
    shutil.copyfile(file, target / str(number))
seconds = time.perf_counter() - began
shutil.rmtree(target)
print(seconds)
"""
_SUM = """
import sys, time
from pathlib import Path
import numpy as np
arrays = [np.load(path, mmap_mode="r") for path in sorted(Path(sys.argv[1]).rglob("*.npy"))]
began = time.perf_counter()
for array in arrays:
    array.sum()
print(time.perf_counter() - began)
"""


def copying(files: Iterable[Path], scratch: Path, number: int) -> list[str]:
    """Write the command that copies files, one after another."""
    listed = scratch / "files.list"
    listed.write_text("\n".join(str(file) for file in files), encoding="utf-8")
    return [sys.executable, "-c", _COPY, str(scratch / f"copy-{number}"), str(listed)]


def summing(folder: Path) -> list[str]:
    """Write the command that sums every column under a folder with numpy, each read once from its map."""
    return [sys.executable, "-c", _SUM, str(folder)]
