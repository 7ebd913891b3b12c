"""A period of journeys: the same customers with the rows of some time alone, each column cut when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from percorso.core.period import ALWAYS, Moments
from percorso.sequence.journeys import Array, Journeys
from percorso.sequence.units import longs


class Cut(Mapping[str, Array]):
    """Columns of which some rows are kept."""

    def __init__(self, columns: Mapping[str, Array], kept: NDArray[np.int64]) -> None:
        self._columns, self._kept = columns, kept

    def __getitem__(self, name: str) -> Array:
        return self._columns[name][self._kept]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def inside(at: NDArray[np.int64], moments: Moments) -> NDArray[np.bool_]:
    """Mark the times from a moment to before another."""
    since, until = moments
    found = np.ones(len(at), np.bool_)
    if since is not None:
        found &= at >= since
    if until is not None:
        found &= at < until
    return found


def during(journeys: Journeys, moments: Moments) -> Journeys:
    """Keep the rows from a moment to before another; customers without any stay, and own no row."""
    if moments == ALWAYS:
        return journeys
    kept = inside(longs(journeys, "at"), moments)
    offsets = np.concatenate([[0], np.cumsum(kept)])[journeys.offsets].astype(np.int64)
    return replace(journeys, offsets=offsets, columns=Cut(journeys.columns, np.flatnonzero(kept)))
