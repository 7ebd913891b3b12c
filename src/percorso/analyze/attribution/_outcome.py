"""Outcome: what a model found for each subject, with how far it could have come out differently."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from percorso.analyze.attribution._observed import Observed
from percorso.analyze.attribution._open import Open
from percorso.analyze.attribution._terms import Terms
from percorso.analyze.intervals import Estimate, counted

Longs = NDArray[np.int64]
Reals = NDArray[np.float64]

FAMILY = "percorso.analyze.attribution"

# Credits are whole numbers of these parts, so that they add up exactly whatever is added first. A sum by subject and
# block, of which there are a thousand, stays exact up to 9.2e6 conversions.
ORDER_PARTS = 10**12

# An interval resampled over fewer people than this is too narrow (over one or none it is a point), so they are counted
# as rare things are.
_FEW = 10


class Outcome(NamedTuple):
    """Credit by subject.

    Attributes:
        subjects: int64: the code plus one; 0 for what no touch may claim.
        whole, low, high: one row per subject: orders, net revenue, margin; the ends are NaN where none were drawn.
        unknown: per subject: what it is credited with of orders without a margin.
        people: per subject: about how many people its credit comes from.
        removal: per subject: the share of orders lost without it; None where the model does not ask that.
    """

    subjects: Longs
    whole: Reals
    low: Reals
    high: Reals
    unknown: Reals
    people: Longs
    removal: Reals | None = None


def outcome_of(subjects: Longs, whole: Reals, low: Reals, high: Reals, removal: Reals | None = None) -> Outcome:
    """Keep what was found for the subjects that were seen.

    Args:
        subjects: int64: codes plus one, and 0.
        whole, low, high: one row per code plus one: orders, value, margin, orders without a margin.
        removal: per code plus one, where the model tells it.
    """
    kept, ends = whole[subjects], (low[subjects][:, :3], high[subjects][:, :3])
    # Credit is a share of what many brought; it is as doubtful as that of so many people at the least.
    told = None if removal is None else removal[subjects]
    return Outcome(subjects, kept[:, :3], *ends, kept[:, 3], np.ceil(kept[:, 0]).astype(np.int64), told)


class Settling(NamedTuple):
    """How an outcome is drawn.

    Attributes:
        people: customers by block.
        money_parts: how many parts of the sums make one unit of money.
        interval: whether to draw intervals.
        seed: of the draws.
    """

    people: Longs
    money_parts: int
    interval: bool
    seed: int


class Model(Protocol):
    """What a member of the family offers as ``MODEL``; what it gathers merges exactly, in any order."""

    @property
    def nulls(self) -> bool:
        """Whether ways without an order matter to it."""
        ...

    def gather(self, observed: Observed, terms: Terms, words: Sequence[str]) -> Any:
        """Reduce ways to whole numbers."""
        ...

    def gather_open(self, ways: Open, terms: Terms, words: Sequence[str]) -> Any:
        """Reduce ways to no order to whole numbers; only asked of a model to which they matter."""
        ...

    def merge(self, one: Any, other: Any) -> Any:
        """Add two of what it gathered."""
        ...

    def settle(self, gathered: Any, terms: Terms, settling: Settling) -> Outcome:
        """Turn what was gathered into credit."""
        ...


class CreditRow(NamedTuple):
    """What one channel (or campaign) earned.

    Attributes:
        subject: the channel or campaign; empty for orders no touch may claim, and for touches without a campaign.
        conversions: credited orders, with its interval ``low`` to ``high`` (NaN where none was asked for).
        value: credited net revenue (minor units on a workspace), with its interval ``value_low`` to ``value_high``.
        margin: credited margin; None when any order it is credited with has none.
        removal_effect: of Markov, the share of orders that its chain loses without the subject; else None.
    """

    subject: str
    conversions: float
    value: float
    low: float
    high: float
    value_low: float
    value_high: float
    margin: Estimate | None = None
    removal_effect: float | None = None

    @property
    def channel(self) -> str:
        """The subject, where subjects are channels."""
        return self.subject


def rows_of(outcome: Outcome, words: Sequence[str], each: Reals) -> list[CreditRow]:
    """Name the subjects, highest credit first and the unattributed one last.

    Args:
        outcome: what the model found.
        words: the subjects.
        each: the value and the margin of an average order (the margin NaN where one is not known).
    """
    subjects, whole, low, high, unknown, people, removal = outcome
    drawn = ~np.isnan(low).any(axis=1)
    few = np.flatnonzero(drawn & (people < _FEW))
    if len(few):
        low, high = low.copy(), high.copy()
        low[few], high[few] = _rare(people[few], whole[few], each, low[few], high[few])
    # What nothing would have brought is as unknown as what an order brings.
    known = drawn & (unknown == 0) & ~np.isnan(high[:, 2])
    removed = [None] * len(subjects) if removal is None else removal.tolist()
    told = zip(subjects.tolist(), whole.tolist(), low.tolist(), high.tolist(), known.tolist(), removed, strict=True)
    rows = [
        CreditRow(
            words[subject - 1] if subject else "",
            own[0],
            own[1],
            bottom[0],
            top[0],
            bottom[1],
            top[1],
            Estimate(own[2], bottom[2], top[2]) if has_margin else None,
            effect if subject else None,
        )
        for subject, own, bottom, top, has_margin, effect in told
    ]
    return sorted(rows, key=lambda row: (not row.subject, -row.conversions, -row.value, row.subject))


def _rare(people: Longs, whole: Reals, each: Reals, low: Reals, high: Reals) -> tuple[Reals, Reals]:
    """Bound what few people brought: as their number could have come out, each bringing what these did.

    Nobody tells nothing of what one would have brought, so an average order stands in.
    """
    ends = np.array([counted(count) for count in range(_FEW)])[people]
    nobody, number = (people == 0)[:, None], np.maximum(people, 1)[:, None]
    fewest = np.where(nobody, 0.0, whole * ends[:, :1] / number)
    most = np.where(nobody, ends[:, 1:] * np.append(1.0, each), whole * ends[:, 1:] / number)
    # What was lost on balance lies the other way round.
    return np.minimum(low, np.minimum(fewest, most)), np.maximum(high, np.maximum(fewest, most))
