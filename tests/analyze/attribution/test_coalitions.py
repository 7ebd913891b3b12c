from itertools import combinations
from math import comb

import numpy as np
import pytest

from percorso.analyze.attribution._coalitions import contributions, members_of, parts_within, weight
from percorso.sequence.chains import WORD

SETS = [(0,), (1,), (0, 1), (0, 1, WORD), (WORD,)]


def masks() -> np.ndarray:
    found = np.zeros((len(SETS), 2), np.int64)
    for row, members in enumerate(SETS):
        for one in members:
            found[row, one // WORD] |= 1 << (one % WORD)
    return found


def test_members_and_parts_are_told_across_words() -> None:
    assert [tuple(members_of(mask).tolist()) for mask in masks()] == SETS
    starts, parts = parts_within(masks(), np.array([2, 3]))
    assert starts.tolist() == [0, 3, 8]
    assert parts.tolist() == [0, 1, 2, 0, 1, 2, 3, 4]


def test_weights_are_those_of_random_orders() -> None:
    for members in (1, 2, 5, 30):
        assert sum(weight(size, members) * comb(members - 1, size) for size in range(members)) == pytest.approx(1)


def test_a_member_adds_the_difference_it_makes() -> None:
    rates = np.array([[0.1], [0.2], [0.5], [0.9], [0.3]])
    starts, parts = parts_within(masks(), np.array([2]))
    added = contributions(masks(), 2, parts[starts[0] : starts[1]], rates)
    # Beside the other one; what each adds to nobody is not known.
    assert added[:, 0].tolist() == pytest.approx([(0.5 - 0.2) / 2, (0.5 - 0.1) / 2])


def test_a_set_that_was_never_seen_has_no_rate() -> None:
    found = contributions(masks(), 3, np.array([0, 1, 2, 3, 4]), np.array([[0.1], [0.2], [0.5], [0.9], [0.3]]))
    known = dict(zip(SETS, (0.1, 0.2, 0.5, 0.9, 0.3), strict=True))
    for place, one in enumerate(SETS[3]):
        others = [member for member in SETS[3] if member != one]
        expected = sum(
            weight(size, 3) * (known.get(tuple(sorted((*before, one))), 0.0) - known.get(before, 0.0))
            for size in (1, 2)
            for before in combinations(others, size)
        )
        assert found[place, 0] == pytest.approx(expected)
