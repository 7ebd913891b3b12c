"""Spend against credit, as questions 1 and 5 both need it."""

from __future__ import annotations

from functools import partial
from typing import Literal

from percorso.analyze.answers.figures import estimated, missing, said
from percorso.analyze.attribution import Credit
from percorso.analyze.facts import Facts
from percorso.analyze.retention import RetentionResult
from percorso.analyze.spend import Payback, Returns, returns
from percorso.core.answer import Figure, Message
from percorso.core.period import ALWAYS, Moments, Period
from percorso.core.time import zone

MODELS = ("first", "last", "linear")


def spending(facts: Facts, back: RetentionResult, otherwise: Moments = ALWAYS) -> Returns:
    """Join spend to what each model credits over the days it covers; without spend, over the moments given."""
    since, until = _span(facts) if facts.spend else otherwise
    ask = partial(_credit, facts, since, until)
    return returns(
        facts.spend,
        [facts.ask(ask("campaign", model)) for model in MODELS],
        [facts.ask(ask("channel", model)) for model in MODELS],
        currency=facts.currency,
        new_customers=facts.ask(ask("channel", "first", orders="first")).conversions,
        worth=back.worth,
    )


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


def _credit(
    facts: Facts,
    since: int | None,
    until: int | None,
    by: Literal["channel", "campaign"],
    model: str,
    orders: Literal["all", "first"] = "all",
) -> Credit:
    return Credit(by, model, facts.tracing.look_back, facts.currency, orders=orders, since=since, until=until)


def _span(facts: Facts) -> Moments:
    """Give the first moment of spend's first day and the end of its last, in the shop's zone."""
    days = [row.on for row in facts.spend]
    return Period(min(days), max(days)).moments(zone(facts.shop.time_zone))
