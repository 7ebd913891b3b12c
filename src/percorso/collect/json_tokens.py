r"""JSON tokens: many texts cut into tokens at once, and how their values lie within one another.

What is cut is checked: a text that is not one whole JSON value by RFC 8259, that holds half a character of UTF-16
(``\\ud83d`` alone) or that is nested deeper than calls are, is not sound, and is left to whoever reads one at a time.
That bytes are UTF-8 is not checked here.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.sequence.kernels import kernel

Bytes = NDArray[np.uint8]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

# Kinds of tokens. VAST is a number that may be beyond what computers reckon with.
WRONG, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST, COLON, COMMA = range(7)
TEXT, ESCAPED, NULL, TRUE, FALSE, INTEGER, NUMBER, VAST = range(7, 15)
KINDS = 15
# A text of digits no longer than this is no number beyond all bounds.
_LONGEST_NUMBER = 300
_DEEPEST = 64

# States of the cutter: where a token begins, what is no JSON, and that a token ended with the byte before.
_START, _AMISS, _END = 0, 1, 255
# What may come next, beside a value: see ``_pair``.
_VALUE, _FIRST_VALUE, _FIRST_KEY, _KEY, _COLON, _NEXT, _DONE = range(7)

_BLANK = -1
_BLANKS, _DIGITS = b" \t\n\r", b"0123456789"
_HEX = b"0123456789abcdefABCDEF"
_LETTERS = bytes(octet for octet in range(0x20, 0x100) if octet not in b'"\\')
_WORDS = {"true": TRUE, "false": FALSE, "null": NULL}
_MARKS = {"{": OPEN, "}": CLOSE, "[": OPEN_LIST, "]": CLOSE_LIST, ":": COLON, ",": COMMA}
# The states in which a token may end, and what it is then.
_ENDINGS = {
    **_MARKS,
    **_WORDS,
    "blank": _BLANK,
    "text": TEXT,
    "escaped": ESCAPED,
    "0": INTEGER,
    "1": INTEGER,
    ".1": NUMBER,
    "e1": NUMBER,
    "e2": NUMBER,
    "e3": VAST,
}
# From a state, by any of some bytes, into another: JSON as RFC 8259 draws it.
_TURNS = (
    *((before, _BLANKS, "blank") for before in ("start", "blank")),
    *(("start", mark.encode(), mark) for mark in _MARKS),
    *(
        (word[:place] or "start", word[place].encode(), word[: place + 1])
        for word in _WORDS
        for place in range(len(word))
    ),
    *(("start", b'"', "text…"), ("text…", _LETTERS, "text…"), ("text…", b'"', "text"), ("text…", b"\\", "\\")),
    *(("escaped…", _LETTERS, "escaped…"), ("escaped…", b'"', "escaped"), ("escaped…", b"\\", "\\")),
    *(("\\", b'"\\/bfnrt', "escaped…"), ("\\", b"u", "u")),
    *(
        ("u", bytes(set(_HEX) - set(b"dD")), "u0"),
        ("u0", _HEX, "u00"),
        ("u00", _HEX, "u000"),
        ("u000", _HEX, "escaped…"),
    ),
    # Half a character, high then low, which together are one.
    *(("u", b"dD", "ud"), ("ud", b"01234567", "u00"), ("ud", b"89abAB", "ud8"), ("ud8", _HEX, "ud80")),
    *(("ud80", _HEX, "high"), ("high", b"\\", "high\\"), ("high\\", b"u", "low"), ("low", b"dD", "lowd")),
    ("lowd", b"cdefCDEF", "u00"),
    *(("start", b"-", "-"), *((before, b"0", "0") for before in ("start", "-"))),
    *((before, b"123456789", "1") for before in ("start", "-")),
    *(("1", _DIGITS, "1"), ("0", b".", "."), ("1", b".", "."), (".", _DIGITS, ".1"), (".1", _DIGITS, ".1")),
    *((before, b"eE", "e") for before in ("0", "1", ".1")),
    *(("e", b"+-", "e+"), *((before, _DIGITS, "e1") for before in ("e", "e+"))),
    *((f"e{size}", _DIGITS, f"e{min(size + 1, 3)}") for size in (1, 2, 3)),
)


# What the tape tells of a token.
KIND, BEGIN, FINISH, AFTER = range(4)


class Tokens(NamedTuple):
    """Texts cut into tokens.

    Attributes:
        data: uint8, the bytes of all texts, one after another.
        tape: int32, a row for each token: its kind; where its bytes begin and end, of a text without its quotation
            marks; and of one that begins a value the row after that value, of any other -1.
        firsts: int64, each text's first token, and the end of the last one's.
        sound: which texts are JSON.
        vast: int32, the tokens that are numbers which may be beyond what computers reckon with.
    """

    data: Bytes
    tape: Ints
    firsts: Longs
    sound: Bools
    vast: Ints


def tokens(data: Bytes, ends: Longs) -> Tokens:
    """Cut texts into tokens.

    Args:
        data: their bytes, less than 2 GB.
        ends: where each text ends, after a 0.
    """
    turns, kinds_of = _turns()
    # There are fewer tokens than bytes; of memory that is never touched the system gives none.
    tape, firsts = np.empty((len(data), 4), dtype=np.int32), np.zeros(len(ends), dtype=np.int64)
    _cut(data, ends, turns, kinds_of, tape, firsts)
    tape, sound = tape[: firsts[-1]], np.zeros(len(ends) - 1, dtype=bool)
    _pair(firsts, tape, sound)
    return Tokens(data, tape, firsts, sound, np.flatnonzero(tape[:, KIND] == VAST).astype(np.int32))


@kernel("uint8[] int64[] uint8[,] int32[] int32[,]! int64[]!")
def _cut(data: Bytes, ends: Longs, turns: Bytes, kinds_of: Ints, tape: Ints, firsts: Longs) -> None:
    """Follow the cutter's states from byte to byte; a text is left at its first wrong token."""
    token = 0
    for text in range(len(ends) - 1):
        at, end = ends[text], ends[text + 1]
        while at < end:
            begin, state = at, _START
            while at < end:
                turned = turns[state, data[at]]
                # Nearly all bytes are letters within a text.
                while turned == state and at + 1 < end:
                    at += 1
                    turned = turns[state, data[at]]
                if turned == _END:
                    break
                state = turned
                at += 1
            kind = kinds_of[state]
            if kind == _BLANK:
                continue
            if kind in (INTEGER, NUMBER) and at - begin > _LONGEST_NUMBER:
                kind = VAST
            quotes = 1 if kind in (TEXT, ESCAPED) else 0
            tape[token, KIND], tape[token, AFTER] = kind, -1
            tape[token, BEGIN], tape[token, FINISH] = begin + quotes, at - quotes
            token += 1
            if kind == WRONG:
                break
        firsts[text + 1] = token


