"""Spelling: the order of texts by their UTF-8 bytes, found from their first eight alone wherever these differ."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.sequence.codes import Ints
from percorso.sequence.kernels import kernel


def spelled(words: pa.Array) -> Ints:
    """Give the places of texts in the order of their letters; equal ones stand as they stood.

    Args:
        words: texts, none of them null.
    """
    whole = words.cast(pa.string())
    if not len(whole):
        return np.zeros(0, dtype=np.int64)
    _, offsets, data = whole.buffers()
    begins = np.frombuffer(offsets, dtype=np.int32)[whole.offset : whole.offset + len(whole) + 1]
    signs = np.zeros(0, dtype=np.uint8) if data is None else np.frombuffer(data, dtype=np.uint8)
    heads = np.empty(len(whole), dtype=np.uint64)
    _heads(begins, signs, heads)
    order: Ints = np.argsort(heads, kind="stable")
    same = heads[order[1:]] == heads[order[:-1]]
    tied = np.flatnonzero(np.append(same, False) | np.append(False, same))
    # Rows that begin alike lie side by side, so that sorting all of them at once leaves each group where it is.
    alike = order[tied]
    order[tied] = alike[pc.sort_indices(whole.take(pa.array(alike))).to_numpy()]
    return order


@kernel("int32[] uint8[] uint64[]!")
def _heads(begins: NDArray[np.int32], signs: NDArray[np.uint8], heads: NDArray[np.uint64]) -> None:
    """Read the first eight bytes of each text as a number; what a shorter one lacks is zero."""
    for word in range(len(heads)):
        head = np.uint64(0)
        for place in range(8):
            at = begins[word] + place
            sign = signs[at] if at < begins[word + 1] else np.uint8(0)
            head = (head << np.uint64(8)) | np.uint64(sign)
        heads[word] = head
