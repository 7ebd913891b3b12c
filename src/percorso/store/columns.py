"""Columns: arrays on their way into files of numpy's own format, part after part."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from percorso.sequence.journeys import Array


class Column:
    """An array that is written part after part; use it in a ``with`` block, after which its file is whole.

    Unlike with ``np.save``, a full disk is told as what it is.

    Args:
        path: the file.
        kind: what the array holds.
    """

    def __init__(self, path: Path, kind: np.dtype[Any]) -> None:
        self._path, self._kind, self._rows = path, kind, 0

    def __enter__(self) -> Column:
        """Begin the file."""
        self._file = self._path.open("wb")
        self._write_header()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Say at its head how long the array has become."""
        with self._file:
            # NumPy leaves room in a header for a longer first dimension.
            self._file.seek(0)
            self._write_header()

    def add(self, part: Array) -> None:
        """Write the next values.

        Raises:
            ValueError: where they are of another kind.
        """
        if part.dtype != self._kind:
            raise ValueError(f"{part.dtype} in a column of {self._kind}")
        self._file.write(np.ascontiguousarray(part).data)
        self._rows += len(part)

    def _write_header(self) -> None:
        described = {"descr": np.lib.format.dtype_to_descr(self._kind), "fortran_order": False, "shape": (self._rows,)}
        np.lib.format.write_array_header_1_0(self._file, described)
