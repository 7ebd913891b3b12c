"""Nowhere: the ways that led to no order, which are the same whatever days orders are asked of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from percorso.analyze.attribution._open import Open
from percorso.analyze.attribution._outcome import FAMILY, Model
from percorso.analyze.attribution._terms import Terms
from percorso.analyze.ways import WithoutOrder
from percorso.core.family import member
from percorso.sequence.journeys import Journeys


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
        ways = Open(journeys, self.by, self.look_back, self.without_order)
        words = journeys.words.get(self.by, ())
        return tuple(model.gather_open(ways, self.terms, words) for model in self._each)

    def combine(self, one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[Any, ...]:
        """Add what was gathered of two sets of buckets."""
        return tuple(model.merge(*both) for model, *both in zip(self._each, one, other, strict=True))

    def finish(self, partial: tuple[Any, ...]) -> Mapping[str, Any]:
        """Name what each model gathered."""
        return dict(zip(self.models, partial, strict=True))

    @property
    def _each(self) -> tuple[Model, ...]:
        return tuple(member(FAMILY, name).MODEL for name in self.models)
