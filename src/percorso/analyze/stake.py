"""Stake: what the orders at the end of a funnel are worth, and so what those lost on the way might have been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt
from typing import NamedTuple

import numpy as np

from percorso.analyze.funnels import CountFunnel, Funnel, FunnelPartial, FunnelStep
from percorso.analyze.intervals import Estimate, Z
from percorso.analyze.ways import in_currency
from percorso.sequence.journeys import ORDER, Journeys
from percorso.sequence.tally import Tally, merge, tally
from percorso.sequence.units import longs


class Worth(NamedTuple):
    """The orders by which a funnel's last step was taken: how many, their mean and its standard error, minor units."""

    orders: int
    mean: float
    error: float


@dataclass(frozen=True)
class EndWorth:
    """Count a funnel, and add up the orders by which people take its last step, if steps are orders.

    Attributes:
        question: the funnel.
        currency: of the money; orders in another are left out.
    """

    question: CountFunnel
    currency: str

    def map(self, journeys: Journeys) -> tuple[FunnelPartial, Tally]:
        """Count one bucket's funnel, and its orders by their value, which keeps sums exact in any order."""
        counted, taken = self.question.map_taken(journeys)
        last = taken[:, -1]
        rows = last[last >= 0]
        rows = rows[(journeys["role"][rows] == ORDER) & in_currency(journeys, self.currency, rows)]
        value = longs(journeys, "value")[rows]
        return counted, tally(value[value > 0])

    def combine(
        self, one: tuple[FunnelPartial, Tally], other: tuple[FunnelPartial, Tally]
    ) -> tuple[FunnelPartial, Tally]:
        """Add the funnels and the orders of two sets of buckets."""
        return self.question.combine(one[0], other[0]), merge(one[1], other[1])

    def finish(self, partial: tuple[FunnelPartial, Tally]) -> tuple[Funnel, Worth | None]:
        """Give the funnel, and the mean of its orders; None below two of them, whose spread is not known."""
        funnel, orders = partial
        return self.question.finish(funnel), _worth(orders)


def _worth(found: Tally) -> Worth | None:
    counts = found.sums[:, 0] if len(found.keys) else np.zeros(0, np.int64)
    orders = int(counts.sum())
    if orders < 2:
        return None
    mean = float((found.keys * counts).sum()) / orders
    variance = float(((found.keys - mean) ** 2 * counts).sum()) / (orders - 1)
    return Worth(orders, mean, sqrt(variance / orders))


def at_stake(steps: Sequence[FunnelStep], worth: Worth | None) -> tuple[Estimate | None, ...]:
    """Say for each step what those lost before it would have brought, had they gone on like those who stayed.

    Of those at the step, the share that came to the end is taken for those who were lost, at the mean order. The
    interval is that of a product of two independent figures on a logarithmic scale (the delta method). Those who leave
    want less, most often, than those who stay: it is what is at stake at most, not what mending would bring.
    """
    return tuple(None if worth is None else _lost(step, steps[-1].customers, worth) for step in steps)


def _lost(step: FunnelStep, ended: int, worth: Worth) -> Estimate | None:
    if not step.dropped or not step.customers or not ended:
        return None
    share = ended / step.customers
    value = step.dropped * share * worth.mean
    relative = sqrt((1 - share) / (step.customers * share) + (worth.error / worth.mean) ** 2)
    return Estimate(value, value * exp(-Z * relative), value * exp(Z * relative))
