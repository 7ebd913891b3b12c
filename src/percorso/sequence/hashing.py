"""Hashing: BLAKE2b (RFC 7693) of many short texts, side by side; the standard library's takes one a call."""

from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from percorso.sequence.codes import Ints
from percorso.sequence.kernels import in_parts, kernel

Words = NDArray[np.uint64]

# The fractions of the square roots of the first eight primes (RFC 7693, 2.6).
_START = np.array(
    [
        *(0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1),
        *(0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179),
    ],
    dtype=np.uint64,
)
# Which words of a text each round mixes in, and into which four of the state (RFC 7693, 2.7 and 3.2).
_ROUNDS = np.array(
    [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
        [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
        [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
        [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
        [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
        [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
        [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
        [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
        [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
        [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
        [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
    ],
    dtype=np.int64,
)
_MIXED = np.array(
    [
        *([0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15]),
        *([0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]),
    ],
    dtype=np.int64,
)
# Longer texts are left to the standard library.
_BLOCK = 128


def hashed(texts: pa.Array) -> Words:
    """Give each text the number that its 8-byte BLAKE2b is, read from left to right.

    Args:
        texts: none of them null.
    """
    return digests(texts, 8).view(">u8")[:, 0].astype(np.uint64)


def digests(texts: pa.Array, size: int) -> NDArray[np.uint8]:
    """Give each text its BLAKE2b without a key: a row of as many bytes as asked for, 8 or 16.

    Args:
        texts: none of them null.
        size: bytes of a digest.
    """
    whole = texts.cast(pa.string())
    found = np.empty((len(whole), size), dtype=np.uint8)
    if not len(whole):
        return found
    _, offsets, data = whole.buffers()
    begins = np.frombuffer(offsets, dtype=np.int32)[whole.offset : whole.offset + len(whole) + 1]
    signs = np.zeros(0, dtype=np.uint8) if data is None else np.frombuffer(data, dtype=np.uint8)
    in_parts(
        lambda begin, end: _hash(begins[begin : end + 1], signs, _START, _ROUNDS, _MIXED, found[begin:end]),
        len(found),
        len(found),
    )
    for row in np.flatnonzero(np.diff(begins) > _BLOCK).tolist():
        found[row] = list(hashlib.blake2b(whole[row].as_py().encode(), digest_size=size).digest())
    return found


@kernel("int32[] uint8[] uint64[] int64[,] int64[,] uint8[,]!")
def _hash(
    begins: NDArray[np.int32],
    signs: NDArray[np.uint8],
    start: Words,
    rounds: Ints,
    mixed: Ints,
    found: NDArray[np.uint8],
) -> None:
    """Hash texts of one block, 64 side by side, so that one instruction serves several."""
    text, state = np.empty((16, 64), dtype=np.uint64), np.empty((16, 64), dtype=np.uint64)
    to_32, to_24, to_16, to_63 = np.uint64(32), np.uint64(24), np.uint64(16), np.uint64(63)
    by_32, by_40, by_48, by_1 = np.uint64(32), np.uint64(40), np.uint64(48), np.uint64(1)
    # How many bytes are wanted, and that there is no key.
    told, size = np.uint64(0x01010000 | found.shape[1]), found.shape[1]
    for begin in range(0, len(found), 64):
        count = min(64, len(found) - begin)
        text[:] = 0
        for word in range(8):
            state[word], state[word + 8] = start[word], start[word]
        state[0] ^= told
        # This block is the last one.
        state[14] ^= np.uint64(0xFFFFFFFFFFFFFFFF)
        for row in range(count):
            first = begins[begin + row]
            length = min(begins[begin + row + 1] - first, 128)
            state[12, row] ^= np.uint64(length)
            for place in range(length):
                text[place >> 3, row] |= np.uint64(signs[first + place]) << np.uint64(place % 8 * 8)
        for turn in range(len(rounds)):
            for step in range(8):
                one, other = rounds[turn, 2 * step], rounds[turn, 2 * step + 1]
                a, b, c, d = mixed[step, 0], mixed[step, 1], mixed[step, 2], mixed[step, 3]
                for row in range(64):
                    p = state[a, row] + state[b, row] + text[one, row]
                    s = state[d, row] ^ p
                    s = s >> to_32 | s << by_32
                    r = state[c, row] + s
                    q = state[b, row] ^ r
                    q = q >> to_24 | q << by_40
                    p = p + q + text[other, row]
                    s ^= p
                    s = s >> to_16 | s << by_48
                    r = r + s
                    q ^= r
                    state[a, row], state[b, row] = p, q >> to_63 | q << by_1
                    state[c, row], state[d, row] = r, s
        for row in range(count):
            for word in range(size >> 3):
                digest = start[word] ^ state[word, row] ^ state[word + 8, row]
                if word == 0:
                    digest ^= told
                for place in range(8):
                    found[begin + row, 8 * word + place] = digest >> np.uint64(8 * place) & np.uint64(255)
