"""Linear: every touch of the way earns the same; a channel touched twice earns twice."""

from __future__ import annotations

import numpy as np

from percorso.analyze.attribution._rule import Reals, Rule
from percorso.analyze.ways import Ways

SUMMARY = "Every touch of the way earns an equal share: who takes part."


def _weights(ways: Ways) -> Reals:
    return np.ones(len(ways.touches))


MODEL = Rule(_weights)
