import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from percorso.sequence import spelling
from percorso.sequence.spelling import numbered, spelled

texts = st.lists(st.text(max_size=3) | st.sampled_from(["", "\0", "a", "a\0", "12345678", "123456789", "123456780"]))


@given(texts, st.integers(0, 3))
@example(["é", "z", "e"], 0)
def test_texts_stand_in_the_order_of_their_bytes_and_equal_ones_as_they_stood(words: list[str], left: int) -> None:
    kept = words[left:]
    wanted = sorted(range(len(kept)), key=lambda place: kept[place].encode())
    assert spelled(pa.array(words, pa.string()).slice(left)).tolist() == wanted


@given(st.lists(st.none() | st.text(max_size=3) | st.sampled_from(["a", "a\0", "visitor-17", "visitor-18"])))
def test_texts_are_numbered_in_their_order_and_none_has_no_number(words: list[str | None]) -> None:
    number, known = numbered(pa.chunked_array([pa.array(words, pa.string())]))
    assert known.to_pylist() == sorted({word for word in words if word is not None}, key=str.encode)
    assert pa.array(number, mask=number < 0).is_null().to_pylist() == [word is None for word in words]
    assert known.take(pa.array(number, mask=number < 0)).to_pylist() == words


@pytest.mark.parametrize("end", ["", "-" * 100, "@shop.example"])
def test_many_long_texts_that_begin_alike_are_told_apart(end: str) -> None:
    begins = [f"{one * 7919 % 1500:04x}{'anna.rossi.of.the.old.harbour' * (one % 3)}" for one in range(1500)]
    words = [f"{begin}-{sign}{end}" for begin in begins for sign in "yxy"]
    words = [f"{'zyx'[place % 3] * 40}{word}" for place, word in enumerate(words)]
    assert [words[place] for place in spelled(pa.array(words))] == sorted(words)
    number, known = numbered(pa.chunked_array([words]))
    assert known.to_pylist() == sorted(set(words))
    assert known.take(pa.array(number)).to_pylist() == words


def test_texts_too_many_for_one_array_are_numbered_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    words = pa.chunked_array([["b", None, "a"], ["b", "c", "a"]])
    number, known = numbered(words)
    monkeypatch.setattr(spelling, "_ONE_ARRAY", 0)
    again, same = numbered(words)
    assert (number.tolist(), known.to_pylist()) == ([1, -1, 0, 1, 2, 0], ["a", "b", "c"])
    assert (again.tolist(), same.to_pylist()) == (number.tolist(), known.to_pylist())
