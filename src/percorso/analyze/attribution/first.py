"""First touch: the touch that opened the way earns the whole order."""

from __future__ import annotations

import numpy as np

from percorso.analyze.attribution._rule import Judged, Reals, Rule

SUMMARY = "The first touch of the way earns the whole order: who brings people in."


def _weights(judged: Judged) -> Reals:
    weights = np.zeros(len(judged.ways.subjects))
    weights[judged.ways.starts[:-1]] = 1.0
    return weights


MODEL = Rule(_weights)
