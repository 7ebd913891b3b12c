"""Learning how often two rows of one person agree, from pairs that nobody labelled.

Expectation maximisation for the model of Fellegi and Sunter, as Winkler gave it (Using the EM algorithm for weight
computation in the Fellegi-Sunter model of record linkage, 1988). First guesses count as some pairs more (a Dirichlet
prior), so that a level that no pair shows keeps a chance, and few pairs move the guesses a little only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Chances = tuple[NDArray[np.float64], ...]

MISSING = -1
# No chance is nought or one: their logarithms stay finite.
_LEAST = 1e-12
_ROUNDS = 50
_CLOSE = 0.001


@dataclass(frozen=True)
class Patterns:
    """Pairs of rows of a block, those that agree alike counted together.

    Attributes:
        levels: patterns x comparisons: the place of the level, ``MISSING`` where a value is missing.
        counts: how many pairs agree so.
    """

    levels: NDArray[np.int64]
    counts: NDArray[np.float64]


def matching(patterns: Patterns, u: Chances, m: Chances, share: float) -> NDArray[np.float64]:
    """Give each pattern's probability to be of one person.

    Args:
        u, m: for each comparison the chance of each level in rows of two people, and of one.
        share: the share of pairs that are of one person.
    """
    odds = np.full(len(patterns.counts), np.log(share) - np.log1p(-share))
    for place, (chance, agreeing) in enumerate(zip(u, m, strict=True)):
        level = patterns.levels[:, place]
        odds += np.where(level == MISSING, 0.0, np.log(agreeing / chance)[level])
    found: NDArray[np.float64] = np.exp(-np.logaddexp(0.0, -odds))
    return found


def learnt(patterns: Patterns, u: Chances, guesses: Chances, worth: float, share: float) -> Chances:
    """Learn m, and give the expected number of pairs of one person at each level of each comparison, unguessed.

    Args:
        u: the chance of each level in rows of two people, which is kept.
        guesses: the first guesses of m.
        worth: how many pairs they count as.
        share: the share of pairs that are of one person, to begin with.
    """
    m = guesses
    for _ in range(_ROUNDS):
        found = matching(patterns, u, m, share)
        expected = _expected(patterns, found, guesses)
        after = tuple(mixed(one, guess, worth) for one, guess in zip(expected, guesses, strict=True))
        share = float(np.clip(found @ patterns.counts / patterns.counts.sum(), _LEAST, 1 - _LEAST))
        change = max(float(np.abs(new - old).max()) for new, old in zip(after, m, strict=True))
        m = after
        if change < _CLOSE:
            break
    return _expected(patterns, matching(patterns, u, m, share), guesses)


def mixed(counted: NDArray[np.float64], guess: NDArray[np.float64], worth: float) -> NDArray[np.float64]:
    """Mix counts with a guess that counts as some more."""
    total = counted + worth * guess
    return np.asarray(total / total.sum())


def _expected(patterns: Patterns, found: NDArray[np.float64], like: Sequence[NDArray[np.float64]]) -> Chances:
    weight = found * patterns.counts
    return tuple(
        np.bincount(level[level != MISSING], weight[level != MISSING], len(one)).astype(np.float64)
        for level, one in zip(patterns.levels.T, like, strict=True)
    )
