"""Time decay: a touch earns half as much for every half-life that lies between it and the order."""

from __future__ import annotations

import numpy as np

from percorso.analyze.attribution._rule import Judged, Reals, Rule
from percorso.analyze.ways import MICROSECOND

SUMMARY = "A touch earns half as much for every seven days between it and the order: what was fresh in mind."


def _weights(judged: Judged) -> Reals:
    """Weigh against the way's last touch, so that what lies far back is small and never nothing on the whole way."""
    ways = judged.ways
    nearest = ways.before[ways.starts[1:] - 1]
    further = ways.before - nearest[ways.way_of]
    return np.asarray(np.exp2(-further / (judged.terms.half_life // MICROSECOND)), np.float64)


MODEL = Rule(_weights)
