from __future__ import annotations

import gc

import pyarrow as pa
import pytest

from percorso.sequence import words
from percorso.sequence.words import Shared, Words, shared


def test_what_is_made_of_words_is_made_once() -> None:
    asked: list[str] = []

    def make() -> int:
        asked.append("again")
        return 7

    known = Words(("a", "b"))
    assert [known.made("seven", make), known.made("seven", make)] == [7, 7]
    assert asked == ["again"]


def test_what_is_made_by_another_key_is_something_else() -> None:
    known = Words(("a", "b"))
    assert known.made("first", lambda: known[0]) == "a"
    assert known.made("last", lambda: known[-1]) == "b"


def test_no_more_is_kept_of_words_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_KEPT", 2)
    known = Words(("a",))
    assert [known.made(key, lambda key=key: key) for key in (1, 2, 3, 1)] == [1, 2, 3, 1]  # type: ignore[misc]


def test_columns_of_one_dictionary_have_the_same_words() -> None:
    held = Shared(pa.array(["a", "b"]))
    columns = [pa.DictionaryArray.from_arrays(pa.array([code], pa.int32()), held.array) for code in (0, 1)]
    found = [shared(column.dictionary) for column in columns]
    assert found[0] is found[1] is held.words
    assert held.words == ("a", "b")


def test_an_equal_dictionary_that_nobody_shares_has_no_words_of_others() -> None:
    held = Shared(pa.array(["a", "b"]))
    assert shared(pa.array(["a", "b"])) is None
    assert shared(held.array.slice(1)) is None
    assert shared(pa.array([], pa.string())) is None


def test_words_are_shared_for_as_long_as_somebody_holds_them() -> None:
    array = pa.array(["a", "b"])
    held = Shared(array)
    assert shared(array) is not None
    del held
    gc.collect()
    assert shared(array) is None


def test_of_very_many_words_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_MOST", 1)
    held = Shared(pa.array(["a", "b"]))
    assert shared(held.array) is None
