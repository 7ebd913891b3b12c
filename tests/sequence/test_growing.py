from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence.growing import Growing, GrowingTexts, list_met, narrowest

TEXTS = st.lists(st.sampled_from(["a", "b", "c", "", None]), max_size=8)


@given(st.lists(TEXTS, max_size=4), st.booleans())
def test_texts_are_numbered_as_they_are_met_first(parts: list[list[str | None]], coded: bool) -> None:
    column = GrowingTexts()
    for part in parts:
        array = pa.array(part, pa.string())
        column.add_texts(pa.chunked_array([array.dictionary_encode() if coded else array]))
    texts = [one for part in parts for one in part]
    words = list(dict.fromkeys(one for one in texts if one))
    assert column.words == tuple(words)
    assert column.whole().tolist() == [words.index(one) if one else -1 for one in texts]


def test_a_dictionary_in_another_order_changes_no_number() -> None:
    column = GrowingTexts()
    indices = pa.array([2, None, 0], pa.int8())
    column.add_texts(pa.chunked_array([pa.DictionaryArray.from_arrays(indices, pa.array(["x", "unused", "y"]))]))
    assert (column.words, column.whole().tolist()) == (("y", "x"), [0, -1, 1])


def test_what_is_no_text_is_written_as_one() -> None:
    column = GrowingTexts()
    column.add_texts(pa.chunked_array([[7, 7, None]]))
    assert (column.words, column.whole().tolist()) == (("7",), [0, 0, -1])


def test_a_column_is_as_wide_as_its_widest_part() -> None:
    column = Growing()
    for part in (np.array([1], np.int8), np.array([300], np.int16), np.array([-2], np.int8)):
        column.add(part)
    whole = column.whole()
    assert whole.tolist() == [1, 300, -2]
    assert whole.dtype == np.int16


def test_nothing_grows_to_nothing() -> None:
    assert Growing().whole().tolist() == []


@pytest.mark.parametrize(
    ("largest", "kind"), [(0, np.int8), (127, np.int8), (128, np.int16), (40_000, np.int32), (2**31, np.int64)]
)
def test_numbers_take_the_narrowest_width(largest: int, kind: type) -> None:
    assert narrowest(largest) is kind


@given(st.lists(st.integers(-1, 4)))
def test_codes_are_listed_as_they_are_met(codes: list[int]) -> None:
    count, met = np.zeros(1, np.int64), np.empty(5, np.int64)
    list_met(np.array(codes, np.int32), count, met)
    assert met[: count[0]].tolist() == list(dict.fromkeys(one for one in codes if one >= 0))
