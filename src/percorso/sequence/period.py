"""A period of journeys: the same customers with the rows of some time alone, each column cut when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from percorso.core.period import ALWAYS, Moments
from percorso.sequence.journeys import TOUCH, Array, Journeys
from percorso.sequence.kernels import Narrow, kernel
from percorso.sequence.units import longs

Bytes = NDArray[np.int8]
Longs = NDArray[np.int64]

# Before and after every moment.
ENDS = (-(2**63), 2**63 - 1)


class Cut(Mapping[str, Array]):
    """Columns of which some rows are kept; one that was cut stays for whoever asks for it again."""

    def __init__(self, columns: Mapping[str, Array], kept: NDArray[np.int64]) -> None:
        self._columns, self._kept = columns, kept
        self._cut: dict[str, Array] = {}

    def __getitem__(self, name: str) -> Array:
        if name not in self._cut:
            self._cut[name] = self._columns[name][self._kept]
        return self._cut[name]

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
    since, until = (bound if one is None else one for one, bound in zip(moments, ENDS, strict=True))
    offsets, kept = np.zeros(len(journeys.offsets), np.int64), np.empty(journeys.rows, np.int64)
    keep_inside(journeys.offsets, longs(journeys, "at"), since, until, offsets, kept)
    return replace(journeys, offsets=offsets, columns=Cut(journeys.columns, kept[: offsets[-1]]))


@kernel("int64[] int64[] int64 int64 int64[]! int64[]!")
def keep_inside(offsets: Longs, at: Longs, since: int, until: int, new_offsets: Longs, kept: Longs) -> None:
    """Write the rows from ``since`` to before ``until``, and where each customer's begin among them."""
    written = 0
    new_offsets[0] = 0
    for customer in range(len(offsets) - 1):
        for row in range(offsets[customer], offsets[customer + 1]):
            if at[row] >= until:
                break
            if at[row] >= since:
                kept[written] = row
                written += 1
        new_offsets[customer + 1] = written


@kernel("int64[] int8[] code[] int64 int64 int64[]!")
def count_touches(at: Longs, role: Bytes, codes: Narrow, since: int, until: int, counts: Longs) -> None:
    """Count the touches from ``since`` to before ``until`` by their code, which -1 stands before."""
    for row in range(len(at)):
        # The processor cannot guess which rows count, so all are counted, by nought or one.
        counts[codes[row] + 1] += np.int64((role[row] == TOUCH) & (at[row] >= since) & (at[row] < until))
