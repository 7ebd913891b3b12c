"""Question 1: how does marketing bring customers?"""

from __future__ import annotations

from percorso.analyze.answers.figures import (
    channel,
    count,
    counted,
    estimated,
    missing,
    money,
    rated,
    said,
    share,
    too_early,
    untold,
)
from percorso.analyze.answers.spending import spending
from percorso.analyze.attribution import Credit
from percorso.analyze.attribution._credits import CreditRow, Credits
from percorso.analyze.facts import Facts
from percorso.analyze.intervals import Estimate, rate
from percorso.analyze.retention import Retention, RetentionResult
from percorso.core.answer import Answer, Argument, Chart, Column, Figure, Mark, Message, Table, Unit


def answer(facts: Facts) -> Answer:
    """Say which channels open the way of new customers, what a new customer costs, and who comes back."""
    first = facts.ask(Credit("channel", "first", facts.tracing.look_back, facts.currency, orders="first"))
    last = facts.ask(Credit("channel", "last", facts.tracing.look_back, facts.currency, orders="first"))
    back = facts.ask(Retention(facts.last_at, facts.currency, facts.shop.time_zone))
    method = said("answer.1.method", days=(facts.tracing.look_back.days, "days"))
    if not first.conversions:
        return untold(1, said("answer.1.no_orders"), (said("missing.orders"),), method)
    cost = spending(facts, back).cost_per_new_customer
    known = tuple(row for row in first.rows if row.subject and row.conversions > 0)
    return Answer(
        question=1,
        status="ok",
        headline=too_early(first.conversions) or _headline(first, known, back, cost),
        figures=_figures(facts, first, known, back, cost),
        chart=_chart(first, known) if known else None,
        table=_table(first, last) if known else _months(back),
        method=method,
        missing=_missing(facts),
        currency=facts.currency,
    )


def _headline(first: Credits, known: tuple[CreditRow, ...], back: RetentionResult, cost: Estimate | None) -> Message:
    unseen = first.rows[-1].conversions
    total = first.conversions
    spent = said("answer.1.cost", cost=money(cost.value)) if cost else said("answer.1.cost_unknown")
    if not known:
        returning = sum(month.returning_customers for month in back.months)
        return said(
            "answer.1.orders_only",
            new=count(total),
            returning=count(returning),
            repeat=share(back.repeat.value),
            days=(back.within.days, "days"),
            spent=(spent, "text"),
        )
    best = known[0]
    told: dict[str, tuple[Argument, Unit]] = {
        "best": channel(best.subject),
        "n": count(round(best.conversions)),
        "total": count(total),
        "share": share(best.conversions / total),
        "low": share(best.low / total),
        "high": share(best.high / total),
        "spent": (spent, "text"),
        "limit": (_limit(unseen / total), "text"),
    }
    if len(known) == 1:
        return Message("answer.1.one_channel", told)
    second = known[1]
    return Message(
        "answer.1.channels",
        {**told, "second": channel(second.subject), "second_n": count(round(second.conversions))},
    )


def _limit(unseen: float) -> Message:
    """Say how far the shares can be trusted; below half a percent, orders without a touch are not worth a word."""
    if unseen < 0.005:
        return said("answer.1.credit_only")
    return said("answer.1.unseen", unseen=share(unseen))


def _figures(
    facts: Facts, first: Credits, known: tuple[CreditRow, ...], back: RetentionResult, cost: Estimate | None
) -> tuple[Figure, ...]:
    total = first.conversions
    unseen = round(first.rows[-1].conversions)
    by_channel = (
        Figure("new_customers_first_touch", row.conversions, "count", total, row.subject, row.low, row.high)
        for row in known
    )
    return (
        counted("new_customers", total),
        counted("returning_orders", sum(month.returning_orders for month in back.months)),
        rated("repeat_rate", back.repeat),
        rated("new_customers_without_touch", rate(unseen, total)),
        estimated("cost_per_new_customer", cost, "money", total, currency=facts.currency)
        if facts.spend
        else missing("cost_per_new_customer", "money", said("missing.spend"), currency=facts.currency),
        *by_channel,
    )


def _chart(first: Credits, known: tuple[CreditRow, ...]) -> Chart:
    marks = tuple(Mark(row.subject, row.conversions, row.low, row.high, first.conversions) for row in known)
    title = said("answer.1.chart", best=channel(known[0].subject), total=count(first.conversions))
    return Chart("bars", title, "count", marks)


def _table(first: Credits, last: Credits) -> Table:
    """Lay first and last touch side by side: where they differ, a channel opens ways or closes them."""
    closing = {row.subject: row for row in last.rows}
    columns = (
        Column("column.channel", "channel"),
        Column("column.first_touch", "count"),
        Column("column.low", "count"),
        Column("column.high", "count"),
        Column("column.share", "rate"),
        Column("column.last_touch", "count"),
    )
    nobody = said("column.no_touch")
    rows = tuple(
        (
            row.subject or nobody,
            row.conversions,
            row.low,
            row.high,
            row.conversions / first.conversions,
            closing[row.subject].conversions if row.subject in closing else 0.0,
        )
        for row in first.rows
    )
    return Table(columns, rows)


def _months(back: RetentionResult) -> Table:
    columns = (
        Column("column.month", "text"),
        Column("column.new_customers", "count"),
        Column("column.returning_customers", "count"),
        Column("column.new_revenue", "money"),
        Column("column.returning_revenue", "money"),
    )
    rows = tuple(
        (
            f"{month.on:%Y-%m}",
            month.new_customers,
            month.returning_customers,
            month.new_revenue,
            month.returning_revenue,
        )
        for month in back.months
    )
    return Table(columns, rows)


def _missing(facts: Facts) -> tuple[Message, ...]:
    wanted = []
    if not facts.has_visits:
        wanted.append(said("missing.visits"))
    if not facts.spend:
        wanted.append(said("missing.spend"))
    return tuple(wanted)
