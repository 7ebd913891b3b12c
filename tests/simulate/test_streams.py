from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from percorso.simulate.streams import chosen, chosen_by_row, mixed, repeated, shares, stream


def test_a_stream_depends_on_seed_chunk_and_purpose_alone() -> None:
    first = stream(1, 2, "visits").random(5)
    assert (first == stream(1, 2, "visits").random(5)).all()
    for other in (stream(2, 2, "visits"), stream(1, 3, "visits"), stream(1, 2, "needs")):
        assert (first != other.random(5)).all()


def test_choices_follow_their_weights() -> None:
    rng = stream(0, 0, "test")
    found = np.bincount(chosen(rng, np.array([1.0, 0.0, 3.0]), 40_000)) / 40_000
    assert found[1] == 0
    assert abs(found[2] - 0.75) < 4 * np.sqrt(0.75 * 0.25 / 40_000)
    weights = np.array([[1.0, 1.0], [0.0, 1.0]])
    rows = np.repeat([0, 1], 20_000)
    by_row = chosen_by_row(rng, weights, rows)
    assert by_row[rows == 1].min() == 1
    assert abs(by_row[rows == 0].mean() - 0.5) < 0.02


@given(counts=st.lists(st.integers(0, 5), max_size=20))
def test_repetitions_know_their_owner_and_their_turn(counts: list[int]) -> None:
    owner, turn = repeated(np.array(counts, np.int64))
    assert list(zip(owner, turn, strict=True)) == [(i, k) for i, count in enumerate(counts) for k in range(count)]


def test_keys_are_spread_and_salted() -> None:
    keys = mixed(np.arange(100_000), 7)
    assert len(np.unique(keys)) == 100_000
    assert (keys != mixed(np.arange(100_000), 8)).all()
    assert abs(shares(keys).mean() - 0.5) < 0.005
    assert shares(keys).max() < 1
