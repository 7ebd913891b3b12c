"""Who gets the credit: one file is one model, and its name is the model's."""

from __future__ import annotations

from collections.abc import Sequence

from percorso.analyze.attribution._counted import credit_paths
from percorso.analyze.attribution._credits import Credit, Credits
from percorso.analyze.attribution._nowhere import LedNowhere
from percorso.analyze.attribution._outcome import FAMILY, CreditRow
from percorso.analyze.attribution._side_by_side import SideBySide
from percorso.analyze.attribution._terms import Terms
from percorso.core.errors import PercorsoError
from percorso.core.family import members
from percorso.core.time import LONGEST
from percorso.sequence.journeys import Journeys
from percorso.sequence.path_table import PathTable
from percorso.sequence.ranges import asked

__all__ = ["Credit", "CreditRow", "Credits", "LedNowhere", "SideBySide", "Terms", "credit", "credits_of", "models"]


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
        PercorsoError: ``not_journeys``, ``unknown_attribution``, ``too_many_states``.
    """
    return credits_of(journeys_or_paths, (model,), interval=interval, seed=seed, terms=terms)[0]


def credits_of(
    journeys_or_paths: Journeys | PathTable,
    names: Sequence[str],
    *,
    interval: bool = True,
    seed: int = 0,
    terms: Terms = Terms(),  # noqa: B008 (frozen)
) -> tuple[Credits, ...]:
    """Share conversions among the channels before them, under several models: ``credit`` of each, in less time."""
    if not isinstance(journeys_or_paths, PathTable | Journeys):
        message = f"Credit is drawn from journeys or counted paths, not from a {type(journeys_or_paths).__name__}."
        hint = "Read a file first: percorso.journeys.from_table or from_paths."
        raise PercorsoError("not_journeys", message, hint=hint)
    if isinstance(journeys_or_paths, PathTable):
        paths = journeys_or_paths
        return tuple(credit_paths(paths, name, terms, interval=interval, seed=seed) for name in names)
    question = Credit("channel", "linear", LONGEST, orders="first", seed=seed, terms=terms, interval=interval)
    together = SideBySide(question, tuple(names))
    return asked(together, journeys_or_paths)
