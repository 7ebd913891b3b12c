"""One order: what each model that weighs a way by itself gives the touches before it."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from percorso.analyze.attribution._observed import Observed
from percorso.analyze.attribution._outcome import FAMILY
from percorso.analyze.attribution._rule import Judged, Rule
from percorso.analyze.attribution._terms import Terms
from percorso.analyze.ways import ways
from percorso.core.family import member, members
from percorso.sequence.journeys import Journeys


def weighed(
    journeys: Journeys,
    order: int,
    look_back: timedelta,
    terms: Terms = Terms(),  # noqa: B008 (frozen)
) -> dict[str, dict[int, float]]:
    """Give, by model and row, the share of one order that each touch earns; rows that earn nothing are left out.

    Args:
        journeys: a bucket.
        order: the order's row.
        look_back: how long before it a touch may earn.
        terms: the models' settings.
    """
    laid = ways(journeys, np.array([order]), "channel", look_back)
    nothing = np.zeros(1, np.int64)
    observed = Observed(
        laid.starts, laid.subjects, laid.before, nothing, nothing + 1, nothing, np.zeros((1, 3), np.int64)
    )
    found = {}
    for name in members(FAMILY):
        model = member(FAMILY, name).MODEL
        if isinstance(model, Rule):
            weights = model.weights(Judged(observed, terms, journeys.words.get("channel", ())))
            shares = (weights / weights.sum()).tolist()
            earned = zip(laid.touches.tolist(), shares, strict=True)
            found[name] = {row: share for row, share in earned if share > 0 and row != order}
    return found
