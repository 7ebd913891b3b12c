"""Touches: how many contacts each channel or campaign brought, by which its cost can be shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from percorso.sequence.journeys import Journeys
from percorso.sequence.period import ENDS, count_touches
from percorso.sequence.tally import Tally, held, merge
from percorso.sequence.units import longer, longs, narrow


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
        words = journeys.words.get(self.by, ())
        counts = np.zeros(len(words) + 1, np.int64)
        role = np.ascontiguousarray(journeys["role"], np.int8)
        since, until = (end if one is None else one for one, end in zip((self.since, self.until), ENDS, strict=True))
        count_touches(longs(journeys, "at"), role, narrow(journeys, self.by), since, until, counts)
        return TouchesPartial(words, held(counts[1:, None]))

    def combine(self, one: TouchesPartial, other: TouchesPartial) -> TouchesPartial:
        """Add the contacts of two sets of buckets."""
        return TouchesPartial(longer(one.words, other.words), merge(one.touches, other.touches))

    def finish(self, partial: TouchesPartial) -> Mapping[str, int]:
        """Give the count of every name that brought any."""
        counted = zip(partial.touches.keys.tolist(), partial.touches.sums[:, 0].tolist(), strict=True)
        return {partial.words[code]: count for code, count in counted}
