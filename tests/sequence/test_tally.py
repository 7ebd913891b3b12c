from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence import tally as module
from percorso.sequence.chains import add_rows
from percorso.sequence.tally import Tally, merge, tally, tally_by

ENTRIES = st.lists(st.tuples(st.integers(0, 9), st.integers(-5, 5), st.integers(-5, 5)))


def made(entries: list[tuple[int, int, int]]) -> Tally:
    keys, one, other = (np.array([entry[part] for entry in entries], np.int64) for part in range(3))
    return tally(keys, one, other)


def plain(found: Tally) -> dict[int, list[int]]:
    return dict(zip(found.keys.tolist(), found.sums.tolist(), strict=True))


def slow(entries: list[tuple[int, int, int]]) -> dict[int, list[int]]:
    sums: dict[int, list[int]] = {}
    for key, one, other in entries:
        before = sums.get(key, [0, 0])
        sums[key] = [before[0] + one, before[1] + other]
    return {key: sums[key] for key in sorted(sums) if any(sums[key])}


@given(ENTRIES)
def test_sums_equal_the_slow_reference(entries: list[tuple[int, int, int]]) -> None:
    assert plain(made(entries)) == slow(entries)


@given(ENTRIES)
def test_large_keys_give_the_same_sums(entries: list[tuple[int, int, int]]) -> None:
    far = [(key << 40, one, other) for key, one, other in entries]
    assert plain(made(far)) == slow(far)


@given(ENTRIES, ENTRIES, ENTRIES)
def test_merging_in_any_order_gives_identical_tallies(
    one: list[tuple[int, int, int]], other: list[tuple[int, int, int]], third: list[tuple[int, int, int]]
) -> None:
    whole = made(one + other + third)
    for merged in (
        merge(merge(made(one), made(other)), made(third)),
        merge(made(third), merge(made(other), made(one))),
    ):
        assert np.array_equal(merged.keys, whole.keys)
        assert np.array_equal(merged.sums, whole.sums)


@given(st.lists(st.integers(0, 9)))
def test_without_a_column_keys_are_counted(keys: list[int]) -> None:
    found = tally(np.array(keys, np.int64))
    assert dict(zip(found.keys.tolist(), found.sums[:, 0].tolist(), strict=True)) == Counter(keys)


@pytest.mark.parametrize("apart", [1, 10**12])
@given(entries=ENTRIES)
def test_sums_that_are_added_in_place_are_the_same(apart: int, entries: list[tuple[int, int, int]]) -> None:
    keys = np.array([key * apart for key, _, _ in entries], np.int64)
    values = np.array([[one, other] for _, one, other in entries], np.int64).reshape(-1, 2)
    found = tally_by(keys, 2, lambda places, table: add_rows(places, values, table))
    expected = tally(keys, values[:, 0], values[:, 1])
    assert (found.keys.tolist(), found.sums.tolist()) == (expected.keys.tolist(), expected.sums.tolist())


def test_sums_beyond_a_float_are_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    keys, large = np.zeros(2, np.int64), np.array([2**60 + 1, 2**60 + 2])
    assert tally(keys, large).sums.tolist() == [[2**61 + 3]]
    monkeypatch.setattr(module, "_TABLE", 0)
    assert tally(keys, large).sums.tolist() == [[2**61 + 3]]
