"""Who gets the credit: one file is one model, and its name is the model's."""

from __future__ import annotations

from percorso.analyze.attribution._counted import credit_paths
from percorso.analyze.attribution._credits import FAMILY, Credit, Credits
from percorso.analyze.attribution._outcome import CreditRow
from percorso.analyze.attribution._terms import Terms
from percorso.core.family import members
from percorso.core.time import LONGEST
from percorso.sequence.journeys import Journeys
from percorso.sequence.path_table import PathTable

__all__ = ["Credit", "CreditRow", "Credits", "Terms", "credit", "models"]


def models() -> tuple[str, ...]:
    """List the models by name."""
    return members(FAMILY)


def credit(
    journeys_or_paths: Journeys | PathTable,
    model: str = "markov",
    *,
    interval: bool = True,
    seed: int = 0,
    terms: Terms = Terms(),  # noqa: B008 (frozen)
) -> Credits:
    """Share conversions among the channels before them, under one model.

    Of journeys held in memory, each customer's way to the first conversion counts, and those of customers without one
    as ways to none; buckets on disk are asked through ``run``. Counted paths count as they are.

    Args:
        journeys_or_paths: as ``percorso.journeys`` reads them.
        model: a member of the family; ``models()`` lists them.
        interval: whether to draw 95% intervals, over customers (1,000 replicates); else their ends are NaN.
        seed: of the draws.
        terms: the models' own settings.

    Raises:
        PercorsoError: ``unknown_attribution``, ``too_many_states``.
    """
    if isinstance(journeys_or_paths, PathTable):
        return credit_paths(journeys_or_paths, model, terms, interval=interval, seed=seed)
    question = Credit("channel", model, LONGEST, orders="first", seed=seed, terms=terms, interval=interval)
    return question.finish(question.map(journeys_or_paths))
