from __future__ import annotations

import json

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from collect.test_json_tokens import cut
from percorso.collect.json_texts import columns

letters = st.text(max_size=6) | st.sampled_from(
    [" a ", "\u2003", "\t", "\x00", "a\u2003", "😀", "\ud7ff\ue000\uffff", "é"]
)


@given(st.lists(letters, min_size=1, max_size=6), st.booleans())
@example(['"\\/\b\f\n\r\t', "\x7f\x80\u07ff\u0800\uffff\U00010000\U0010ffff"], True)
def test_a_text_is_what_a_library_reads_without_the_blanks_around_it(said: list[str], ascii_only: bool) -> None:
    found = cut([json.dumps(one, ensure_ascii=ascii_only).encode() for one in said])
    wanted = np.array([[*range(len(said)), -1]], dtype=np.int32)
    (texts,) = columns(found, wanted, np.zeros(1, dtype=bool))
    # Arrow and Python hold other things than each other for blanks at U+001C to U+001F, which nobody sends.
    assert texts.to_pylist() == [*(one.strip() or None for one in said), None]


def test_every_escape_that_json_has_is_read() -> None:
    found = cut([rb'"\"\\\/\b\f\n\r\tx\u00e9\uD83D\uDE00\u20AC"'])
    (texts,) = columns(found, np.zeros((1, 1), dtype=np.int32), np.zeros(1, dtype=bool))
    assert texts.to_pylist() == ['"\\/\b\f\n\r\txé😀€']


def test_values_as_they_are_written_keep_every_byte() -> None:
    values = ['{"a": [1, "\\u00e9"]}', '" a "', '""', "12.50", "null", "[]"]
    found = cut([value.encode() for value in values])
    wanted = found.firsts[None, :-1].astype(np.int32)
    (texts,) = columns(found, wanted, np.ones(1, dtype=bool))
    assert texts.to_pylist() == values


def test_columns_stand_beside_each_other_whatever_their_sizes() -> None:
    found = cut([b'"aa"', b'" b"', b'"ccc"'])
    wanted = np.array([[0, 1, 2], [-1, -1, -1], [2, -1, 0]], dtype=np.int32)
    told = columns(found, wanted, np.array([False, False, True]))
    assert [one.to_pylist() for one in told] == [["aa", "b", "ccc"], [None] * 3, ['"ccc"', None, '"aa"']]
