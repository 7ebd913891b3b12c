"""Who gets the credit: one file is one model, and its name is the model's."""

from __future__ import annotations

from percorso.analyze.attribution._credits import FAMILY, Credit, CreditRow, Credits
from percorso.core.family import members
from percorso.sequence.journeys import Journeys

__all__ = ["Credit", "CreditRow", "Credits", "credit", "models"]


def models() -> tuple[str, ...]:
    """List the models by name."""
    return members(FAMILY)


def credit(journeys: Journeys, question: Credit = Credit()) -> Credits:  # noqa: B008 (frozen)
    """Share the orders of journeys held in memory; buckets on disk are asked through ``run``."""
    return question.finish(question.map(journeys))
