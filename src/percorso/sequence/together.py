"""Together: several questions put to each bucket while it is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from percorso.sequence.journeys import Journeys
from percorso.sequence.protocol import Analysis


@dataclass(frozen=True)
class Together:
    """Questions asked of the same journeys; each is answered as it would be alone."""

    questions: tuple[Analysis[Any, Any], ...]

    def map(self, journeys: Journeys) -> tuple[Any, ...]:
        """Reduce one bucket to a partial of each question."""
        return tuple(one.map(journeys) for one in self.questions)

    def combine(self, one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[Any, ...]:
        """Merge the partials of each."""
        return tuple(question.combine(*both) for question, *both in zip(self.questions, one, other, strict=True))

    def finish(self, partial: tuple[Any, ...]) -> tuple[Any, ...]:
        """Give each result."""
        return tuple(question.finish(own) for question, own in zip(self.questions, partial, strict=True))
