"""Spend against credit, as questions 1 and 5 both need it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Literal, NamedTuple

from percorso.analyze.answers.figures import estimated, missing, said
from percorso.analyze.attribution import Credit, SideBySide
from percorso.analyze.facts import Facts
from percorso.analyze.retention import RetentionResult
from percorso.analyze.returned import CountReturned, ReturnedRow
from percorso.analyze.spend import By, Payback, ReturnRow, Returns, normal, returns
from percorso.analyze.ways import Which
from percorso.analyze.winning import Winning, winning
from percorso.core.answer import Figure, Message
from percorso.core.period import ALWAYS, Moments, Period
from percorso.core.time import zone
from percorso.sequence.protocol import Analysis
from percorso.sequence.together import Together

MODELS = ("first", "last", "linear")
Dated = Literal["order", "touch"]
_SUBJECTS: tuple[By, By] = ("campaign", "channel")
_WON_AND_KEPT: tuple[Which, Which] = ("first", "later")


class Spent(NamedTuple):
    """What spending brought back, and by campaign and by channel what it won and kept, and what was given back."""

    found: Returns
    split: dict[By, Winning]
    back: dict[By, tuple[ReturnedRow, ...]]


def spending(
    facts: Facts,
    back: RetentionResult,
    dated: Dated = "order",
    otherwise: Moments = ALWAYS,
    models: Sequence[str] = MODELS,
) -> Returns:
    """Join spend to what each model credits over the days it covers; without spend, over the moments given.

    Args:
        facts: what the answers are drawn from.
        back: who comes back, and what a customer is worth.
        dated: whether credit counts on the days of orders, or of the touches that earn it.
        otherwise: the moments that count where there is no spend.
        models: by whose credit everything is judged.
    """
    asked = _returning(partial(_credit, dated, facts, covered(facts, otherwise)), models)
    return _returns(facts, back, facts.ask(Together(asked)))


def spent(
    facts: Facts,
    back: RetentionResult,
    dated: Dated = "order",
    otherwise: Moments = ALWAYS,
    models: Sequence[str] = MODELS,
) -> Spent:
    """Join spend to credits as ``spending`` does, divide it by linear credit, and say how often orders were given back.

    Orders count that are of the days that spend covers; all is asked while each bucket is open once.
    """
    when = covered(facts, otherwise)
    credit = partial(_credit, dated, facts, when)
    kinds = [replace(credit(by, "linear", which), worth=False) for by in _SUBJECTS for which in _WON_AND_KEPT]
    given = [CountReturned(by, facts.tracing.look_back, *when) for by in _SUBJECTS]
    *answers, to_win, to_keep, channels_won, channels_kept, campaigns_back, channels_back = facts.ask(
        Together((*_returning(credit, models), *kinds, *given))
    )
    found = _returns(facts, back, answers)
    return Spent(
        found,
        {
            "campaign": winning(found.campaigns, to_win, to_keep),
            "channel": winning(found.channels, channels_won, channels_kept),
        },
        {"campaign": campaigns_back, "channel": channels_back},
    )


def _borne(facts: Facts, by: By, rows: Sequence[ReturnRow]) -> tuple[ReturnRow, ...]:
    """Take a verdict back where what was seen cannot bear it: no visit is on record, or no order has a value."""
    seen = {normal(word) for word in facts.words.get(by, ())}
    if by == "campaign":
        seen |= {normal(row.campaign) for row in facts.spend if row.campaign_id and normal(row.campaign_id) in seen}
    valued = any(one.value.value for row in rows for one in row.models)
    return tuple(_untold(row, normal(row.subject) in seen, valued) for row in rows)


def _untold(row: ReturnRow, visited: bool, valued: bool) -> ReturnRow:
    if row.cost and not visited:
        return replace(row, verdict=None, reason="no_visits")
    if row.cost and not valued and any(one.conversions.value for one in row.models):
        return replace(row, verdict=None, reason="no_value")
    return row


def costs(facts: Facts, spent: Returns, back: RetentionResult) -> tuple[Figure, ...]:
    """Give what a new customer costs in advertising, and the months until one pays that back."""
    name, people, currency = "cost_per_new_customer", spent.new_customers, facts.currency
    if not facts.spend:
        return (
            missing(name, "money", said("reason.no_spend"), currency=currency),
            missing("payback_months", "months", said("reason.no_spend")),
        )
    payback = spent.payback
    return (
        estimated(name, spent.cost_per_new_customer, "money", people, currency=currency),
        missing("payback_months", "months", _unpaid(spent, back)) if payback is None else _paid_back(payback, people),
    )


def _paid_back(payback: Payback, people: int) -> Figure:
    """Give the months with their interval, or without one where its end has not been seen yet."""
    low = None if payback.high is None else payback.low
    return Figure("payback_months", payback.months, "months", people, low=low, high=payback.high)


def _unpaid(spent: Returns, back: RetentionResult) -> Message:
    if spent.cost_per_new_customer is None or not back.worth:
        return said("reason.not_known")
    known = all(one.margin is not None for one in back.worth)
    return said("reason.not_paid_back") if known else said("reason.margin_unknown")


def covered(facts: Facts, otherwise: Moments = ALWAYS) -> Moments:
    """Give the moments that count: those asked for; where one end is open, spend's own first or last day there.

    Spend in another currency than the answers' counts for nothing, and neither do its days.
    """
    days = [row.on for row in facts.spend if row.currency == facts.currency]
    if not days:
        return otherwise
    begin, end = Period(min(days), max(days)).moments(zone(facts.shop.time_zone))
    since, until = otherwise
    return begin if since is None else since, end if until is None else until


def _returning(credit: Callable[..., Credit], models: Sequence[str]) -> tuple[Analysis[Any, Any], ...]:
    """Ask for what ``returns`` joins: credits by campaign and by channel, and how many customers were won."""
    new = replace(credit("channel", "first", "first"), interval=False, worth=False)
    return (*(SideBySide(credit(by, "linear"), models) for by in _SUBJECTS), new)


def _returns(facts: Facts, back: RetentionResult, asked: Sequence[Any]) -> Returns:
    by_campaign, by_channel, new = asked
    found = returns(
        facts.spend,
        by_campaign,
        by_channel,
        currency=facts.currency,
        new_customers=new.conversions,
        worth=back.worth,
    )
    return replace(
        found, campaigns=_borne(facts, "campaign", found.campaigns), channels=_borne(facts, "channel", found.channels)
    )


def _credit(dated: Dated, facts: Facts, when: Moments, by: By, model: str, orders: Which = "all") -> Credit:
    return Credit(by, model, facts.tracing.look_back, facts.currency, orders, *when, dated)
