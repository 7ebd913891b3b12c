"""Rules: models that weigh each touch by its place on its own way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.analyze.attribution._observed import MARGIN, UNKNOWN, VALUE, Observed
from percorso.analyze.attribution._open import Open
from percorso.analyze.attribution._outcome import ORDER_PARTS, Outcome, Settling
from percorso.analyze.attribution._terms import Terms
from percorso.sequence.kernels import share_into
from percorso.sequence.resample import BLOCKS, intervals_of
from percorso.sequence.tally import Tally, merge, tally_by

Longs = NDArray[np.int64]
Reals = NDArray[np.float64]


class Judged(NamedTuple):
    """What a rule weighs: the ways, its terms, and the words of the subjects."""

    ways: Observed
    terms: Terms
    words: Sequence[str]


@dataclass(frozen=True)
class Rule:
    """A model that shares each way's order among its touches in proportion to weights.

    Attributes:
        weights: gives each touch a weight, none negative and on every way some positive.
        nulls: whether ways without an order matter; to a rule they do not.
    """

    weights: Callable[[Judged], Reals]
    nulls: bool = False

    def gather(self, observed: Observed, terms: Terms, words: Sequence[str]) -> Tally:
        """Sum what each subject earned, by ``(subject + 1) * BLOCKS + block``.

        Sums are of order parts, money parts, margin parts, order parts of orders without a margin, and touches.
        """
        weights, money = self.weights(Judged(observed, terms, words)), observed.money
        amounts = np.stack(
            [observed.orders * ORDER_PARTS, money[:, VALUE], money[:, MARGIN], money[:, UNKNOWN] * ORDER_PARTS], axis=1
        )
        counted = np.zeros(0, np.bool_) if observed.counted is None else observed.counted

        def add(places: Longs, table: Longs) -> None:
            share_into(observed.starts, weights, amounts, counted, places, table)

        return tally_by(observed.keys, 5, add)

    def gather_open(self, ways: Open, terms: Terms, words: Sequence[str]) -> Tally:
        """Share what ways to no order brought, which is nothing."""
        return self.gather(ways.ways, terms, words)

    def merge(self, one: Tally, other: Tally) -> Tally:
        """Add two sums."""
        return merge(one, other)

    def settle(self, gathered: Tally, terms: Terms, settling: Settling) -> Outcome:  # noqa: ARG002 (a rule's are spent)
        """Add up each subject's credit and resample it."""
        subject_of, block_of = np.divmod(gathered.keys, BLOCKS)
        subjects = np.union1d(subject_of, [0])
        # Keys rise, so the sums of a subject lie together.
        starts = np.searchsorted(subject_of, np.append(subjects, subjects[-1] + 1))
        unit = np.array([ORDER_PARTS, settling.money_parts, settling.money_parts, ORDER_PARTS], np.float64)
        sums = gathered.sums[:, :4] / unit
        place = np.repeat(np.arange(len(subjects)), np.diff(starts))
        whole: Reals = np.stack([np.bincount(place, column, len(subjects)) for column in sums.T], axis=1).astype(
            np.float64
        )
        people = np.bincount(place[gathered.sums[:, 0] != 0], minlength=len(subjects))
        low, high = np.full((2, len(subjects), 3), 0.0 if settling.interval else np.nan)
        if settling.interval:
            # What nobody has stays nought.
            told = np.flatnonzero(sums[:, :3].any(axis=0))
            low[:, told], high[:, told] = intervals_of(starts, block_of, sums[:, told], settling.people, settling.seed)
        return Outcome(subjects, whole[:, :3], low, high, whole[:, 3], people)
