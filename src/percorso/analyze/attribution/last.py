"""Last touch: the touch nearest the order earns all of it."""

from __future__ import annotations

import numpy as np

from percorso.analyze.attribution._rule import Reals, Rule
from percorso.analyze.ways import Ways

SUMMARY = "The last touch before the order earns all of it: who closes."


def _weights(ways: Ways) -> Reals:
    weights = np.zeros(len(ways.touches))
    weights[ways.starts[1:] - 1] = 1.0
    return weights


MODEL = Rule(_weights)
