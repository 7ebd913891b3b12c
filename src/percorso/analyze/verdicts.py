"""Verdicts: whether a campaign is to be kept, changed, stopped or tested, from its return under several models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from percorso.analyze.intervals import Estimate

Verdict = Literal["keep", "change", "stop", "test"]
Reason = Literal[
    "above_break_even",  # keep: every model's whole interval
    "below_break_even",  # stop: every model's whole interval
    "no_orders",  # stop: none came, though enough clicks (or money) went in
    "leans_below",  # change: below under some models, across under the others
    "leans_above",  # test: above under some models, across under the others
    "too_few_clicks",  # test: no order yet, and too little went in to tell
    "models_disagree",  # test: above under one model, below under another
    "interval_spans_break_even",  # test: no model can tell
    "margin_unknown",  # test: revenue covers the cost, but no margin says whether that pays
    "too_few_orders",  # too early: the shop has too few orders to judge any campaign by
    "no_visits",  # cannot tell: none of its visits was ever seen, so no order could be credited to it
    "no_value",  # cannot tell: orders came, but none carries a value
    "no_spend",  # nothing to decide: credited, but no cost is known
]

# Where nothing is known but clicks: 3 in 300 is the rate that no order in 300 clicks speaks against (rule of three).
ENOUGH_CLICKS = 300
# At break-even at least so many orders were due; none has then a chance of 5% at most (rule of three).
ORDERS_DUE = 3.0


class ModelReturn(NamedTuple):
    """What one model credits against the cost.

    Attributes:
        conversions, value: credited orders and net revenue (minor units).
        roas: value over cost; margin_return: margin of that value over cost, break-even at 1. None without cost, and
            margin_return without a margin.
        cost_per_order: cost over credited orders; None without either.
    """

    model: str
    conversions: Estimate
    value: Estimate
    roas: Estimate | None
    margin_return: Estimate | None
    cost_per_order: float | None


def judge(
    cost: int, clicks: int | None, orders_due: float | None, models: Sequence[ModelReturn]
) -> tuple[Verdict | None, Reason]:
    """Judge a campaign by where the intervals of its margin return lie, with break-even at 1.

    Args:
        cost: minor units.
        clicks: None when not known.
        orders_due: how many average orders would have paid the cost; None without a margin or an order.
        models: at least one.
    """
    if cost <= 0:
        return None, "no_spend"
    if all(one.conversions.value == 0 for one in models):
        enough = orders_due >= ORDERS_DUE if orders_due is not None else (clicks or 0) >= ENOUGH_CLICKS
        return ("stop", "no_orders") if enough else ("test", "too_few_clicks")
    returns = [one.margin_return for one in models if one.margin_return]
    if not returns:
        lost = all(one.roas is not None and one.roas.high < 1 for one in models)
        return ("stop", "below_break_even") if lost else ("test", "margin_unknown")
    return _against_break_even([one.low > 1 for one in returns], [one.high < 1 for one in returns])


def _against_break_even(above: Sequence[bool], below: Sequence[bool]) -> tuple[Verdict, Reason]:
    if all(above):
        return "keep", "above_break_even"
    if all(below):
        return "stop", "below_break_even"
    if any(above) and any(below):
        return "test", "models_disagree"
    if any(below):
        return "change", "leans_below"
    return ("test", "leans_above") if any(above) else ("test", "interval_spans_break_even")
