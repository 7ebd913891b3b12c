"""Columns of text at the speed of arrays: scattered numbers, ids, choices out of a list."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

Numbers = np.ndarray[tuple[int], np.dtype[Any]]

_HEX = np.array([list(f"{byte:02x}".encode()) for byte in range(256)], dtype=np.uint8)


def scattered(numbers: Numbers, salt: int) -> Numbers:
    """Scatter numbers over 64 bits, each to its own (the finaliser of splitmix64; Steele, Lea and Flood 2014)."""
    mix = numbers.astype(np.uint64) + np.uint64(salt * 0x9E3779B97F4A7C15 % 2**64)
    mix = (mix ^ (mix >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mix = (mix ^ (mix >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mix ^ (mix >> np.uint64(31))


def hex_ids(numbers: Numbers, salt: int) -> pa.Array:
    """Give each number a text of 32 hexadecimal digits, the same for the same number and salt."""
    halves = np.stack([scattered(numbers, salt), scattered(numbers, salt + 1)], axis=1)
    digits = _HEX[halves.view(np.uint8).reshape(-1)].reshape(-1)
    offsets = np.arange(len(numbers) + 1, dtype=np.int32) * 32
    return pa.StringArray.from_buffers(len(numbers), pa.py_buffer(offsets), pa.py_buffer(digits))


def chosen(words: pa.Array, codes: Numbers) -> pa.Array:
    """Give the word at each code; a code below zero gives null."""
    return words.take(pa.array(codes, mask=codes < 0))


def numbered(numbers: Numbers) -> pa.Array:
    """Write whole numbers as text."""
    return pa.array(numbers.astype(np.int64)).cast(pa.string())
