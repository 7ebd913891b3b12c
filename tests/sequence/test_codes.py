import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence.codes import Coded, distinct, first_rows, first_rows_of_each, last_rows, numbers, texts
from percorso.sequence.words import Shared

words = st.one_of(st.none(), st.sampled_from(["a", "b", "A", "", "è"]))


@given(st.lists(words))
def test_coding_keeps_every_text_and_every_gap(values: list[str | None]) -> None:
    assert Coded.of(pa.chunked_array([values], pa.string())).to_arrow().to_pylist() == values


def test_a_dictionary_column_codes_like_a_plain_one() -> None:
    values = pa.array(["a", None, "b", "a"], pa.string())
    assert Coded.of(values.dictionary_encode()).to_arrow().to_pylist() == values.to_pylist()


@given(st.lists(words), st.lists(words))
def test_chunks_with_dictionaries_of_their_own_share_their_words(
    some: list[str | None], more: list[str | None]
) -> None:
    chunks = [pa.array(values, pa.string()).dictionary_encode() for values in (some, more)]
    coded = Coded.of(pa.chunked_array(chunks, pa.dictionary(pa.int32(), pa.string())))
    assert coded.to_arrow().to_pylist() == some + more
    assert len(set(coded.words)) == len(coded.words)


@given(st.lists(words))
def test_numbers_are_the_codes_without_the_words(values: list[str | None]) -> None:
    for column in (pa.array(values, pa.string()), pa.array(["b", *values], pa.string()).dictionary_encode().slice(1)):
        assert numbers(column).tolist() == Coded.of(column).codes.tolist()


def test_words_that_no_row_has_are_left_out() -> None:
    assert Coded.of(pa.array(["a", "b", None, "c"]).dictionary_encode().slice(1, 2)).words == ("b",)


def test_columns_that_share_their_words_keep_them_all_and_ask_once_what_becomes_of_each() -> None:
    asked: list[str] = []

    def change(text: str) -> str:
        asked.append(text)
        return text.upper()

    held = Shared(pa.array(["a", "b", "A"]))
    for indices in ([1, None, 1], [None, 0, 2, 0]):
        column = pa.DictionaryArray.from_arrays(pa.array([0, *indices], pa.int32()), held.array).slice(1)
        coded = Coded.of(column)
        assert coded.words is held.words
        assert coded.to_arrow().to_pylist() == column.to_pylist()
        assert coded.used() == tuple(word for word in held.words if word in column.to_pylist())
        changed = coded.into(change, key="upper").to_arrow().to_pylist()
        assert changed == [None if text is None else text.upper() for text in column.to_pylist()]
    assert asked == ["a", "b", "A"]


def test_a_column_of_fewer_rows_than_shared_words_has_but_its_own() -> None:
    held = Shared(pa.array(["a", "b", "c"]))
    assert Coded.of(pa.DictionaryArray.from_arrays(pa.array([1, 1], pa.int32()), held.array)).words == ("b",)


@given(st.lists(words))
def test_a_changed_text_is_changed_in_every_row_and_equal_results_share_a_word(values: list[str | None]) -> None:
    changed = Coded.of(pa.array(values, pa.string())).into(lambda text: text.lower() or None)
    assert changed.to_arrow().to_pylist() == [value.lower() or None if value is not None else None for value in values]
    assert len(set(changed.words)) == len(changed.words)


@given(st.lists(words))
def test_of_texts_that_fail_a_test_nothing_is_left(values: list[str | None]) -> None:
    changed = Coded.of(pa.array(values, pa.string())).into(str.lower, lambda text: text != "b")
    assert changed.to_arrow().to_pylist() == [None if value in (None, "b") else value.lower() for value in values]


@given(st.lists(words))
def test_a_test_of_texts_never_passes_for_a_gap(values: list[str | None]) -> None:
    passed = Coded.of(pa.array(values, pa.string())).having(lambda text: text != "a")
    assert passed.tolist() == [value is not None and value != "a" for value in values]


def test_texts_of_missing_rows_are_missing() -> None:
    coded = Coded.of(pa.array(["a", "b"], pa.string()))
    assert coded.take(np.array([1, -1, 0])).to_arrow().to_pylist() == ["b", None, "a"]
    assert coded.where(np.array([False, True])).to_arrow().to_pylist() == [None, "b"]
    assert texts(("x", None), np.array([0, 1, -1])).to_pylist() == ["x", None, None]


