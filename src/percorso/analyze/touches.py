"""Touches: how many contacts each channel or campaign brought, by which its cost can be shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from percorso.sequence.journeys import TOUCH, Journeys
from percorso.sequence.period import inside
from percorso.sequence.tally import Tally, merge, tally
from percorso.sequence.units import codes, longer, longs


class TouchesPartial(NamedTuple):
    """The contacts of some buckets, by the code of what brought them."""

    words: tuple[str, ...]
    touches: Tally


@dataclass(frozen=True)
class CountTouches:
    """Counts the contacts that each channel or campaign brought; the result is by its name.

    Attributes:
        by: the coded column of the names.
        since, until: only contacts from ``since`` to before ``until`` (microseconds UTC) count; None for no bound.
    """

    by: Literal["channel", "campaign"]
    since: int | None = None
    until: int | None = None

    def map(self, journeys: Journeys) -> TouchesPartial:
        """Count a bucket's contacts."""
        named = codes(journeys, self.by)
        counted = (journeys["role"] == TOUCH) & (named >= 0)
        if self.since is not None or self.until is not None:
            counted &= inside(longs(journeys, "at"), (self.since, self.until))
        return TouchesPartial(journeys.words.get(self.by, ()), tally(named[counted].astype(np.int64)))

    def combine(self, one: TouchesPartial, other: TouchesPartial) -> TouchesPartial:
        """Add the contacts of two sets of buckets."""
        return TouchesPartial(longer(one.words, other.words), merge(one.touches, other.touches))

    def finish(self, partial: TouchesPartial) -> Mapping[str, int]:
        """Give the count of every name that brought any."""
        counted = zip(partial.touches.keys.tolist(), partial.touches.sums[:, 0].tolist(), strict=True)
        return {partial.words[code]: count for code, count in counted}
