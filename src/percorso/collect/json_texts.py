"""JSON texts as Arrow columns: what tokens write, unescaped and without the blanks around it, or as it stands."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.collect.json_tokens import AFTER, BEGIN, ESCAPED, FINISH, KIND, TEXT, Tokens
from percorso.sequence.kernels import kernel

Bytes = NDArray[np.uint8]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

# The first bytes of blanks are these, or those beyond ASCII.
_BLANK, _BEYOND = 0x20, 0x80
_BACKSLASH, _UNICODE = 0x5C, 0x75
_HIGH, _LOW = 0xD800, 0xDC00
_QUOTES = 2
# What stands for what after a backslash, and what a digit of sixteen is worth.
_MEANT = np.arange(256, dtype=np.uint8)
_MEANT[list(b"bfnrt")] = list(b"\b\f\n\r\t")
_WORTH = np.zeros(256, dtype=np.int32)
_WORTH[list(b"0123456789abcdef")] = range(16)
_WORTH[list(b"ABCDEF")] = range(10, 16)


def columns(tokens: Tokens, wanted: Ints, as_written: Bools) -> list[pa.Array]:
    """Give what values say as columns of texts.

    A text or a number is given without the blanks around it, and blanks alone are nothing; where values are given as
    they are written, all of a value is given as JSON.

    Args:
        tokens: whose bytes are UTF-8.
        wanted: int32, a row for each column: the tokens that begin its values, -1 for none.
        as_written: which columns are given as they are written.
    """
    offsets = np.zeros((len(wanted), wanted.shape[1] + 1), dtype=np.int32)
    _measure(tokens.tape, wanted, offsets)
    bases = np.concatenate([[0], np.cumsum(offsets[:, -1], dtype=np.int64)])
    written, blank = np.empty(bases[-1], dtype=np.uint8), np.zeros(len(wanted), dtype=bool)
    _copy(tokens.data, tokens.tape, wanted, as_written, _MEANT, _WORTH, bases, offsets, written, blank)
    return [
        _column(ends, written[base : base + ends[-1]], trim=bool(edge))
        for ends, base, edge in zip(offsets, bases, blank & ~as_written, strict=False)
    ]


def _column(ends: Ints, written: Bytes, *, trim: bool) -> pa.Array:
    """Lay out one column, of memory of its own: one that is kept shall not keep the others'."""
    held = pa.array(ends[1:] > ends[:-1]).buffers()[1]
    buffers = [held, pa.py_buffer(ends.tobytes()), pa.py_buffer(written.tobytes())]
    found = pa.Array.from_buffers(pa.string(), len(ends) - 1, buffers)
    if not trim:
        return found
    trimmed = pc.utf8_trim_whitespace(found)
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)


@kernel("int32[,] int32[,] int32[,]!")
def _measure(tape: Ints, wanted: Ints, offsets: Ints) -> None:
    """Take as much room for each value as its text has with everything around it."""
    # By rows, here and below: what one row asks for lies close together.
    for row in range(wanted.shape[1]):
        for column in range(len(wanted)):
            token = wanted[column, row]
            size = 0 if token < 0 else tape[tape[token, AFTER] - 1, FINISH] - tape[token, BEGIN] + _QUOTES
            offsets[column, row + 1] = offsets[column, row] + size


@kernel("uint8[] int32[,] int32[,] bool_[] uint8[] int32[] int64[] int32[,]! uint8[]! bool_[]!")
def _copy(  # noqa: PLR0912  (a kernel calls no other)
    data: Bytes,
    tape: Ints,
    wanted: Ints,
    as_written: Bools,
    meant: Bytes,
    worth: Ints,
    bases: Longs,
    offsets: Ints,
    written: Bytes,
    blank: Bools,
) -> None:
    """Copy byte by byte, and where something is escaped, what is meant."""
    for cell in range(wanted.size):
        row, column = cell // len(wanted), cell % len(wanted)
        token = wanted[column, row]
        first = bases[column] + offsets[column, row]
        size, at, end = first, 0, 0
        if token >= 0:
            kind, at, end = tape[token, KIND], tape[token, BEGIN], tape[tape[token, AFTER] - 1, FINISH]
            if as_written[column] and kind in (TEXT, ESCAPED):
                at, end = at - 1, end + 1
            if as_written[column] or kind != ESCAPED:
                for octet in data[at:end]:
                    written[size] = octet
                    size += 1
                at = end
        while at < end:
            octet = data[at]
            at += 1
            if octet != _BACKSLASH or data[at] != _UNICODE:
                written[size] = octet if octet != _BACKSLASH else meant[data[at]]
                at += octet == _BACKSLASH
                size += 1
                continue
            at += 1
            point = 0
            for place in range(4):
                point = 16 * point + worth[data[at + place]]
            at += 4
            if _HIGH <= point < _LOW:
                low = 0
                for place in range(4):
                    low = 16 * low + worth[data[at + 2 + place]]
                at += 6
                point = 0x10000 + ((point - _HIGH) << 10) + (low - _LOW)
            # UTF-8, as RFC 3629 has it: the more bytes the higher.
            more = (point > 0x7F) + (point > 0x7FF) + (point > 0xFFFF)
            if more:
                written[size] = (0xF0 << (3 - more)) & 0xFF | point >> 6 * more
            else:
                written[size] = point
            for place in range(1, more + 1):
                written[size + place] = 0x80 | (point >> 6 * (more - place)) & 0x3F
            size += 1 + more
        offsets[column, row + 1] = size - bases[column]
        if size > first:
            for edge in (written[first], written[size - 1]):
                if edge <= _BLANK or edge >= _BEYOND:
                    blank[column] = True
