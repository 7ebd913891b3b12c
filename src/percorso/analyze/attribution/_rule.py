"""Rules: models that weigh each touch by its place on its own way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from percorso.analyze.ways import Ways
from percorso.sequence.kernels import share_out

Longs = NDArray[np.int64]
Reals = NDArray[np.float64]


class Model(Protocol):
    """What a member of the family offers as ``MODEL``."""

    def shares(self, ways: Ways, amounts: Longs) -> Longs:
        """Share each way's whole amount among its touches, in whole units that add up to it exactly."""
        ...


@dataclass(frozen=True)
class Rule:
    """A model that shares in proportion to weights.

    Attributes:
        weights: gives each touch a weight, none negative and on every way some positive.
    """

    weights: Callable[[Ways], Reals]

    def shares(self, ways: Ways, amounts: Longs) -> Longs:
        """Share each way's amount in proportion to the weights."""
        shares = np.zeros(len(ways.touches), np.int64)
        share_out(ways.starts, self.weights(ways), amounts, shares)
        return shares
