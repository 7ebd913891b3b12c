import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.unify.dictionary import Dictionary, in_order

identifier = st.tuples(st.integers(0, 2), st.text("abé\U0001f600", max_size=4))


def ordered(some: set[tuple[int, str]]) -> list[tuple[int, str]]:
    return sorted(some, key=lambda one: (one[0], one[1].encode()))


def columns(some: list[tuple[int, str]]) -> tuple[np.ndarray, pa.Array]:
    return np.array([rank for rank, _ in some], dtype=np.int8), pa.array([text for _, text in some], pa.string())


@given(st.lists(st.sets(identifier, max_size=12), min_size=1, max_size=4), st.sets(identifier, max_size=12))
def test_identifiers_are_found_by_kind_and_text_however_many_came_later(
    parts: list[set[tuple[int, str]]], wanted: set[tuple[int, str]]
) -> None:
    known = ordered(parts[0])
    dictionary = Dictionary(*columns(known), np.zeros(0, dtype=np.int32))
    for part in (*parts[1:], wanted):
        asked = ordered(part)
        number, place = dictionary.numbers(*columns(asked))
        assert number.tolist() == [known.index(one) if one in known else -1 for one in asked]
        new = np.flatnonzero(number < 0)
        later = dictionary.with_later(np.arange(len(known), len(known) + len(new), dtype=np.int32), place[new])
        known += [asked[one] for one in new]
        dictionary = Dictionary(*columns(known), later)
        assert [known[one] for one in later] == ordered({known[one] for one in later})
    for few in (100, -1):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("percorso.unify.dictionary._FEW", few)
            found = dictionary.numbers_of([*wanted, (3, "a")]).tolist()
        assert found == [known.index(one) for one in ordered(wanted)]
    assert in_order(*columns(known)).tolist() == [known.index(one) for one in ordered(set(known))]
    assert sorted(dictionary.later.tolist()) == list(range(len(parts[0]), len(known)))
