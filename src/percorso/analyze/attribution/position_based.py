"""Position-based: the first and the last touch earn fixed shares (40% each), those between share the rest."""

from __future__ import annotations

import numpy as np

from percorso.analyze.attribution._rule import Judged, Reals, Rule

SUMMARY = "First and last touch earn 40% each, those between share 20%: who opens and closes."


def _weights(judged: Judged) -> Reals:
    """Weigh by place; where nothing lies between, first and last share all in their proportion."""
    ways, terms = judged.ways, judged.terms
    touches = np.diff(ways.starts)[ways.way_of]
    weights = np.where(touches > 2, (1 - terms.first - terms.last) / np.maximum(touches - 2, 1), 0.0)
    weights[ways.starts[:-1]] = terms.first
    weights[ways.starts[1:] - 1] = terms.last
    weights[touches == 1] = 1.0
    return weights


MODEL = Rule(_weights)
