"""Question 4: which channels are most and least effective at turning contacts into customers?"""

from __future__ import annotations

from dataclasses import dataclass

from percorso.analyze.answers.figures import (
    count,
    counted,
    estimated,
    rated,
    said,
    share,
    text,
    the_channel,
    too_early,
    untold,
)
from percorso.analyze.answers.spending import MODELS
from percorso.analyze.attribution import Credit, CreditRow, Credits, SideBySide
from percorso.analyze.conversion import ContactRates, ContactRow, ContactToCustomer
from percorso.analyze.facts import Facts
from percorso.analyze.intervals import Estimate
from percorso.core.answer import Answer, Argument, Chart, Column, Figure, Mark, Message, Table, Unit

# What the chart finds, by the headline above it; one that chooses nothing has a chart that only counts.
_TITLES = {
    "answer.4.best_and_worst": "answer.4.chart",
    "answer.4.no_clear_difference": "answer.4.chart_close",
    "answer.4.one_channel": "answer.4.chart_one",
}
# The model that tells who is needed, where the others tell who was there.
CHAIN = "markov"
# A channel with fewer people than this is shown but is not called best or worst.
ENOUGH_PEOPLE = 30
# Models disagree on a channel when the largest credit is at least this many times the smallest, and by 5 orders.
DISAGREEMENT = 1.5
_FEW_ORDERS = 5


@dataclass(frozen=True)
class Disagreement:
    """A channel whose credit depends on the model: the fewest and most orders any model gives it."""

    subject: str
    fewest: float
    most: float


def answer(facts: Facts) -> Answer:
    """Say which channel turns contacts into customers best and worst, and where the models disagree."""
    rates = facts.ask(
        ContactToCustomer(facts.last_at, "channel", within=facts.tracing.contact_window, directions=facts.shop.contact)
    )
    question = Credit("channel", "linear", facts.tracing.look_back, facts.currency)
    earned = facts.ask(SideBySide(question, (*MODELS, CHAIN)))
    window: tuple[Argument, Unit] = (facts.tracing.look_back.days, "days")
    method = said("answer.4.method", days=_window(rates), look_back=window, compared=text(_compared(earned)))
    judged = tuple(row for row in rates.rows if row.rate.n)
    waiting = rates.overall.waiting
    if not judged and waiting:
        young = said("answer.4.too_recent", days=_window(rates), waiting=count(waiting))
        return untold(4, young, () if earned[0].conversions else (said("missing.orders"),), method)
    if not judged:
        return untold(4, said("answer.4.no_contacts"), (said("missing.contacts"),), method)
    headline = too_early(earned[0].conversions) or _headline(rates, judged, earned)
    return Answer(
        question=4,
        status="ok",
        headline=headline,
        figures=_figures(rates, earned),
        chart=_chart(rates, judged, headline),
        table=_table(rates, earned),
        method=method,
        missing=() if facts.has_visits else (said("missing.visits"),),
        currency=facts.currency,
    )


def disagreement(earned: tuple[Credits, ...]) -> Disagreement | None:
    """Find the channel whose orders the models disagree on most, if on any by enough to matter."""
    subjects = {row.subject for one in earned for row in one.rows if row.subject}
    spans = [
        Disagreement(subject, min(orders), max(orders))
        for subject in sorted(subjects)
        if (orders := _orders(earned, subject))
    ]
    apart = [one for one in spans if one.most - one.fewest >= _FEW_ORDERS and one.most >= DISAGREEMENT * one.fewest]
    return max(apart, key=lambda one: one.most - one.fewest, default=None)


def _orders(earned: tuple[Credits, ...], subject: str) -> list[float]:
    return [next((row.conversions for row in one.rows if row.subject == subject), 0.0) for one in earned]


