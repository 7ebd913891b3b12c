"""Spending: what campaigns and channels cost, beside what they are credited with, of the published build."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from percorso.analyze.answers.spending import spending
from percorso.analyze.intervals import Estimate
from percorso.analyze.retention import Retention
from percorso.analyze.spend import ReturnRow
from percorso.analyze.totals import CountTotals
from percorso.core.money import places
from percorso.core.period import WHOLE, Period
from percorso.core.time import zone
from percorso.pipeline.asking import facts_of
from percorso.pipeline.published import Published
from percorso.store.workspace import Workspace


def spend(workspace: Workspace, period: Period = WHOLE) -> dict[str, Any]:
    """Set spend against credit, over everything or over a period (days of the shop's zone).

    Returns:
        the document of ``percorso spend --format json``: ``campaigns`` and ``channels``, each with its cost, every
        model's credited orders and revenue, ROAS and return of margin with their intervals, the verdict and its
        reason; what a new customer costs and the months until one pays that back; and ``totals``, to which rows add
        up. Spend without an order and revenue without a channel are rows like others; ``incremental`` is not
        identified. Orders count by the day they were placed, within the days that spend covers.
    """
    published = Published.open(workspace)
    facts = facts_of(published, published.ask(CountTotals(workspace.settings.shop.currency)))
    back = published.ask(Retention(facts.last_at, facts.currency, facts.shop.time_zone))
    inside = replace(facts, spend=tuple(row for row in facts.spend if period.holds(row.on)))
    found = spending(inside, back, period.moments(zone(facts.shop.time_zone)))
    scale = 10 ** places(facts.currency)
    each, payback = found.cost_per_new_customer, found.payback
    return {
        "currency": found.currency,
        "cost": found.cost / scale,
        "first_on": found.first_on and found.first_on.isoformat(),
        "last_on": found.last_on and found.last_on.isoformat(),
        "joined_by": "order_date",
        "look_back_days": facts.tracing.look_back.days,
        "campaigns": [_row(row, "campaign", scale) for row in found.campaigns],
        "channels": [_row(row, "channel", scale) for row in found.channels],
        "new_customers": found.new_customers,
        "cost_per_new_customer": _scaled(each, scale),
        "payback_months": payback and {"months": payback.months, "low": payback.low, "high": payback.high},
        "left_out_rows_of_other_currencies": found.left_out,
    }


def _row(row: ReturnRow, by: str, scale: int) -> dict[str, Any]:
    return {
        by: row.subject,
        **({"channel": row.channel, "platform": row.platform} if by == "campaign" else {}),
        "cost": row.cost / scale,
        "clicks": row.clicks,
        "models": [
            {
                "model": one.model,
                "conversions": _scaled(one.conversions, 1),
                "value": _scaled(one.value, scale),
                "roas": _scaled(one.roas, 1),
                "margin_return": _scaled(one.margin_return, 1),
                "cost_per_order": None if one.cost_per_order is None else one.cost_per_order / scale,
            }
            for one in row.models
        ],
        "verdict": row.verdict,
        "reason": row.reason,
        "incremental": row.incremental,
    }


def _scaled(found: Estimate | None, scale: int) -> dict[str, float] | None:
    return found and {"value": found.value / scale, "low": found.low / scale, "high": found.high / scale}
