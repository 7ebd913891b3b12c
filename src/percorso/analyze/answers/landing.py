"""Question 6: how can conversion be raised once people land on the site?"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from percorso.analyze.answers.figures import (
    count,
    estimated,
    rated,
    said,
    share,
    text,
    the_channel,
    too_early,
    undecided,
    untold,
)
from percorso.analyze.facts import MONTH_DAYS, Facts
from percorso.analyze.gaps import Gap, GapResult, SessionGaps
from percorso.analyze.intervals import Estimate, rate
from percorso.analyze.landing import By, Landing, SessionRates
from percorso.core.answer import Answer, Argument, Chart, Column, Figure, Mark, Message, Table, Unit

SHOWN = 15
# The steps that sentences have words for; a shop's own rules may name others.
_WORDED = frozenset(("land", "product", "cart", "checkout", "delivery", "payment", "order"))
# Breakdowns in which a gap is looked for, in this order: a device is behind for reasons on the page, a channel often
# because other people come by it.
_SEGMENTS: tuple[By, ...] = ("device", "channel")


def answer(facts: Facts) -> Answer:
    """Say how far visits come, and at which step, on which device or channel, most money is lost."""
    method = said("answer.6.method")
    gaps = (SessionGaps(by, facts.currency, searches=len(_SEGMENTS)) for by in _SEGMENTS)
    found = tuple(facts.ask(one) for one in gaps) if facts.has_visits else ()
    if not found or not found[0].whole.sessions[0]:
        return untold(6, said("answer.6.no_visits"), (said("missing.visits"),), method)
    orders = facts.orders
    if orders and not found[0].whole.orders:
        apart = said("answer.6.apart", orders=count(orders))
        return untold(6, apart, (said("missing.orders_in_visits"),), method)
    pages = facts.ask(Landing("landing", facts.currency))
    channels = facts.ask(Landing("channel", facts.currency))
    dearest = next((pair for one in found if (pair := _dearest(one)) is not None), None)
    headline = too_early(orders) or _headline(found[0], dearest)
    return Answer(
        question=6,
        status="ok",
        headline=headline,
        figures=_figures(facts, orders, found, pages, channels),
        chart=_chart(found[0], sure=not undecided(headline)),
        table=_table(pages, channels),
        method=method,
        missing=(),
        currency=facts.currency,
    )


def _dearest(found: GapResult) -> tuple[str, Gap] | None:
    """Give the dearest gap of a breakdown that is sure to be one."""
    unit = _unit(found)
    sure = [gap for gap in found.gaps if _worth(gap, unit).low > 0]
    return (found.by, max(sure, key=lambda gap: _worth(gap, unit).value)) if sure else None


def _unit(found: GapResult) -> Unit:
    """Price gaps in money, or in orders where orders carry no value."""
    return "money" if found.whole.value > 0 else "count"


def _worth(gap: Gap, unit: Unit) -> Estimate:
    return gap.money if unit == "money" else gap.orders


def monthly(found: GapResult, gap: Gap) -> Estimate:
    """Give a gap's worth a month: over the days the visits span, whatever older orders there are."""
    return Estimate(*(end / found.days * MONTH_DAYS for end in _worth(gap, _unit(found))))


def _headline(found: GapResult, dearest: tuple[str, Gap] | None) -> Message:
    landed = found.whole.sessions[0] or 1
    reached = tuple(
        said("answer.6.reached", n=count(round(1000 * here / landed)), step=_reaching(step))
        for step, here in zip(found.steps[1:], found.whole.sessions[1:], strict=True)
    )
    told: dict[str, tuple[Argument, Unit]] = {"thousand": count(1000), "reached": (reached, "text")}
    if dearest is None:
        step, kept = _hardest(found)
        return Message("answer.6.no_sure_gap", {**told, "step": at(step), "rate": share(kept)})
    by, gap = dearest
    unit = _unit(found)
    a_month: dict[str, tuple[Argument, Unit]] = {
        name: (end, unit) for name, end in monthly(found, gap)._asdict().items()
    }
    return Message(
        "answer.6.gap",
        {
            **told,
            "step": at(gap.step),
            "segment": text(segment(by, gap.subject)),
            "best": text(segment(by, gap.best)),
            "loss": text(Message("answer.6.money" if unit == "money" else "answer.6.orders", a_month)),
        },
    )


def _reaching(step: str) -> tuple[Argument, Unit]:
    """Say what a visit does that reaches a step; a step of the shop's own goes by its name."""
    if step in _WORDED:
        return text(said(f"answer.6.step.{step}"))
    return text(said("answer.6.other_step", step=(step, "step")))


def at(step: str) -> tuple[Argument, Unit]:
    """Name the place of a step inside a sentence."""
    return text(said(f"answer.6.at.{step}")) if step in _WORDED else (step, "step")


def _hardest(found: GapResult) -> tuple[str, float]:
    """Give the step from which the smallest share of visits goes on, and that share."""
    passages = zip(found.steps, pairwise(found.whole.sessions), strict=False)
    return min(((step, there / here if here else 0.0) for step, (here, there) in passages), key=lambda one: one[1])


def segment(by: str, subject: str) -> Message:
    """Name a device or a channel inside a sentence."""
    return said(f"answer.6.on.{subject}") if by == "device" else said("answer.6.through", channel=the_channel(subject))


def _figures(
    facts: Facts, orders: int, found: tuple[GapResult, ...], pages: SessionRates, channels: SessionRates
) -> tuple[Figure, ...]:
    whole, unit = found[0].whole, _unit(found[0])
    figures = [rated("visit_to_order_rate", pages.overall.rate), rated("orders_in_visits", rate(whole.orders, orders))]
    figures += [
        replace(rated("visits_reaching_step", rate(here, whole.sessions[0]), subject=step), naming="step")
        for step, here in zip(found[0].steps, whole.sessions, strict=True)
    ]
    figures += [
        estimated(
            "monthly_gap" if unit == "money" else "monthly_orders_gap",
            monthly(one, gap),
            unit,
            gap.here.n,
            subject=f"{gap.step} > {gap.next_step}: {gap.subject}",
            currency=facts.currency if unit == "money" else "",
        )
        for one in found
        for gap in one.gaps[:SHOWN]
    ]
    figures += [
        replace(rated("landing_to_order_rate", row.rate, subject=row.subject), naming="text")
        for row in pages.rows[:SHOWN]
        if row.subject
    ]
    figures += [rated("channel_to_order_rate", row.rate, subject=row.subject) for row in channels.rows if row.subject]
    return tuple(figures)


def _chart(found: GapResult, *, sure: bool) -> Chart:
    marks = tuple(Mark(step, here, n=here) for step, here in zip(found.steps, found.whole.sessions, strict=True))
    ordered = round(1000 * found.whole.sessions[-1] / (found.whole.sessions[0] or 1))
    title = said("answer.6.chart", thousand=count(1000), n=count(ordered))
    return Chart("steps", title if sure else said("answer.6.chart_early"), "count", marks, labels="step")


def _table(pages: SessionRates, channels: SessionRates) -> Table:
    columns = (
        Column("column.entry", "channel"),
        Column("column.visits", "count"),
        Column("column.orders", "count"),
        Column("column.rate", "rate"),
        Column("column.low", "rate"),
        Column("column.high", "rate"),
        Column("column.visit_revenue", "money"),
    )
    rows = tuple(
        (row.subject, row.rate.n, row.orders, row.rate.value, row.rate.low, row.rate.high, row.value)
        for row in (*channels.rows, *pages.rows[:SHOWN])
        if row.subject
    )
    return Table(columns, rows)
