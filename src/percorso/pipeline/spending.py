"""Spending: what campaigns and channels cost, beside what they are credited with, of the published build.

Nobody can say what of an advert's cost was spent on whom: of a segment it is shared as contacts were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isinf
from typing import Any, Literal

import numpy as np

from percorso.analyze.answers.spending import MODELS, Dated, covered, spent
from percorso.analyze.facts import Facts
from percorso.analyze.intervals import Estimate, Rate, rate
from percorso.analyze.retention import Retention, Worth
from percorso.analyze.returned import ReturnedRow
from percorso.analyze.spend import By, Payback, ReturnRow, SpendRow, normal, payback_of
from percorso.analyze.spend_shares import Shared, Touches, shared
from percorso.analyze.totals import CountTotals
from percorso.analyze.touches import CountTouches
from percorso.analyze.winning import Winning, WonRow
from percorso.core.money import places
from percorso.core.period import WHOLE, Moments, Period
from percorso.core.segments import EVERYBODY, Segment
from percorso.core.time import zone
from percorso.pipeline.asking import facts_of
from percorso.pipeline.products import products
from percorso.pipeline.published import Published
from percorso.pipeline.segments import SegmentBucket, within
from percorso.sequence.codes import Bools
from percorso.sequence.together import Together
from percorso.store.workspace import Workspace

__all__ = ["MODELS", "JoinedBy", "spend"]

JoinedBy = Literal["order_date", "touch_date"]


def spend(
    workspace: Workspace,
    period: Period = WHOLE,
    joined_by: JoinedBy = "order_date",
    segment: Segment = EVERYBODY,
    *,
    models: Sequence[str] = MODELS,
) -> dict[str, Any]:
    """Set spend against credit, over everything or over a period.

    Args:
        workspace: where.
        period: days of the shop's zone.
        joined_by: the days on which credit counts beside the spend of the same days: those of the orders, or of the
            touches that earn it.
        segment: whose orders count, beside their part of the cost: as many parts of a campaign's as contacts it brought
            were theirs.
        models: by whose credit campaigns are judged.

    Returns:
        the document of ``percorso spend --format json``: ``campaigns`` and ``channels``, each with its cost, every
        of these models' credited orders and revenue, ROAS and return of margin with their intervals, the verdict and
        its reason, what of the cost won customers and what kept them, and how often its orders were given back; what a
        new customer costs and the months until one pays that back; ``products`` with how much of each was given back.
        Spend without an order and revenue without a channel are rows like others; ``incremental`` is not identified.
        ``cost_of_everybody`` is what was spent in those days in all, ``cost_not_shared`` what of it no segment has a
        part in, since no contact tells of it.
    """
    everybody = Published.open(workspace)
    published = within(everybody, segment)
    facts = facts_of(published, published.ask_once(CountTotals(workspace.settings.shop.currency)))
    back = published.ask_once(Retention(facts.last_at, facts.currency, facts.shop.time_zone))
    dated: Dated = "touch" if joined_by == "touch_date" else "order"
    whole = replace(facts, spend=tuple(row for row in facts.spend if period.holds(row.on)))
    moments = period.moments(zone(facts.shop.time_zone))
    parts = _parts(everybody, published, whole, covered(whole, moments))
    inside = replace(whole, spend=parts.rows, of_segment=segment != EVERYBODY)
    found, split, given = spent(inside, back, dated, moments, models)
    scale = 10 ** places(facts.currency)
    return {
        "currency": found.currency,
        "cost": found.cost / scale,
        "cost_of_everybody": _cost(whole.spend, facts.currency) / scale,
        "cost_not_shared": _cost(parts.untold, facts.currency) / scale,
        "first_on": found.first_on and found.first_on.isoformat(),
        "last_on": found.last_on and found.last_on.isoformat(),
        "joined_by": joined_by,
        "look_back_days": facts.tracing.look_back.days,
        "models": list(models),
        "campaigns": _rows(inside, found.campaigns, split["campaign"], given["campaign"], "campaign", back.worth),
        "channels": _rows(inside, found.channels, split["channel"], given["channel"], "channel", back.worth),
        **_won(split["campaign"], scale),
        "products": products(everybody, *covered(inside, moments), _members(published)),
        "new_customers": found.new_customers,
        "cost_per_new_customer": _scaled(found.cost_per_new_customer, scale),
        "payback_months": _months(found.payback),
        "spent_on_other_days": bool(facts.spend) and not whole.spend,
        "left_out_rows_of_other_currencies": found.left_out,
    }


def _parts(everybody: Published, members: Published, facts: Facts, moments: Moments) -> Shared:
    """Give a segment's parts of the spend, or all of it to everybody."""
    if members is everybody or not facts.spend:
        return Shared(facts.spend)
    return shared(facts.spend, *(_touches(one, moments) for one in (everybody, members)))


