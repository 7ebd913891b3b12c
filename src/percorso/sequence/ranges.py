"""Ranges: journeys held in memory asked some customers at a time, so that threads share them and little is held."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import reduce
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from percorso.sequence.journeys import Array, Journeys
from percorso.sequence.protocol import Analysis

Partial = TypeVar("Partial")
Result = TypeVar("Result")
Longs = NDArray[np.int64]

# Fewer rows are asked at once; of more, these are asked at a time.
_FEW, _ROWS = 500_000, 6_000_000
_THREADS = 2


class Slice(Mapping[str, Array]):
    """Columns of which the rows from one to before another are shown, none of them copied."""

    def __init__(self, columns: Mapping[str, Array], begin: int, end: int) -> None:
        self._columns, self._rows = columns, slice(begin, end)

    def __getitem__(self, name: str) -> Array:
        return self._columns[name][self._rows]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def edges(offsets: Longs, parts: int) -> Longs:
    """Cut customers into parts of about as many rows: where each begins, and the end; none is without a customer."""
    wanted = np.linspace(0, offsets[-1], parts + 1)[1:-1]
    inner = np.searchsorted(offsets, wanted)
    return np.unique(np.concatenate([[0], inner, [len(offsets) - 1]])).astype(np.int64)


def ranges(journeys: Journeys) -> tuple[Journeys, ...]:
    """Give journeys as several, each of some customers who follow each other; what these remember stays with them."""
    if journeys.rows < _FEW:
        return (journeys,)
    return journeys.remembered.of("ranges", lambda: tuple(_cut(journeys)))


def asked(analysis: Analysis[Partial, Result], journeys: Journeys) -> Result:
    """Put a question to journeys held in memory; the answer is that of all of them at once."""
    parts = ranges(journeys)
    if len(parts) == 1:
        return analysis.finish(analysis.map(journeys))
    with ThreadPoolExecutor(_THREADS) as pool:
        return analysis.finish(reduce(analysis.combine, pool.map(analysis.map, parts)))


def _cut(journeys: Journeys) -> Iterator[Journeys]:
    rows, offsets = journeys.rows, journeys.offsets
    places = edges(offsets, _THREADS * -(-rows // (_THREADS * _ROWS))).tolist()
    for begin, end in itertools.pairwise(places):
        own = offsets[begin : end + 1]
        yield replace(
            journeys,
            keys=journeys.keys[begin:end],
            offsets=own - own[0],
            columns=Slice(journeys.columns, int(own[0]), int(own[-1])),
            ids=journeys.ids[begin:end] if len(journeys.ids) else (),
        )
