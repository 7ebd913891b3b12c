"""Side by side: several models over the same ways, which are laid out once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from percorso.analyze.attribution._credits import Credit, CreditPartial, Credits
from percorso.analyze.attribution._outcome import FAMILY
from percorso.core.family import member
from percorso.sequence.journeys import Journeys


@dataclass(frozen=True)
class SideBySide:
    """What several models credit; each is given what ``Credit`` of it alone would give.

    Attributes:
        question: what is asked; its own model does not count.
        models: their names.
        nowhere: by model, what it gathered of all ways to no order (see ``LedNowhere``); None to gather it here.
    """

    question: Credit
    models: Sequence[str]
    nowhere: Mapping[str, Any] | None = None

    def map(self, journeys: Journeys) -> tuple[CreditPartial, ...]:
        """Lay a bucket's ways out and give them to every model."""
        nulls = self.nowhere is None and any(member(FAMILY, model).MODEL.nulls for model in self.models)
        seen = self.question.seen(journeys, nulls=nulls)
        return tuple(one.judged(seen) for one in self._each)

    def combine(self, one: tuple[CreditPartial, ...], other: tuple[CreditPartial, ...]) -> tuple[CreditPartial, ...]:
        """Add the credits of two sets of buckets."""
        both: list[CreditPartial] = []
        for model, mine, theirs in zip(self._each, one, other, strict=True):
            both.append(model.combine(mine, theirs, both[0] if both else None))
        return tuple(both)

    def finish(self, partial: tuple[CreditPartial, ...]) -> tuple[Credits, ...]:
        """Have every model settle."""
        both = zip(self._each, partial, strict=True)
        return tuple(model.finish(model.told(own, (self.nowhere or {}).get(model.model))) for model, own in both)

    @property
    def _each(self) -> tuple[Credit, ...]:
        return tuple(replace(self.question, model=model) for model in self.models)
