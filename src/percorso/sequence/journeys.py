"""Journeys: every customer's rows as sorted columns with offsets, the form every kernel reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from percorso.core.remembered import Remembered

Array = NDArray[np.generic]

# Codes of the role column; the touchpoints table holds the words. A message is what the shop sent where that is no
# contact: it lies on no way, so no journey of the type below holds one.
ROLES = ("touch", "step", "order", "after", "message")
TOUCH, STEP, ORDER, AFTER, MESSAGE = range(5)
STAGES = ("awareness", "consideration", "decision", "retention", "advocacy")
DIRECTIONS = ("inbound", "outbound")
# So much that was worked out of a bucket's journeys stays with them, for the next question.
_REMEMBERED = 64
# Stands in the margin column where an order's margin is not known.
MARGIN_UNKNOWN = -(2**63)


@dataclass(frozen=True)
class Journeys:
    """A bucket of customers, rows sorted by customer, then time, then arrival.

    Attributes:
        keys: uint64 per customer, a stable hash of the customer id; seeds resampling, so results do not depend on
            how customers are split into buckets.
        offsets: int64, one more than customers; customer i owns rows ``offsets[i]:offsets[i + 1]`` (may be none).
        columns: name to an array of one value per row. ``at`` (int64 microseconds UTC) is always there. Coded columns
            hold an index into ``words`` of the same name, -1 for none.
        words: the dictionary of each coded column, the same for every bucket of a generation.
        ids: the customers by name, where they are in memory (an Arrow array, or any sequence); else empty.
        parts: how many parts of one unit of the ``value`` column make one unit of money: 1 where it holds minor units.
        remembered: what was worked out of them before, by what was asked.
    """

    keys: NDArray[np.uint64]
    offsets: NDArray[np.int64]
    columns: Mapping[str, Array]
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ids: Sequence[object] = ()
    parts: int = 1
    # Others made of these, a period or a segment of them, begin with nothing.
    remembered: Remembered = field(
        default_factory=lambda: Remembered(_REMEMBERED), init=False, compare=False, repr=False
    )

    @property
    def customers(self) -> int:
        """How many customers, those without a row included."""
        return len(self.offsets) - 1

    @property
    def rows(self) -> int:
        """How many rows."""
        return int(self.offsets[-1])

    def __getitem__(self, name: str) -> Array:
        """Give one column."""
        return self.columns[name]
