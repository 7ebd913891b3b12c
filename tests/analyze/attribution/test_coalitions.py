from itertools import combinations
from math import comb

import numpy as np
import pytest

from percorso.analyze.attribution._coalitions import members_of, orders_of_joining, parts_within, share_sets, weight
from percorso.sequence.chains import WORD

SETS = [(0,), (1,), (0, 1), (0, 1, WORD), (WORD,)]
RATES = [0.1, 0.2, 0.5, 0.9, 0.3]


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


def shared(own: int, rates: list[float]) -> list[float]:
    """Share one order of a set by rates, in two replicates of which the other has no rate at all."""
    starts, parts = parts_within(masks(), np.array([own]))
    both = np.array([rates, [0.0] * len(rates)]).T.copy()
    earned = np.zeros((2 * WORD + 1, 2, 1))
    brought = np.ones((len(SETS), 2, 1))
    share_sets(masks(), np.array([own]), starts, parts, *orders_of_joining(masks()), both, brought, earned)
    # Where nobody adds anything, all took part alike.
    assert [earned[one + 1, 1, 0] for one in SETS[own]] == pytest.approx([1 / len(SETS[own])] * len(SETS[own]))
    assert earned.sum(axis=0)[:, 0] == pytest.approx([1, 1])
    return [float(earned[one + 1, 0, 0]) for one in SETS[own]]


def test_a_member_earns_by_the_difference_it_makes() -> None:
    # Beside the other one; what each adds to nobody is not known.
    assert shared(2, RATES) == pytest.approx([0.3 / 0.7, 0.4 / 0.7])
    assert shared(2, [0.1, 0.6, 0.5, 0.9, 0.3]) == pytest.approx([0, 1])
    assert shared(1, RATES) == [1]


def test_a_set_that_was_never_seen_has_no_rate() -> None:
    known, added = dict(zip(SETS, RATES, strict=True)), []
    for one in SETS[3]:
        others = [member for member in SETS[3] if member != one]
        adds = sum(
            weight(size, 3) * (known.get(tuple(sorted((*before, one))), 0.0) - known.get(before, 0.0))
            for size in (1, 2)
            for before in combinations(others, size)
        )
        added.append(max(adds, 0.0))
    assert shared(3, RATES) == pytest.approx([one / sum(added) for one in added])
