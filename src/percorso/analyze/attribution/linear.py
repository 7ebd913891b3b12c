"""Linear: every touch of the way earns the same; a channel touched twice earns twice."""

from __future__ import annotations

import numpy as np

from percorso.analyze.attribution._rule import Judged, Reals, Rule

SUMMARY = "Every touch of the way earns an equal share: who takes part."


def _weights(judged: Judged) -> Reals:
    return np.ones(len(judged.ways.subjects))


MODEL = Rule(_weights)
