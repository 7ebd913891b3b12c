"""The vocabulary: which events happen in the shop, how often and to how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from percorso.sequence.journeys import Journeys
from percorso.sequence.tally import Tally, merge, tally
from percorso.sequence.units import codes, longer, owners


@dataclass(frozen=True)
class EventCount:
    """One event's name: how many rows have it, of how many customers."""

    name: str
    count: int
    customers: int


class EventsPartial(NamedTuple):
    """Rows and customers by code."""

    words: tuple[str, ...]
    counts: Tally


@dataclass(frozen=True)
class CountEvents:
    """Count the rows of every event, those of most customers first."""

    def map(self, journeys: Journeys) -> EventsPartial:
        """Count one bucket."""
        words = journeys.words.get("name", ())
        names = codes(journeys, "name")
        known = names >= 0
        own = owners(journeys)[known] * max(len(words), 1) + names[known]
        each, rows = np.unique(own, return_counts=True)
        return EventsPartial(words, tally(each % max(len(words), 1), rows.astype(np.int64), np.ones_like(each)))

    def combine(self, one: EventsPartial, other: EventsPartial) -> EventsPartial:
        """Add the counts of two sets of buckets."""
        return EventsPartial(longer(one.words, other.words), merge(one.counts, other.counts))

    def finish(self, partial: EventsPartial) -> tuple[EventCount, ...]:
        """Name the events."""
        found = [
            EventCount(partial.words[code], count, customers)
            for code, (count, customers) in zip(partial.counts.keys.tolist(), partial.counts.sums.tolist(), strict=True)
        ]
        return tuple(sorted(found, key=lambda one: (-one.customers, -one.count, one.name)))
