"""Last non-direct: the last touch that came from somewhere earns all; a way of direct visits alone, its last one."""

from __future__ import annotations

import numpy as np

from percorso.analyze.attribution._rule import Judged, Reals, Rule

SUMMARY = (
    "The last touch that was no direct visit earns the whole order: who closes, when coming back counts as nothing."
)


def _weights(judged: Judged) -> Reals:
    ways, direct = judged.ways, judged.terms.direct.strip().casefold()
    named_direct = np.array([word.strip().casefold() == direct for word in judged.words] + [True], np.bool_)
    elsewhere = np.flatnonzero(~named_direct[ways.subjects])
    chosen = ways.starts[1:] - 1
    # Of several touches set in one place the last one stays.
    chosen[ways.way_of[elsewhere]] = elsewhere
    weights = np.zeros(len(ways.subjects))
    weights[chosen] = 1.0
    return weights


MODEL = Rule(_weights)