@kernel("int64[] int32[,]! bool_[]!")
def _pair(firsts: Longs, tape: Ints, sound: Bools) -> None:  # noqa: PLR0912  (a kernel calls no other)
    """Follow each text by JSON's grammar, and note where each value ends."""
    opened = np.empty(_DEEPEST, dtype=np.int64)
    for text in range(len(firsts) - 1):
        depth, want = 0, _VALUE
        for token in range(firsts[text], firsts[text + 1]):
            kind = tape[token, KIND]
            ended = -1
            if want in (_KEY, _FIRST_KEY):
                if kind in (TEXT, ESCAPED):
                    want = _COLON
                elif kind == CLOSE and want == _FIRST_KEY:
                    ended = opened[depth - 1]
                else:
                    break
            elif want == _COLON:
                if kind != COLON:
                    break
                want = _VALUE
            elif want == _NEXT:
                within = tape[opened[depth - 1], KIND]
                if kind == COMMA:
                    want = _KEY if within == OPEN else _VALUE
                elif kind == within + 1:
                    ended = opened[depth - 1]
                else:
                    break
            elif want == _DONE:
                depth = -1
                break
            elif kind in (OPEN, OPEN_LIST):
                if depth == _DEEPEST:
                    break
                opened[depth] = token
                depth += 1
                want = _FIRST_KEY if kind == OPEN else _FIRST_VALUE
            elif kind == CLOSE_LIST and want == _FIRST_VALUE:
                ended = opened[depth - 1]
            elif kind >= TEXT:
                ended = token
            else:
                break
            if ended >= 0:
                depth -= 1 if ended != token else 0
                tape[ended, AFTER] = token + 1
                want = _NEXT if depth else _DONE
        sound[text] = depth == 0 and want == _DONE


@cache
def _turns() -> tuple[Bytes, Ints]:
    """Number the cutter's states: what each turns to by each byte, and what a token is that ends in it."""
    names = {"start": _START, "amiss": _AMISS}
    for before, _, then in _TURNS:
        for name in (before, then):
            names.setdefault(name, len(names))
    turns = np.full((len(names), 256), _AMISS, dtype=np.uint8)
    kinds_of = np.full(len(names), WRONG, dtype=np.int32)
    turns[_AMISS] = _END
    for name, kind in _ENDINGS.items():
        turns[names[name]], kinds_of[names[name]] = _END, kind
    for before, octets, then in _TURNS:
        turns[names[before], list(octets)] = names[then]
    return turns, kinds_of
