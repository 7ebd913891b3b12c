"""Question 6: how can conversion be raised once people land on the site?"""

from __future__ import annotations

from percorso.analyze.answers.figures import channel, count, estimated, money, rated, said, text, too_early, untold
from percorso.analyze.facts import Facts
from percorso.analyze.gaps import Gap, GapResult, SessionGaps
from percorso.analyze.intervals import Estimate, rate
from percorso.analyze.landing import By, Landing, SessionRates
from percorso.core.answer import Answer, Argument, Chart, Column, Figure, Mark, Message, Table, Unit

SHOWN = 15
# Breakdowns in which a gap is looked for, in this order: a device is behind for reasons on the page, a channel often
# because other people come by it.
_SEGMENTS: tuple[By, ...] = ("device", "channel")


def answer(facts: Facts) -> Answer:
    """Say how far visits come, and at which step, on which device or channel, most money is lost."""
    method = said("answer.6.method")
    found = tuple(facts.ask(SessionGaps(by, facts.currency)) for by in _SEGMENTS) if facts.has_visits else ()
    if not found or not found[0].whole.sessions[0]:
        return untold(6, said("answer.6.no_visits"), (said("missing.visits"),), method)
    pages = facts.ask(Landing("landing", facts.currency))
    channels = facts.ask(Landing("channel", facts.currency))
    dearest = next((pair for one in found if (pair := _dearest(one)) is not None), None)
    return Answer(
        question=6,
        status="ok",
        headline=too_early(found[0].whole.orders) or _headline(facts, found[0], dearest),
        figures=_figures(facts, found, pages, channels),
        chart=_chart(found[0]),
        table=_table(pages, channels),
        method=method,
        missing=(),
        currency=facts.currency,
    )


def _dearest(found: GapResult) -> tuple[str, Gap] | None:
    """Give the dearest gap of a breakdown that is sure to be one."""
    sure = [gap for gap in found.gaps if gap.money.low > 0]
    return (found.by, max(sure, key=lambda gap: gap.money.value)) if sure else None


def _headline(facts: Facts, found: GapResult, dearest: tuple[str, Gap] | None) -> Message:
    landed = found.whole.sessions[0] or 1
    reached = tuple(
        said("answer.6.reached", n=count(round(1000 * here / landed)), step=text(said(f"answer.6.step.{step}")))
        for step, here in zip(found.steps[1:], found.whole.sessions[1:], strict=True)
    )
    told: dict[str, tuple[Argument, Unit]] = {
        "thousand": count(1000),
        "reached": (reached, "text"),
        "visits": count(landed),
    }
    if dearest is None:
        return Message("answer.6.no_sure_gap", told)
    by, gap = dearest
    money_a_month = [facts.monthly(end) for end in gap.money]
    return Message(
        "answer.6.gap",
        {
            **told,
            "step": text(said(f"answer.6.at.{gap.step}")),
            "segment": _segment(by, gap.subject),
            "best": _segment(by, gap.best),
            "money": money(money_a_month[0]),
            "low": money(money_a_month[1]),
            "high": money(money_a_month[2]),
        },
    )


def _segment(by: str, subject: str) -> tuple[Argument, Unit]:
    return text(said(f"device.{subject}")) if by == "device" else channel(subject)


def _figures(
    facts: Facts, found: tuple[GapResult, ...], pages: SessionRates, channels: SessionRates
) -> tuple[Figure, ...]:
    whole = found[0].whole
    figures = [rated("visit_to_order_rate", pages.overall.rate)]
    figures += [
        rated("visits_reaching_step", rate(here, whole.sessions[0]), subject=step)
        for step, here in zip(found[0].steps, whole.sessions, strict=True)
    ]
    figures += [
        estimated(
            "monthly_gap",
            Estimate(*(facts.monthly(end) for end in gap.money)),
            "money",
            gap.here.n,
            subject=f"{gap.step} > {gap.next_step}: {gap.subject}",
            currency=facts.currency,
        )
        for one in found
        for gap in one.gaps[:SHOWN]
    ]
    figures += [
        rated("landing_to_order_rate", row.rate, subject=row.subject) for row in pages.rows[:SHOWN] if row.subject
    ]
    figures += [rated("channel_to_order_rate", row.rate, subject=row.subject) for row in channels.rows if row.subject]
    return tuple(figures)


def _chart(found: GapResult) -> Chart:
    marks = tuple(Mark(step, here, n=here) for step, here in zip(found.steps, found.whole.sessions, strict=True))
    return Chart("steps", said("answer.6.chart"), "count", marks)


def _table(pages: SessionRates, channels: SessionRates) -> Table:
    columns = (
        Column("column.entry", "channel"),
        Column("column.visits", "count"),
        Column("column.orders", "count"),
        Column("column.rate", "rate"),
        Column("column.low", "rate"),
        Column("column.high", "rate"),
        Column("column.revenue", "money"),
    )
    rows = tuple(
        (row.subject, row.rate.n, row.orders, row.rate.value, row.rate.low, row.rate.high, row.value)
        for row in (*channels.rows, *pages.rows[:SHOWN])
        if row.subject
    )
    return Table(columns, rows)
