from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from percorso.collect.json_tokens import AFTER, BEGIN, CLOSE, FINISH, KIND, OPEN, TEXT, VAST, Tokens, tokens


def cut(texts: Sequence[bytes]) -> Tokens:
    ends = np.cumsum([0, *map(len, texts)], dtype=np.int64)
    return tokens(np.frombuffer(b"".join(texts), dtype=np.uint8), ends)


values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
written = st.builds(
    lambda value, ascii_only, blanks: json.dumps(value, ensure_ascii=ascii_only, indent=1 if blanks else None).encode(),
    *(values, st.booleans(), st.booleans()),
)
# Texts that are nearly JSON: one byte of a good one is another, is gone, or comes once more.
marred = st.builds(
    lambda text, place, octet, kept: text[: place % (len(text) + 1)] + octet + text[place % (len(text) + 1) + kept :],
    *(
        written,
        st.integers(0, 60),
        st.sampled_from([b"", *map(bytes, zip(b'{}[]:,"\\0-.eEunt \x00\x1f'))]),
        st.integers(0, 1),
    ),
)


@given(st.lists(written | marred | st.binary(max_size=6), max_size=6))
@example(
    [
        b"01",
        b"-",
        b"-0",
        b"1.",
        b".5",
        b"1e",
        b"1E+",
        b"[1 2]",
        b'"\\x"',
        b'"\\ud83d"',
        b'"\\ud83d\\ude00"',
        b'"\\ude00"',
    ]
)
@example(
    [b"", b" ", b"nul", b"nulls", b"{,}", b'{"a"}', b'{"a":}', b'{"a":1,}', b"[,]", b"[1,]", b"]", b"1]", b"{]", b"[}"]
)
def test_a_text_is_sound_exactly_when_it_is_json(texts: list[bytes]) -> None:
    found = cut(texts)
    assert found.sound.tolist() == [_is_json(text) for text in texts]


def _is_json(text: bytes) -> bool:
    """Ask a library; bytes that are no UTF-8 are another's business."""
    try:
        msgspec.json.decode(text.decode("utf-8", "replace").encode())
    except msgspec.DecodeError:
        return False
    return True


@given(st.lists(written, min_size=1, max_size=4))
def test_what_follows_a_value_is_known(texts: list[bytes]) -> None:
    found = cut(texts)
    for text, first, end in zip(texts, found.firsts, found.firsts[1:], strict=False):
        assert found.tape[first, AFTER] == end
        assert _whole(found, first) == text.strip()
    opened = np.flatnonzero(found.tape[:, KIND] == OPEN)
    assert (found.tape[found.tape[opened, AFTER] - 1, KIND] == CLOSE).all()


def _whole(found: Tokens, token: int) -> bytes:
    quotes = int(found.tape[token, KIND] in (TEXT, TEXT + 1))
    begin, end = found.tape[token, BEGIN], found.tape[found.tape[token, AFTER] - 1, FINISH]
    return found.data[begin - quotes : end + quotes].tobytes()


@pytest.mark.parametrize("number", [b"1e999", b"-1E+100", b"9" * 301])
def test_a_number_that_may_be_beyond_all_bounds_is_told_apart(number: bytes) -> None:
    assert cut([number, b"1e99", b"9" * 300]).tape[:, KIND].tolist().count(VAST) == 1


@pytest.mark.parametrize(("depth", "sound"), [(64, True), (65, False), (100_000, False)])
def test_what_is_nested_deeper_than_calls_are_is_not_sound(depth: int, sound: bool) -> None:
    assert cut([b"[" * depth + b"]" * depth]).sound.tolist() == [sound]
