"""Streams: random numbers that depend on the seed, the chunk and the purpose alone, and numbers made from numbers."""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Longs = NDArray[np.int64]
Reals = NDArray[np.float64]
Bools = NDArray[np.bool_]
Keys = NDArray[np.uint64]


def stream(seed: int, chunk: int, purpose: str) -> np.random.Generator:
    """Open the stream of a purpose: chunks may come in any order, and one purpose never moves another's numbers."""
    return np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, chunk, crc32(purpose.encode())])))


def mixed(numbers: NDArray[np.integer], *salts: int) -> Keys:
    """Turn numbers into well-mixed 64-bit keys (the finaliser of splitmix64), another for every salt."""
    keys = numbers.astype(np.uint64)
    for salt in (0, *salts):
        keys = keys + np.uint64((salt * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019) & 0xFFFFFFFFFFFFFFFF)
        keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        keys = keys ^ (keys >> np.uint64(31))
    return keys


def shares(keys: Keys) -> Reals:
    """Turn keys into numbers from 0 to below 1."""
    return (keys >> np.uint64(11)).astype(np.float64) / float(1 << 53)


def chosen(rng: np.random.Generator, weights: Reals, count: int) -> Longs:
    """Draw places in proportion to weights."""
    edges = np.cumsum(weights) / np.sum(weights)
    return np.minimum(np.searchsorted(edges, rng.random(count), side="right"), len(edges) - 1)


def chosen_by_row(rng: np.random.Generator, weights: Reals, rows: Longs) -> Longs:
    """Draw a place for each entry of ``rows`` in proportion to that row of ``weights``."""
    edges = np.cumsum(weights, axis=1)
    edges = edges / edges[:, -1:]
    drawn = rng.random(len(rows))
    found = np.zeros(len(rows), np.int64)
    for place in range(weights.shape[1] - 1):
        found += drawn >= edges[rows, place]
    return found


def repeated(counts: Longs) -> tuple[Longs, Longs]:
    """Give for every repetition whose it is, and which of that one's it is, from 0."""
    owner = np.repeat(np.arange(len(counts)), counts)
    starts = np.cumsum(counts) - counts
    return owner, np.arange(len(owner)) - starts[owner]
