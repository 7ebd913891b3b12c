"""Event ids: the identities of many events at once, from the ids that their sources gave them."""

from __future__ import annotations

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from percorso.collect.identity import digest
from percorso.sequence.kernels import kernel

Bytes = NDArray[np.uint8]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int32]
Words = NDArray[np.uint64]

_TEXT = pa.string()
_PLAIN = msgspec.json.Encoder().encode
# BLAKE2b as RFC 7693 has it: how a digest of 16 bytes without a key begins, which words each step mixes, and in which
# order each round takes the message's.
_BEGIN = np.array(
    [
        *(0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1),
        *(0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179),
    ],
    dtype=np.uint64,
)
_PARAMETERS = np.uint64(0x01010010)
_MIXED = np.array([[n, n + 4, n + 8, n + 12] for n in range(4)] + [
    [n, (n + 1) % 4 + 4, (n + 2) % 4 + 8, (n + 3) % 4 + 12] for n in range(4)
])  # fmt: skip
_ROUNDS = (
    *("0123456789abcdef", "ea489fd61c02b753", "b8c052fdae367194", "7931dcbe265a40f8", "905724afe1bc683d"),
    *("2c6a0b834d75fe19", "c51fed4a0763928b", "db7ec13950f4862a", "6fe9b308c2d714a5", "a2847615fb9e3cd0"),
)
_TAKEN = np.array([[int(sign, 16) for sign in text] for text in (*_ROUNDS, *_ROUNDS[:2])])
_BLOCK, _SIZE = 128, 32
_R16, _R24, _R32, _R63 = (np.uint64(by) for by in (16, 24, 32, 63))
_L48, _L40, _L1 = (np.uint64(by) for by in (48, 40, 1))
_QUOTE, _BACKSLASH, _BRACKET, _LETTERS = b'"\\] '
_DIGITS = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)


def event_ids(sources: pa.Array, message_ids: pa.Array) -> pa.Array:
    """Give events their identities, as ``rows.event_id`` does.

    Args:
        sources: string, of few distinct ones.
        message_ids: string; an event without one has an identity that means nothing.
    """
    coded = sources.dictionary_encode()
    words = coded.dictionary.to_pylist()
    begins = [_PLAIN(("id", source))[:-1] + b"," for source in words]
    codes = coded.indices.to_numpy().astype(np.int32, copy=False)
    _, ends, data = message_ids.buffers()
    offsets = np.frombuffer(ends, dtype=np.int32)[message_ids.offset : message_ids.offset + len(message_ids) + 1]
    texts = np.frombuffer(data or b"", dtype=np.uint8)
    written, left = np.empty(_SIZE * len(codes), dtype=np.uint8), np.zeros(len(codes), dtype=bool)
    first = np.cumsum([0, *map(len, begins)], dtype=np.int32)
    _digest(np.frombuffer(b"".join(begins), dtype=np.uint8), first, codes, texts, offsets, written, left)
    for row in np.flatnonzero(left).tolist():
        own = digest("id", words[codes[row]], message_ids[row].as_py())
        written[_SIZE * row : _SIZE * (row + 1)] = list(own.encode())
    places = np.arange(0, _SIZE * len(codes) + 1, _SIZE, dtype=np.int32)
    return pa.Array.from_buffers(_TEXT, len(codes), [None, pa.py_buffer(places), pa.py_buffer(written)])


@kernel("uint8[] int32[] int32[] uint8[] int32[] uint8[]! bool_[]!")
def _digest(begins: Bytes, first: Ints, codes: Ints, texts: Bytes, offsets: Ints, written: Bytes, left: Bools) -> None:
    """Digest what a source begins with, the id in quotation marks and a bracket; leave ids that JSON would escape."""
    state, mixed, message = np.empty(8, dtype=np.uint64), np.empty(16, dtype=np.uint64), np.empty(16, dtype=np.uint64)
    for row in range(len(codes)):
        own, begin = first[codes[row]], offsets[row]
        before = first[codes[row] + 1] - own
        end = before + 1 + offsets[row + 1] - begin
        length, done = end + 2, 0
        state[:] = _BEGIN
        state[0] ^= _PARAMETERS
        while done < length:
            message[:] = 0
            for at in range(done, min(done + _BLOCK, length)):
                if at < before:
                    octet = begins[own + at]
                elif at in (before, end):
                    octet = np.uint8(_QUOTE)
                elif at > end:
                    octet = np.uint8(_BRACKET)
                else:
                    octet = texts[begin + at - before - 1]
                    left[row] |= octet < _LETTERS or octet in (_QUOTE, _BACKSLASH)
                message[(at - done) >> 3] |= np.uint64(octet) << np.uint64(8 * ((at - done) & 7))
            done = min(done + _BLOCK, length)
            mixed[:8], mixed[8:] = state, _BEGIN
            mixed[12] ^= np.uint64(done)
            if done == length:
                mixed[14] = ~mixed[14]
            for turn in range(12):
                for step in range(8):
                    a, b, c, d = _MIXED[step]
                    mixed[a] += mixed[b] + message[_TAKEN[turn, 2 * step]]
                    word = mixed[d] ^ mixed[a]
                    mixed[d] = word >> _R32 | word << _R32
                    mixed[c] += mixed[d]
                    word = mixed[b] ^ mixed[c]
                    mixed[b] = word >> _R24 | word << _L40
                    mixed[a] += mixed[b] + message[_TAKEN[turn, 2 * step + 1]]
                    word = mixed[d] ^ mixed[a]
                    mixed[d] = word >> _R16 | word << _L48
                    mixed[c] += mixed[d]
                    word = mixed[b] ^ mixed[c]
                    mixed[b] = word >> _R63 | word << _L1
            state ^= mixed[:8] ^ mixed[8:]
        for at in range(_SIZE // 2):
            octet = np.uint8(state[at >> 3] >> np.uint64(8 * (at & 7)) & np.uint64(255))
            written[_SIZE * row + 2 * at], written[_SIZE * row + 2 * at + 1] = _DIGITS[octet >> 4], _DIGITS[octet & 15]
