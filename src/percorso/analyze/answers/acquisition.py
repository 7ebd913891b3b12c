"""Question 1: how does marketing bring customers?"""

from __future__ import annotations

from percorso.analyze.answers import monthly
from percorso.analyze.answers.figures import (
    count,
    counted,
    money,
    rated,
    said,
    share,
    text,
    the_channel,
    too_early,
    undecided,
    untold,
)
from percorso.analyze.answers.spending import costs, spending
from percorso.analyze.attribution import Credit, CreditRow, Credits, SideBySide
from percorso.analyze.facts import ENOUGH_ORDERS, MONTH_DAYS, Facts
from percorso.analyze.intervals import Rate, rate
from percorso.analyze.retention import Retention, RetentionResult
from percorso.analyze.spend import Returns
from percorso.core.answer import Answer, Argument, Chart, Column, Figure, Mark, Message, Table, Unit
from percorso.core.time import DAY

# Where new customers come evenly, the first month has its part of them; this many times as much is no chance.
EARLY = 1.5


def answer(facts: Facts) -> Answer:
    """Say which channels open the way of new customers, what a new customer costs, and who comes back."""
    question = Credit("channel", "first", facts.tracing.look_back, facts.currency, orders="first")
    first, last = facts.ask(SideBySide(question, ("first", "last")))
    back = facts.ask(Retention(facts.last_at, facts.currency, facts.shop.time_zone))
    method = said("answer.1.method", days=(facts.tracing.look_back.days, "days"))
    if not first.conversions:
        return untold(1, said("answer.1.no_orders"), (said("missing.orders"),), method)
    spent = spending(facts, back)
    known = tuple(row for row in first.rows if row.subject and row.conversions > 0)
    headline = too_early(facts.orders) or _headline(facts, first, known, back, spent)
    sure = not undecided(headline)
    return Answer(
        question=1,
        status="ok",
        headline=headline,
        figures=_figures(facts, first, known, back, spent),
        chart=_chart(first, known, sure=sure) if known else monthly.chart(back, sure=sure),
        table=_table(first, last) if known else monthly.table(back),
        method=method,
        missing=_missing(facts, back),
        currency=facts.currency,
    )


def _headline(
    facts: Facts, first: Credits, known: tuple[CreditRow, ...], back: RetentionResult, spent: Returns
) -> Message:
    total = first.conversions
    each = spent.cost_per_new_customer
    cost = said("answer.1.cost", cost=money(each.value)) if each else said("answer.1.cost_unknown")
    if not known:
        return _orders_only(facts, total, back, cost)
    if total < ENOUGH_ORDERS:
        return said("answer.1.too_early", new=count(total), needed=count(ENOUGH_ORDERS))
    best, held = known[0], _share(known[0], total)
    told: dict[str, tuple[Argument, Unit]] = {
        "best": the_channel(best.subject),
        "n": count(held.successes),
        "total": count(total),
        "share": share(held.value),
        "low": share(held.low),
        "high": share(held.high),
        "spent": (cost, "text"),
        "limit": (_limit(facts, first.rows[-1].conversions / total, back), "text"),
    }
    if len(known) == 1:
        return Message("answer.1.one_channel", told)
    second = known[1]
    return Message(
        "answer.1.channels",
        {**told, "second": the_channel(second.subject), "second_n": count(round(second.conversions))},
    )


def _orders_only(facts: Facts, total: int, back: RetentionResult, cost: Message) -> Message:
    """Say who is new and who came back, where nothing on record came before the orders."""
    if not back.to_second.n:
        return said("answer.1.orders_once", new=count(total), spent=text(cost))
    again = "answer.1.again" if back.repeat.value is not None else "answer.1.again_unknown"
    told = said(
        again,
        repeat=share(back.repeat.value),
        low=share(back.repeat.low),
        high=share(back.repeat.high),
        days=(back.within.days, "days"),
    )
    returning = count(back.to_second.n)
    told_all = {"new": count(total), "returning": returning, "again": text(told), "spent": text(cost)}
    if _many_early(facts, back):
        return said("answer.1.orders_only_early", early=share(back.early.value), **told_all)
    return said("answer.1.orders_only", **told_all)


def _share(row: CreditRow, total: int) -> Rate:
    """Give a channel's share of new customers; first touch credits whole people."""
    return rate(round(row.conversions), total)


def _many_early(facts: Facts, back: RetentionResult) -> bool:
    """Say whether the first days hold more first orders than their part of the period: old customers, seen anew."""
    days = max((facts.last_at - facts.first_at) / DAY, MONTH_DAYS)
    return back.early.low > EARLY * MONTH_DAYS / days


def _limit(facts: Facts, unseen: float, back: RetentionResult) -> Message:
    """Say how far the shares can be trusted; below half a percent, orders without a touch are not worth a word."""
    if _many_early(facts, back):
        return said("answer.1.early", share=share(back.early.value))
    if unseen < 0.005:
        return said("answer.1.credit_only")
    return said("answer.1.unseen", unseen=share(unseen))


def _figures(
    facts: Facts, first: Credits, known: tuple[CreditRow, ...], back: RetentionResult, spent: Returns
) -> tuple[Figure, ...]:
    total = first.conversions
    by_channel = []
    for row in known:
        by_channel += [
            Figure("new_customers_first_touch", row.conversions, "count", total, row.subject, row.low, row.high),
            rated("share_of_new_customers", _share(row, total), subject=row.subject),
        ]
    return (
        counted("new_customers", total),
        rated("first_seen_in_first_month", back.early),
        counted("returning_customers", back.to_second.n),
        counted("returning_orders", sum(month.returning_orders for month in back.months)),
        rated("repeat_rate", back.repeat),
        rated("new_customers_without_touch", _share(first.rows[-1], total)),
        *costs(facts, spent, back),
        *by_channel,
    )


def _chart(first: Credits, known: tuple[CreditRow, ...], *, sure: bool) -> Chart:
    marks = tuple(Mark(row.subject, row.conversions, row.low, row.high, first.conversions) for row in known)
    title = said(
        "answer.1.chart",
        best=the_channel(known[0].subject),
        n=count(round(known[0].conversions)),
        total=count(first.conversions),
    )
    return Chart("bars", title if sure else said("answer.1.chart_early"), "count", marks)


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
        if row.subject or row.conversions
    )
    return Table(columns, rows)


def _missing(facts: Facts, back: RetentionResult) -> tuple[Message, ...]:
    wanted = [said("missing.earlier_orders", share=share(back.early.value))] if _many_early(facts, back) else []
    if not facts.has_visits:
        wanted.append(said("missing.visits"))
    if not facts.spend:
        wanted.append(facts.spend_wanted)
    return tuple(wanted)
