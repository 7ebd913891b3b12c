from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import chain, islice, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.store.learning import MISSING, Chances, Patterns, learnt, matching, mixed

U: Chances = (np.array([0.1, 0.9]), np.array([0.05, 0.15, 0.8]))
M: Chances = (np.array([0.9, 0.1]), np.array([0.8, 0.15, 0.05]))
PLACES = list(product((MISSING, 0, 1), (MISSING, 0, 1, 2)))


def patterns(counts: list[int]) -> Patterns:
    return Patterns(np.array(PLACES), np.array(counts, dtype=np.float64))


def by_hand(counts: list[int], worth: float, share: float) -> Iterator[list[list[float]]]:
    """Expected pairs of one person at each level after each round, pattern by pattern, with plain numbers."""
    m = [list(map(float, one)) for one in M]
    while True:
        expected = [[0.0] * len(one) for one in m]
        found = 0.0
        for levels, count in zip(PLACES, counts, strict=True):
            told = [(at, level) for at, level in enumerate(levels) if level != MISSING]
            one = math.prod(m[at][level] for at, level in told) * share
            two = math.prod(float(U[at][level]) for at, level in told) * (1 - share)
            found += count * one / (one + two)
            for at, level in told:
                expected[at][level] += count * one / (one + two)
        yield expected
        share = found / sum(counts)
        m = [
            [(pairs + worth * float(guess)) / (sum(one) + worth) for pairs, guess in zip(one, M[at], strict=True)]
            for at, one in enumerate(expected)
        ]


@given(st.lists(st.integers(0, 40), min_size=len(PLACES), max_size=len(PLACES)).filter(any))
def test_what_is_learnt_is_what_some_round_by_hand_comes_to(counts: list[int]) -> None:
    found = np.concatenate(learnt(patterns(counts), U, M, worth=10, share=0.3))
    rounds = [list(chain.from_iterable(one)) for one in islice(by_hand(counts, 10, 0.3), 1, 52)]
    assert any(np.allclose(found, one, rtol=1e-6, atol=1e-6) for one in rounds)
    assert np.allclose(found, rounds[-1], rtol=0.1, atol=0.1 * max(1, sum(counts) / 10))


def test_a_missing_value_says_nothing_of_a_pair() -> None:
    nothing = Patterns(np.array([[MISSING, MISSING]]), np.array([1.0]))
    assert matching(nothing, U, M, 0.3)[0] == pytest.approx(0.3)


def test_a_level_that_no_pair_of_one_person_shows_keeps_a_chance() -> None:
    agreeing = Patterns(np.array([[0, 0], [1, 2]]), np.array([5000.0, 5000.0]))
    expected = learnt(agreeing, U, M, worth=10, share=0.5)
    m = tuple(mixed(one, guess, 10) for one, guess in zip(expected, M, strict=True))
    assert all((one > 0).all() and one.sum() == pytest.approx(1) for one in m)
    assert m[0][0] > M[0][0]


def test_pairs_that_all_are_of_one_person_or_none_end_in_finite_chances() -> None:
    for levels in ([[0, 0]], [[1, 2]]):
        found = learnt(Patterns(np.array(levels), np.array([1e6])), U, M, worth=10, share=0.5)
        assert all(np.isfinite(one).all() for one in found)
