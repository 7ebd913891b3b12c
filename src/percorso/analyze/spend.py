"""Spend: what each campaign cost, what it is credited with, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import fsum
from typing import Literal, NamedTuple

from percorso.analyze.attribution import CreditRow, Credits
from percorso.analyze.intervals import Estimate, counted
from percorso.analyze.retention import Worth
from percorso.analyze.verdicts import ModelReturn, Reason, Verdict, judge

__all__ = ["ModelReturn", "Reason", "ReturnRow", "Returns", "SpendRow", "Verdict", "normal", "returns"]

By = Literal["campaign", "channel"]

# Spend that names no campaign is not the credit that has none.
_UNNAMED = "\0"


class SpendRow(NamedTuple):
    """One day's cost of one campaign, in minor units of ``currency``; ``channel`` as credits name it."""

    on: date
    platform: str
    channel: str
    campaign: str
    cost: int
    currency: str
    campaign_id: str | None = None
    clicks: int | None = None


class Payback(NamedTuple):
    """Months (of 30 days) until a customer's margin covers what the customer cost.

    Attributes:
        low, high: the same with the margin at its best and the cost at its least, and the other way round; ``high`` is
            None when that has not happened so far.
    """

    months: int
    low: int
    high: int | None


@dataclass(frozen=True)
class ReturnRow:
    """One campaign (or channel): its cost beside its credit; incremental effect is not identified.

    Attributes:
        subject: the campaign (or channel) as spent, or as credited where nothing was spent.
        cost: minor units; 0 with credit but no spend.
        clicks: None when no source told.
        verdict: None where nothing was spent.
    """

    subject: str
    channel: str
    platform: str
    cost: int
    clicks: int | None
    models: tuple[ModelReturn, ...]
    verdict: Verdict | None
    reason: Reason
    incremental: Literal["not_identified"] = "not_identified"


@dataclass(frozen=True)
class Returns:
    """What spending brought back.

    Attributes:
        currency: rows in other currencies are not added; ``left_out`` counts them.
        first_on, last_on: the days spend covers; None without spend.
        cost_per_new_customer: all cost over all new customers of those days; None without cost or new customers.
        payback: months until a customer's margin covers that; None when it has not, or cannot be told.
        customers: people the intervals were resampled over.
    """

    currency: str
    cost: int
    first_on: date | None
    last_on: date | None
    campaigns: tuple[ReturnRow, ...]
    channels: tuple[ReturnRow, ...]
    new_customers: int
    cost_per_new_customer: Estimate | None
    payback: Payback | None
    left_out: int
    customers: int


def returns(
    spend: Sequence[SpendRow],
    by_campaign: Sequence[Credits],
    by_channel: Sequence[Credits],
    *,
    currency: str,
    new_customers: int = 0,
    worth: Sequence[Worth] = (),
) -> Returns:
    """Join spend to credits and judge each campaign.

    Args:
        spend: rows of any currency; those in another are counted and left out.
        by_campaign: one ``Credits`` per model, over the days the spend covers (``Credit.since``, ``Credit.until``).
        by_channel: likewise, by channel.
        currency: of the credits, and of the result.
        new_customers: people whose first order lies in those days.
        worth: what a customer brings over time (``Retention``), for payback.
    """
    paid = [row for row in spend if row.currency == currency]
    cost = sum(row.cost for row in paid)
    days = sorted(row.on for row in paid)
    each = _share(cost, new_customers)
    return Returns(
        currency=currency,
        cost=cost,
        first_on=days[0] if days else None,
        last_on=days[-1] if days else None,
        campaigns=_rows("campaign", paid, by_campaign),
        channels=_rows("channel", paid, by_channel),
        new_customers=new_customers,
        cost_per_new_customer=each,
        payback=payback_of(each, worth),
        left_out=len(spend) - len(paid),
        customers=by_campaign[0].customers if by_campaign else 0,
    )


def _share(cost: int, people: int) -> Estimate | None:
    """Spread the cost over people, whose number could have come out otherwise."""
    if cost == 0 or people == 0:
        return None
    fewest, most = counted(people)
    return Estimate(cost / people, cost / most, cost / fewest)


