"""Open: the ways that led to no order, as many models as ask for them; worked out in one pass where that is enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from percorso.analyze.attribution._observed import Observed
from percorso.analyze.ways import WithoutOrder, bare, open_ways
from percorso.sequence.chains import add_rows
from percorso.sequence.journeys import Journeys
from percorso.sequence.resample import BLOCKS, blocks_of
from percorso.sequence.tally import Tally, fits, held, tally_by
from percorso.sequence.ways import count_open_ways

Longs = NDArray[np.int64]

# Sets of more channels than this do not fit a number beside their block.
MOST_BESIDE = 50


@dataclass(frozen=True)
class Open:
    """A bucket's ways to no order, however a model wants them.

    Attributes:
        journeys, by, look_back, without_order: see ``open_ways``.
        blocks: whether it matters in which block a way is; else all are in the first, and that takes less time.
    """

    journeys: Journeys
    by: str
    look_back: timedelta
    without_order: WithoutOrder
    blocks: bool = True

    @cached_property
    def ways(self) -> Observed:
        """The ways themselves."""
        left = open_ways(self.journeys, self.by, self.look_back, self.without_order)
        count = len(left.whose)
        none, before = np.zeros(count, np.int64), np.broadcast_to(np.int64(0), len(left.subjects))
        block = blocks_of(self.journeys, left.whose) if self.blocks else none
        money = np.zeros((count, 3), np.int64)
        return Observed(left.starts, left.subjects, before, block, none, np.ones(count, np.int64), money)

    @cached_property
    def counted(self) -> tuple[Tally, Tally] | None:
        """What follows what, and who came together, without the ways being laid out; None where that is no gain.

        The first is by ``(digit * radix + digit) * BLOCKS + block``, as ``chains.count_steps`` counts of order 1; the
        second by ``set * BLOCKS + block``, each channel of the set a bit.
        """
        journeys, channels = self.journeys, len(self.journeys.words.get(self.by, ()))
        radix = channels + 3
        if channels > MOST_BESIDE or not fits(radix * radix * BLOCKS, journeys.rows):
            return None
        blocks = BLOCKS if self.blocks else 1
        block = blocks_of(journeys) if self.blocks else np.zeros(journeys.customers, np.int64)
        count, steps = np.zeros(1, np.int64), np.zeros(radix * radix * blocks, np.int64)
        # What is not filled of these takes no room.
        own, sets = np.empty((2, journeys.rows), np.int64)
        columns = bare(journeys, self.by, self.look_back, self.without_order)
        count_open_ways(*(*columns, radix, block, blocks, count, steps, own, sets))
        own, sets = own[: count[0]], sets[: count[0]]
        ones = np.ones((len(sets), 1), np.int64)
        found = tally_by(sets * blocks + own, 1, lambda row, table: add_rows(row, ones, table))
        return self._by_block(held(steps[:, None])), self._by_block(found)

    def _by_block(self, found: Tally) -> Tally:
        return found if self.blocks else Tally(found.keys * BLOCKS, found.sums)
