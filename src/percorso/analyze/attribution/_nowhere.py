"""Nowhere: the ways that led to no order, which are the same whatever days orders are asked of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from percorso.analyze.attribution._observed import Observed
from percorso.analyze.attribution._outcome import FAMILY, Model
from percorso.analyze.attribution._terms import Terms
from percorso.analyze.ways import WithoutOrder, open_ways
from percorso.core.family import member
from percorso.sequence.journeys import Journeys
from percorso.sequence.resample import blocks_of


def led_nowhere(journeys: Journeys, by: str, look_back: timedelta, without_order: WithoutOrder) -> Observed:
    """Lay out a bucket's ways to no order; see ``open_ways``."""
    left = open_ways(journeys, by, look_back, without_order)
    whose = np.searchsorted(journeys.offsets, left.touches[left.starts[:-1]], side="right") - 1
    count = len(left.starts) - 1
    none = np.zeros(count, np.int64)
    before = np.zeros(len(left.subjects), np.int64)
    money = np.zeros((count, 3), np.int64)
    block = blocks_of(journeys, whose)
    return Observed(left.starts, left.subjects, before, block, none, np.ones(count, np.int64), money)


@dataclass(frozen=True)
class LedNowhere:
    """What models gather of the ways to no order, to be told to ``SideBySide`` and not worked out again.

    Attributes:
        models: of those that want them, the names.
        by, look_back, without_order, terms: as of ``Credit``.
    """

    models: tuple[str, ...]
    by: str
    look_back: timedelta
    without_order: WithoutOrder
    terms: Terms

    def map(self, journeys: Journeys) -> tuple[Any, ...]:
        """Give a bucket's ways to every model."""
        ways, words = (
            led_nowhere(journeys, self.by, self.look_back, self.without_order),
            journeys.words.get(self.by, ()),
        )
        return tuple(model.gather(ways, self.terms, words) for model in self._each)

    def combine(self, one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[Any, ...]:
        """Add what was gathered of two sets of buckets."""
        return tuple(model.merge(*both) for model, *both in zip(self._each, one, other, strict=True))

    def finish(self, partial: tuple[Any, ...]) -> Mapping[str, Any]:
        """Name what each model gathered."""
        return dict(zip(self.models, partial, strict=True))

    @property
    def _each(self) -> tuple[Model, ...]:
        return tuple(member(FAMILY, name).MODEL for name in self.models)