def _members(published: Published) -> Bools | None:
    """Mark a segment's members among the customers of all buckets; None for everybody."""
    marks = [bucket.members for bucket in published.buckets if isinstance(bucket, SegmentBucket)]
    return np.concatenate(marks) if marks else None


def _touches(published: Published, moments: Moments) -> Touches:
    channels, campaigns = published.ask_once(
        Together((CountTouches("channel", *moments), CountTouches("campaign", *moments)))
    )
    return Touches(channels, campaigns)


def _cost(rows: Sequence[SpendRow], currency: str) -> int:
    return sum(row.cost for row in rows if row.currency == currency)


def _rows(
    facts: Facts,
    own: Sequence[ReturnRow],
    split: Winning,
    given: Sequence[ReturnedRow],
    by: By,
    worth: Sequence[Worth],
) -> list[dict[str, Any]]:
    scale = 10 ** places(facts.currency)
    back = {normal(row.subject): row.rate for row in given}
    return [
        _row(row, won, back.get(normal(row.subject), rate(0, 0)), by, scale)
        | {"payback_months": _months(payback_of(won.cost_per_new_customer, worth))}
        for row, won in zip(own, split.rows, strict=True)
        # What no member of a segment met is no row of theirs.
        if not facts.of_segment or row.cost or any(one.conversions.value for one in row.models)
    ]


def _row(row: ReturnRow, won: WonRow, back: Rate, by: By, scale: int) -> dict[str, Any]:
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
        "orders_won": _scaled(won.won, 1),
        "orders_kept": _scaled(won.kept, 1),
        "cost_to_win": None if won.cost_to_win is None else won.cost_to_win / scale,
        "cost_to_keep": None if won.cost_to_keep is None else won.cost_to_keep / scale,
        "cost_per_new_customer": _scaled(won.cost_per_new_customer, scale),
        "return_rate": {"value": back.value, "low": back.low, "high": back.high, "orders": back.n},
        "verdict": row.verdict,
        "reason": row.reason,
        "incremental": row.incremental,
    }


def _months(found: Payback | None) -> dict[str, int | None] | None:
    return None if found is None else {"months": found.months, "low": found.low, "high": found.high}


def _won(found: Winning, scale: int) -> dict[str, Any]:
    return {
        "cost_to_win": {"cost": found.cost_to_win / scale, "each": _scaled(found.each_won, scale)},
        "cost_to_keep": {"cost": found.cost_to_keep / scale, "each": _scaled(found.each_kept, scale)},
        "cost_without_orders": found.without_orders / scale,
    }


def _scaled(found: Estimate | None, scale: int) -> dict[str, float | None] | None:
    """Write an estimate in units; an end that nothing bounds is None."""
    if found is None:
        return None
    value, low, high = found
    return {"value": _unit(value, scale), "low": _unit(low, scale), "high": _unit(high, scale)}


def _unit(end: float, scale: int) -> float | None:
    return None if isinf(end) else end / scale