def payback_of(each: Estimate | None, worth: Sequence[Worth]) -> Payback | None:
    """Say how long until an average customer's margin covers what one cost; None when it has not, or is not known."""
    if each is None:
        return None
    margins = [(one.months, one.margin) for one in worth if one.margin is not None]
    months = next((month for month, margin in margins if margin.value >= each.value), None)
    if months is None:
        return None
    soonest = next(month for month, margin in margins if margin.high >= each.low or month == months)
    latest = next((month for month, margin in margins if margin.low >= each.high and month >= months), None)
    return Payback(months, soonest, latest)


@lru_cache(maxsize=4096)
def normal(name: str) -> str:
    """Bring the spellings of one campaign together: case, spaces, underscores and hyphens do not matter."""
    return re.sub(r"[\s_+-]+", " ", name).strip().casefold()


class _Joined(NamedTuple):
    """One campaign (or channel): its spend and, by model, its credit; either may be empty."""

    subject: str
    spent: list[SpendRow]
    earned: dict[str, list[CreditRow]]


def _rows(by: By, paid: Sequence[SpendRow], models: Sequence[Credits]) -> tuple[ReturnRow, ...]:
    """Judge each campaign, the unattributed row last."""
    rows = []
    for one in _joined(by, paid, models):
        cost = sum(row.cost for row in one.spent)
        clicks = [row.clicks for row in one.spent if row.clicks is not None]
        counted_clicks = sum(clicks) if clicks else None
        found = tuple(_return(model, one.earned.get(model.model, []), cost) for model in models)
        orders_due = _orders_due(cost, models)
        verdict, reason = judge(cost, counted_clicks, orders_due, found)
        first = one.spent[0] if one.spent else None
        channel, platform = (first.channel, first.platform) if first else ("", "")
        rows.append(ReturnRow(one.subject, channel, platform, cost, counted_clicks, found, verdict, reason))
    return tuple(sorted(rows, key=lambda row: (not row.subject, -row.cost, row.subject)))


def _joined(by: By, paid: Sequence[SpendRow], models: Sequence[Credits]) -> list[_Joined]:
    """Join costs to credits by normal name, or by id; what has only one side stays."""
    joined: dict[str, _Joined] = {}
    alias: dict[str, str] = {}
    for row in paid:
        name = row.campaign if by == "campaign" else row.channel
        key = normal(name) or _UNNAMED
        joined.setdefault(key, _Joined(name, [], {})).spent.append(row)
        if row.campaign_id and by == "campaign":
            alias[normal(row.campaign_id)] = key
    for model in models:
        for earned in model.rows:
            key = normal(earned.subject)
            key = key if key in joined else alias.get(key, key)
            one = joined.setdefault(key, _Joined(earned.subject, [], {}))
            one.earned.setdefault(model.model, []).append(earned)
    return list(joined.values())


def _return(model: Credits, earned: Sequence[CreditRow], cost: int) -> ModelReturn:
    """Set a model's credit against the cost; bounds of several spellings are added, which is wider than needed."""
    conversions = added([(row.conversions, row.low, row.high) for row in earned])
    value = added([(row.value, row.value_low, row.value_high) for row in earned])
    roas = _over(value, cost) if cost > 0 else None
    kept = [row.margin for row in earned if row.margin is not None]
    known = len(kept) == len(earned) if earned else model.margin is not None
    margin = added(kept) if known else None
    return ModelReturn(
        model=model.model,
        conversions=conversions,
        value=value,
        roas=roas,
        margin_return=_over(margin, cost) if cost > 0 and margin is not None else None,
        cost_per_order=cost / conversions.value if cost > 0 and conversions.value > 0 else None,
    )


def added(rows: Sequence[tuple[float, float, float]]) -> Estimate:
    """Add values and their bounds; nothing comes to nought. Most have one spelling, and so nothing to add."""
    if len(rows) == 1:
        return Estimate(*rows[0])
    return Estimate(*map(fsum, zip(*rows, strict=True))) if rows else Estimate(0.0, 0.0, 0.0)


def _over(found: Estimate, cost: int) -> Estimate:
    return Estimate(found.value / cost, found.low / cost, found.high / cost)


def _orders_due(cost: int, models: Sequence[Credits]) -> float | None:
    """Say how many average orders would have paid the cost."""
    orders, margin = (models[0].conversions, models[0].margin) if models else (0, None)
    if not margin or margin <= 0 or orders == 0:
        return None
    return cost * orders / margin
