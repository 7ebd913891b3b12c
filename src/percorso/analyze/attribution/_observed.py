"""Observed: the ways a model judges, those to an order and those without one, and what each was worth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from percorso.analyze.ways import Codes, Longs
from percorso.sequence.resample import BLOCKS

Bools = NDArray[np.bool_]

# Columns of ``money``: net revenue, margin, and the orders without one.
VALUE, MARGIN, UNKNOWN = range(3)


@dataclass(frozen=True)
class Observed:
    """Ways of some customers.

    Attributes:
        starts: int64, one more than ways: where each way's touches begin.
        subjects: int32 per touch: its channel or campaign, -1 for none.
        before: int64 per touch: microseconds from it to its order.
        block: int64 per way: the block of the customer whose it is.
        orders, nulls: int64 per way: how often it led to an order, and how often to none.
        money: int64, three columns per way: whole parts of net revenue, of margin, and orders without a margin.
        counted: per touch: whether what it earns is asked for; None where all is.
    """

    starts: Longs
    subjects: Codes
    before: Longs
    block: Longs
    orders: Longs
    nulls: Longs
    money: Longs
    counted: Bools | None = None

    @cached_property
    def way_of(self) -> Longs:
        """Each touch's way."""
        return np.repeat(np.arange(len(self.block)), np.diff(self.starts))

    @cached_property
    def keys(self) -> Longs:
        """Each touch's ``(subject + 1) * BLOCKS + block``."""
        return (self.subjects.astype(np.int64) + 1) * BLOCKS + self.block[self.way_of]


def named(observed: Observed) -> tuple[Observed, Bools]:
    """Pass over touches without a subject, and leave out ways that have none left; say which ways stayed."""
    kept = observed.subjects >= 0
    counts = np.concatenate([[0], np.cumsum(kept)])[observed.starts]
    stay = np.diff(counts) > 0
    starts = np.append(counts[:-1][stay], counts[-1])
    block, orders, nulls = (column[stay] for column in (observed.block, observed.orders, observed.nulls))
    rest = Observed(starts, observed.subjects[kept], observed.before[kept], block, orders, nulls, observed.money[stay])
    return rest, stay