def _headline(rates: ContactRates, judged: tuple[ContactRow, ...], earned: tuple[Credits, ...]) -> Message:
    ranked = [row for row in judged if row.rate.n >= ENOUGH_PEOPLE]
    if not ranked:
        return said(
            "answer.4.too_few_people", people=count(max(row.rate.n for row in judged)), needed=count(ENOUGH_PEOPLE)
        )
    best, worst = ranked[0], ranked[-1]
    told: dict[str, tuple[Argument, Unit]] = {
        "days": _window(rates),
        "best": the_channel(best.subject),
        "rate": share(best.rate.value),
        "low": share(best.rate.low),
        "high": share(best.rate.high),
        "n": count(best.rate.n),
        "limit": (_limit(earned), "text"),
    }
    if best is worst:
        return Message("answer.4.one_channel", told)
    told |= {
        "worst": the_channel(worst.subject),
        "worst_rate": share(worst.rate.value),
        "worst_low": share(worst.rate.low),
        "worst_high": share(worst.rate.high),
    }
    apart = worst.rate.high < best.rate.low
    return Message("answer.4.best_and_worst" if apart else "answer.4.no_clear_difference", told)


def _window(rates: ContactRates) -> tuple[Argument, Unit]:
    return rates.within.days, "days"


def _limit(earned: tuple[Credits, ...]) -> Message:
    found = disagreement(earned)
    if found is None:
        return said("answer.4.not_proof")
    return said(
        "answer.4.models_disagree",
        channel=the_channel(found.subject),
        fewest=count(round(found.fewest)),
        most=count(round(found.most)),
    )


def _compared(earned: tuple[Credits, ...]) -> Message:
    """Say of which channel the chain and linear credit say most different things, if of any beyond their ranges."""
    chain, linear = ({row.subject: row for row in _of(earned, model) if row.subject} for model in (CHAIN, "linear"))
    apart = [name for name in sorted(chain.keys() & linear.keys()) if _beyond(chain[name], linear[name])]
    if not apart:
        return said("answer.4.chain_agrees")
    widest = max(apart, key=lambda name: abs(chain[name].conversions - linear[name].conversions))
    found, other = chain[widest], linear[widest]
    return said(
        "answer.4.chain_differs",
        channel=the_channel(widest),
        chain=count(round(found.conversions)),
        low=count(round(found.low)),
        high=count(round(found.high)),
        linear=count(round(other.conversions)),
    )


def _of(earned: tuple[Credits, ...], model: str) -> tuple[CreditRow, ...]:
    return next(one.rows for one in earned if one.model == model)


def _beyond(one: CreditRow, other: CreditRow) -> bool:
    return one.high < other.low or other.high < one.low


def _figures(rates: ContactRates, earned: tuple[Credits, ...]) -> tuple[Figure, ...]:
    by_channel = [rated("contact_to_customer_rate", row.rate, subject=row.subject) for row in rates.rows]
    waiting = [counted("contacts_too_recent", row.waiting, subject=row.subject) for row in rates.rows if row.waiting]
    by_model = [
        estimated(
            f"credited_orders_{one.model}",
            Estimate(row.conversions, row.low, row.high),
            "count",
            one.customers,
            subject=row.subject,
        )
        for one in earned
        for row in one.rows
        if row.subject
    ]
    return (rated("contact_to_customer_rate", rates.overall.rate), *by_channel, *waiting, *by_model)


def _chart(rates: ContactRates, judged: tuple[ContactRow, ...], headline: Message) -> Chart:
    """Draw every channel's rate under a title that finds what the headline finds, and no more."""
    marks = tuple(Mark(row.subject, row.rate.value or 0.0, row.rate.low, row.rate.high, row.rate.n) for row in judged)
    told = {**headline.arguments, "days": _window(rates)}
    return Chart("dots", Message(_TITLES.get(headline.key, "answer.4.chart_early"), told), "rate", marks)


def _table(rates: ContactRates, earned: tuple[Credits, ...]) -> Table:
    columns = (
        Column("column.channel", "channel"),
        Column("column.contacts", "count"),
        Column("column.became_customers", "count"),
        Column("column.rate", "rate"),
        Column("column.low", "rate"),
        Column("column.high", "rate"),
        *(Column(f"column.credit_{one.model}", "count") for one in earned),
    )
    rows = tuple(
        (
            row.subject,
            row.rate.n,
            row.rate.successes,
            row.rate.value,
            row.rate.low,
            row.rate.high,
            *_orders(earned, row.subject),
        )
        for row in rates.rows
    )
    return Table(columns, rows)
