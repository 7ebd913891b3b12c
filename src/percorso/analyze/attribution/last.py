"""Last touch: the touch nearest the order earns all of it."""

from __future__ import annotations

import numpy as np

from percorso.analyze.attribution._rule import Judged, Reals, Rule

SUMMARY = "The last touch before the order earns all of it: who closes."


def _weights(judged: Judged) -> Reals:
    weights = np.zeros(len(judged.ways.subjects))
    weights[judged.ways.starts[1:] - 1] = 1.0
    return weights


MODEL = Rule(_weights)
