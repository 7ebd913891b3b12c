from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.store import lexicon
from percorso.store.lexicon import Lexicon

texts = st.lists(st.none() | st.sampled_from(["a", "b", "città", "", "x" * 40]), max_size=8)


def table(words: list[str | None], *, coded: bool) -> pa.Table:
    column = pa.array(words, pa.string())
    return pa.table(
        {"n": pa.array(range(len(words)), pa.int64()), "word": column.dictionary_encode() if coded else column}
    )


@given(st.lists(st.tuples(texts, st.booleans()), min_size=1, max_size=5), st.sampled_from([0, 30, 2**20]))
def test_texts_come_back_whether_their_words_have_room_or_not(
    made: list[tuple[list[str | None], bool]], most: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lexicon, "MOST_BYTES", most)
        words = Lexicon.of(["word", "other"])
        parts = [words.coded(table(one, coded=coded)) for one, coded in made]
        found = words.worded(words.joined(parts))
    assert found["word"].to_pylist() == [word for one, _ in made for word in one]
    assert found["n"].to_pylist() == [n for one, _ in made for n in range(len(one))]


def test_a_word_is_numbered_once_and_later_ones_follow() -> None:
    words = Lexicon({"word": pa.array(["b"])})
    first = words.coded(table(["a", "b", None], coded=True))
    then = words.coded(table(["c", "a"], coded=True))
    assert first["word"].to_pylist() == [1, 0, None]
    assert then["word"].to_pylist() == [2, 1]
    assert words.words["word"].to_pylist() == ["b", "a", "c"]


def test_a_column_with_ever_new_texts_keeps_them_with_its_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "MOST_BYTES", 40)
    words = Lexicon.of(["word"])
    held = words.coded(table(["a"], coded=True))
    beyond = words.coded(table(["x" * 60], coded=True))
    assert pa.types.is_integer(held.schema.field("word").type)
    assert pa.types.is_dictionary(beyond.schema.field("word").type)
    assert words.words["word"].to_pylist() == ["a"]
    assert words.joined([held, beyond])["word"].to_pylist() == ["a", "x" * 60]
