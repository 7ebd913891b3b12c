from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from percorso.unify.grouping import Pairs, grouped

ROWS = 7
weights = st.dictionaries(st.sampled_from(list(combinations(range(ROWS), 2))), st.integers(-20, 20), max_size=21)


def pairs(found: dict[tuple[int, int], int], prior: float) -> Pairs:
    left, right = (np.array([ends[side] for ends in found], dtype=np.int64) for side in (0, 1))
    return Pairs(left, right, np.array(list(found.values()), dtype=np.float64), prior)


def slowly(found: dict[tuple[int, int], int], prior: int, least: int) -> list[int]:
    """Merge the two groups that together are likeliest one person, until no two are left that may be."""
    groups = [{row} for row in range(ROWS)]
    while True:
        ready = []
        for one, other in combinations(groups, 2):
            between = [(min(a, b), max(a, b)) for a in one for b in other]
            mean = sum(found.get(pair, prior) for pair in between) / len(between)
            if any(pair in found and found[pair] >= least for pair in between) and mean >= 0:
                ready.append((-mean, *sorted((min(one), min(other)))))
        if not ready:
            return [min(group) for row in range(ROWS) for group in groups if row in group]
        _, first, second = min(ready)
        merged = next(group for group in groups if min(group) == first)
        gone = next(group for group in groups if min(group) == second)
        groups.remove(gone)
        merged |= gone


@given(weights, st.integers(-15, -1), st.integers(0, 15))
def test_groups_are_those_of_merging_the_likeliest_two_again_and_again(
    found: dict[tuple[int, int], int], prior: int, least: int
) -> None:
    assert grouped(ROWS, pairs(found, prior), least).tolist() == slowly(found, prior, least)


def test_one_wrong_pair_does_not_chain_two_people() -> None:
    """Two groups of three, sure of themselves, and one pair between them that is wrong."""
    found = dict.fromkeys([*combinations(range(3), 2), *combinations(range(3, 6), 2)], 12)
    between = {(a, b): -9 for a in range(3) for b in range(3, 6)} | {(2, 3): 6}
    assert grouped(6, pairs(found | between, -10), 4).tolist() == [0, 0, 0, 3, 3, 3]


def test_nothing_links_below_the_threshold() -> None:
    found = {(0, 1): 3, (1, 2): 3, (0, 2): 3}
    assert grouped(3, pairs(found, -5), 4).tolist() == [0, 1, 2]
    assert grouped(3, pairs(found, -5), 3).tolist() == [0, 0, 0]


def test_without_pairs_everybody_is_alone() -> None:
    assert grouped(3, pairs({}, -5), 4).tolist() == [0, 1, 2]
