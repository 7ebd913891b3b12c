"""Side by side: several models over the same ways, which are laid out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from percorso.analyze.attribution._credits import FAMILY, Credit, CreditPartial, Credits
from percorso.core.family import member
from percorso.sequence.journeys import Journeys


@dataclass(frozen=True)
class SideBySide:
    """What several models credit; each is given what ``Credit`` of it alone would give.

    Attributes:
        question: what is asked; its own model does not count.
        models: their names.
    """

    question: Credit
    models: Sequence[str]

    def map(self, journeys: Journeys) -> tuple[CreditPartial, ...]:
        """Lay a bucket's ways out and give them to every model."""
        nulls = any(member(FAMILY, model).MODEL.nulls for model in self.models)
        seen = self.question.seen(journeys, nulls=nulls)
        return tuple(one.judged(seen) for one in self._each)

    def combine(self, one: tuple[CreditPartial, ...], other: tuple[CreditPartial, ...]) -> tuple[CreditPartial, ...]:
        """Add the credits of two sets of buckets."""
        both = zip(self._each, one, other, strict=True)
        return tuple(model.combine(mine, theirs) for model, mine, theirs in both)

    def finish(self, partial: tuple[CreditPartial, ...]) -> tuple[Credits, ...]:
        """Have every model settle."""
        return tuple(model.finish(own) for model, own in zip(self._each, partial, strict=True))

    @property
    def _each(self) -> tuple[Credit, ...]:
        return tuple(replace(self.question, model=model) for model in self.models)