def test_nothing_can_be_coded() -> None:
    empty = Coded.of(pa.chunked_array([], pa.string()))
    assert empty.to_arrow().to_pylist() == []
    assert empty.having(bool).tolist() == []


codes = st.integers(-1, 3)


@pytest.mark.parametrize("scale", [1, 2**40])  # the larger one makes the combined key too wide for 64 bits
@given(st.lists(st.tuples(codes, codes, codes)))
def test_distinct_tuples_are_found_at_their_first_row(scale: int, rows: list[tuple[int, int, int]]) -> None:
    columns = [np.array([row[place] * scale for row in rows], dtype=np.int64) for place in range(3)]
    first, place = distinct(columns)
    assert [rows[row] for row in first] == sorted(set(rows))
    assert [rows[first[group]] for group in place] == rows
    assert all(rows.index(rows[row]) == row for row in first)


@given(st.lists(st.tuples(*[st.integers(0, 2**60 - 1)] * 3).map(list), max_size=8))
def test_tuples_of_wide_codes_are_told_apart(rows: list[list[int]]) -> None:
    # Beside these, whose high bits alone differ: those are what is lost first where a number is too long.
    rows = [*rows, *([1 << bit, 1 << other, 0] for bit in (50, 59) for other in (1, 57, 58, 59))] * 2
    first, place = distinct([np.array(column, np.int64) for column in zip(*rows, strict=True)])
    assert [rows[row] for row in first] == sorted(map(list, set(map(tuple, rows))))
    assert [rows[first[group]] for group in place] == rows


@given(st.lists(st.tuples(st.integers(-1, 4), st.booleans())))
def test_first_and_last_rows_of_groups(rows: list[tuple[int, bool]]) -> None:
    groups = np.array([group for group, _ in rows], dtype=np.int64)
    among = np.array([kept for _, kept in rows], dtype=bool)
    found = [[place for place, row in enumerate(rows) if row == (group, True)] or [-1] for group in range(5)]
    assert first_rows(groups, 5, among).tolist() == [places[0] for places in found]
    assert last_rows(groups, 5, among).tolist() == [places[-1] for places in found]


@given(st.lists(st.tuples(st.integers(-1, 4), st.booleans()), max_size=30), st.booleans())
def test_first_and_last_rows_are_those_one_finds_by_looking(rows: list[tuple[int, bool]], asked: bool) -> None:
    groups = np.array([group for group, _ in rows], dtype=np.int64)
    among = np.array([kept for _, kept in rows], dtype=bool) if asked else None
    wanted = [
        [row for row, (own, kept) in enumerate(rows) if own == group and (kept or not asked)] for group in range(5)
    ]
    assert first_rows(groups, 5, among).tolist() == [min(own, default=-1) for own in wanted]
    assert last_rows(groups, 5, among).tolist() == [max(own, default=-1) for own in wanted]


def test_answers_for_other_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="1 answers for 2 rows"):
        first_rows(np.zeros(2, dtype=np.int64), 1, np.ones(1, dtype=bool))


@given(st.lists(st.tuples(st.integers(-1, 3), st.integers(-1, 2))))
def test_the_first_rows_of_each_kind_are_those_found_kind_by_kind(rows: list[tuple[int, int]]) -> None:
    groups, kinds = (np.array([row[place] for row in rows], dtype=np.int64) for place in range(2))
    found = first_rows_of_each(groups, 4, kinds, 3)
    assert found.tolist() == [first_rows(groups, 4, kinds == kind).tolist() for kind in range(3)]


def test_kinds_beyond_those_there_are_are_refused() -> None:
    with pytest.raises(ValueError, match="kinds"):
        first_rows_of_each(np.zeros(1, dtype=np.int64), 1, np.array([3]), 3)


@given(st.lists(st.sampled_from(["x", "y", None]), max_size=40), st.lists(st.integers(-1, 2), max_size=40))
def test_texts_are_looked_up_whatever_is_missing(known: list[str | None], codes: list[int]) -> None:
    held = [code for code in codes if code < len(known)]
    found = texts(known, np.array(held, dtype=np.int64))
    found.validate(full=True)
    assert found.to_pylist() == [known[code] if code >= 0 else None for code in held]
    assert found.null_count == found.to_pylist().count(None)
