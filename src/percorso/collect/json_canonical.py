"""JSON tables as canonical text: members in the order of their keys, no blanks, and none at the top that is null.

What would have to be read to be written so is left to whoever reads one at a time: anything in escapes, keys that come
twice, and numbers that are not written the shortest way.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from percorso.collect.json_tokens import (
    AFTER,
    BEGIN,
    CLOSE,
    CLOSE_LIST,
    COMMA,
    ESCAPED,
    FINISH,
    INTEGER,
    KIND,
    NULL,
    NUMBER,
    OPEN,
    OPEN_LIST,
    TEXT,
    Tokens,
)
from percorso.sequence.kernels import kernel

Bytes = NDArray[np.uint8]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

# Members of one table beyond these are not put in order here, which takes a step for every two of them.
_WIDEST = 64
# As many as ``json_tokens`` lets lie within one another.
_DEEPEST = 64
# Integers that every reader holds exactly; of other numbers those with so few digits that they are written in full.
_LONGEST_INTEGER, _LONGEST_WHOLE, _LONGEST_FRACTION = 15, 11, 4
_MINUS, _POINT, _ZERO, _NINE, _COLON, _COMMA = b"-.09:,"
# What ends a list, and what a table.
_NO_MORE = -1
_TEXT = pa.string()


def canonical(tokens: Tokens, tables: Ints) -> pa.Array:
    """Write tables canonically.

    Args:
        tokens: of sound texts whose bytes are UTF-8.
        tables: int32, the tokens that open the tables; -1 for none.

    Returns:
        Their texts, null for those that could not be written.
    """
    held = tables[tables >= 0]
    after, sizes = tokens.tape[held, AFTER], np.zeros(len(tables), dtype=np.int64)
    sizes[tables >= 0] = after - held
    bases = np.cumsum(np.append(0, sizes))
    following, done = np.empty(bases[-1], dtype=np.int32), np.zeros(len(tables), dtype=bool)
    _arrange(tokens.data, tokens.tape, tables, bases, following, done)
    room = int((tokens.tape[after - 1, FINISH] - tokens.tape[held, BEGIN]).sum())
    written, ends = np.empty(room, dtype=np.uint8), np.zeros(len(tables) + 1, dtype=np.int32)
    _write(tokens.data, tokens.tape, tables, bases, following, done, written, ends)
    buffers = [pa.array(done).buffers()[1], pa.py_buffer(ends), pa.py_buffer(written[: ends[-1]])]
    return pa.Array.from_buffers(_TEXT, len(tables), buffers)


@kernel("uint8[] int32[,] int32[] int64[] int32[]! bool_[]!")
def _arrange(  # noqa: PLR0912  (a kernel calls no other)
    data: Bytes, tape: Ints, tables: Ints, bases: Longs, following: Ints, done: Bools
) -> None:
    """Chain each table's members in the order of their keys, from the table's own token on, and look for what is left.

    Members are counted from the table's token, and chained by insertion: most tables have a handful.
    """
    for row in range(len(tables)):
        if tables[row] < 0:
            continue
        first, sound = tables[row], True
        for token in range(first, tape[first, AFTER]):
            kind, begin, finish = tape[token, KIND], tape[token, BEGIN], tape[token, FINISH]
            if kind == ESCAPED:
                sound = False
            elif kind in (INTEGER, NUMBER):
                # Digits before and behind the point, and nothing else.
                start = begin + (data[begin] == _MINUS)
                point = finish
                for at in range(start, finish):
                    if data[at] == _POINT:
                        point = at
                    elif not _ZERO <= data[at] <= _NINE:
                        sound = False
                if kind == INTEGER:
                    sound &= finish - begin <= _LONGEST_INTEGER and (start == begin or data[start] != _ZERO)
                else:
                    sound &= point < finish <= point + 1 + _LONGEST_FRACTION and point - start <= _LONGEST_WHOLE
                    sound &= finish == point + 2 or data[finish - 1] != _ZERO
            elif kind == OPEN:
                here = bases[row] - first
                following[here + token] = _NO_MORE
                count, key = 0, token + 1
                while tape[key, KIND] != CLOSE and count <= _WIDEST:
                    key += tape[key, KIND] == COMMA
                    count += 1
                    size = tape[key, FINISH] - tape[key, BEGIN]
                    before = np.int64(token)
                    while following[here + before] != _NO_MORE:
                        other = np.int64(following[here + before])
                        width, same = tape[other, FINISH] - tape[other, BEGIN], 0
                        a, b = tape[key, BEGIN], tape[other, BEGIN]
                        while same < size and same < width and data[a + same] == data[b + same]:
                            same += 1
                        sound &= same < size or same < width
                        if same == size or (same < width and data[a + same] < data[b + same]):
                            break
                        before = other
                    following[here + key] = following[here + before]
                    following[here + before] = key
                    key = tape[key + 2, AFTER]
                sound &= count <= _WIDEST
        done[row] = sound


@kernel("uint8[] int32[,] int32[] int64[] int32[] bool_[] uint8[]! int32[]!")
def _write(  # noqa: PLR0912  (a kernel calls no other)
    data: Bytes, tape: Ints, tables: Ints, bases: Longs, following: Ints, done: Bools, written: Bytes, ends: Ints
) -> None:
    """Go from member to member along the chains, and from element to element."""
    opened, nexts = np.empty(_DEEPEST, dtype=np.int64), np.empty(_DEEPEST, dtype=np.int64)
    size = 0
    for row in range(len(tables)):
        here = bases[row] - tables[row]
        depth, value = -1, np.int64(tables[row]) if done[row] else np.int64(_NO_MORE)
        while value != _NO_MORE:
            kind, begin, finish = tape[value, KIND], tape[value, BEGIN], tape[value, FINISH]
            quote = 1 if kind == TEXT else 0
            for at in range(begin - quote, finish + quote):
                written[size] = data[at]
                size += 1
            if kind in (OPEN, OPEN_LIST):
                depth += 1
                opened[depth] = value
                nexts[depth] = following[here + value] if kind == OPEN else value + 1
            first = kind in (OPEN, OPEN_LIST)
            value = np.int64(_NO_MORE)
            while depth >= 0 and value == _NO_MORE:
                member = nexts[depth]
                is_table = tape[opened[depth], KIND] == OPEN
                if is_table and member != _NO_MORE:
                    nexts[depth] = following[here + member]
                    value = member + 2
                    if depth == 0 and tape[value, KIND] == NULL:
                        value = np.int64(_NO_MORE)
                        continue
                elif not is_table:
                    member += tape[member, KIND] == COMMA
                    if tape[member, KIND] != CLOSE_LIST:
                        value, nexts[depth] = member, tape[member, AFTER]
                if value == _NO_MORE:
                    # The token that closes it.
                    written[size] = data[tape[tape[opened[depth], AFTER] - 1, BEGIN]]
                    size += 1
                    depth -= 1
                    first = False
                    continue
                if not first:
                    written[size] = _COMMA
                    size += 1
                if is_table:
                    for at in range(tape[member, BEGIN] - 1, tape[member, FINISH] + 1):
                        written[size] = data[at]
                        size += 1
                    written[size] = _COLON
                    size += 1
        ends[row + 1] = size
