"""Question 3: which touchpoints engaged customers before they bought?"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from percorso.analyze.answers.figures import (
    count,
    counted,
    estimated,
    in_days,
    lasting,
    rated,
    said,
    share,
    text,
    the_channel,
    too_early,
    touchpoint,
    undecided,
    untold,
)
from percorso.analyze.engagement import Engagement, EngagementResult, EngagementRow
from percorso.analyze.facts import Facts
from percorso.analyze.intervals import difference
from percorso.core.answer import Answer, Argument, Chart, Column, Figure, Mark, Message, Table, Unit

# Touchpoints shown; the rest are rarer than all of these.
SHOWN = 12


class Met(NamedTuple):
    """A touchpoint people met: an event's name, or a visit by a channel."""

    what: str | Message
    found: EngagementRow


def answer(facts: Facts) -> Answer:
    """Say what people met before they ordered, against what those met who did not order."""
    by_name = facts.ask(Engagement(facts.last_at, "name"))
    by_channel = facts.ask(Engagement(facts.last_at, "channel"))
    method = said("answer.3.method")
    met = _met(by_name, by_channel)
    orders = by_name.ordering_cycles + by_name.orders_alone
    if not orders:
        return untold(3, said("answer.3.no_orders"), (said("missing.orders"),), method)
    if not met:
        return untold(3, said("answer.3.no_touches", orders=count(orders)), (said("missing.visits"),), method)
    headline = too_early(orders) or _headline(by_name, met)
    return Answer(
        question=3,
        status="ok",
        headline=headline,
        figures=_figures(by_name, met),
        chart=_chart(by_name, met, sure=not undecided(headline)),
        table=_table(met),
        method=method,
        missing=() if facts.has_visits else (said("missing.visits"),),
        currency=facts.currency,
    )


def _met(by_name: EngagementResult, by_channel: EngagementResult) -> tuple[Met, ...]:
    """Put events and visits together, the most frequent before orders first."""
    events = (Met(row.subject, row) for row in by_name.rows)
    visits = (Met(said("answer.3.visit", channel=the_channel(row.subject)), row) for row in by_channel.rows)
    known = [one for one in (*events, *visits) if one.found.subject and one.found.ordering.successes]
    shown = sorted(known, key=lambda one: (-one.found.ordering.successes, one.found.subject))[:SHOWN]
    return tuple(_widened(len(shown), one) for one in shown)


def _widened(compared: int, one: Met) -> Met:
    """Widen a difference: of several, the clearest is chosen."""
    row = one.found
    return one._replace(found=replace(row, difference=difference(row.ordering, row.open, compared)))


def _among(orders: EngagementResult) -> tuple[Argument, Unit]:
    """Say of which orders a share is: those with anything before them, and of how many in all."""
    told, everything = count(orders.ordering_cycles), count(orders.ordering_cycles + orders.orders_alone)
    return text(said("answer.3.some" if orders.orders_alone else "answer.3.all", n=told, orders=everything))


def _headline(orders: EngagementResult, met: tuple[Met, ...]) -> Message:
    common = met[0]
    told: dict[str, tuple[Argument, Unit]] = {
        "touchpoint": touchpoint(common.what),
        "rate": share(common.found.ordering.value),
        "low": share(common.found.ordering.low),
        "high": share(common.found.ordering.high),
        "among": _among(orders),
    }
    clearest = max(met, key=_clear_by)
    if clearest.found.difference is None:
        return Message("answer.3.without_contrast", told)
    told |= {
        "contrast": touchpoint(clearest.what),
        "with_order": share(clearest.found.ordering.value),
        "without_order": share(clearest.found.open.value),
        "days": (in_days(clearest.found.before.median), "days"),
    }
    if _clear_by(clearest) <= 0:
        return Message("answer.3.no_clear_contrast", told)
    return Message("answer.3.same" if clearest is common else "answer.3.contrast", told)


def _clear_by(one: Met) -> float:
    """Give the least by which buyers met it more often than the others."""
    return one.found.difference.low if one.found.difference else -1.0


def _figures(by_name: EngagementResult, met: tuple[Met, ...]) -> tuple[Figure, ...]:
    figures = []
    for _, row in met:
        figures += [
            rated("met_before_order", row.ordering, subject=row.subject),
            rated("met_without_order", row.open, subject=row.subject),
            estimated("difference", row.difference, "rate", row.ordering.n + row.open.n, subject=row.subject),
            lasting("days_before_order", row.before, subject=row.subject),
        ]
    figures += [
        counted("orders", by_name.ordering_cycles + by_name.orders_alone),
        counted("ways_with_order", by_name.ordering_cycles),
        counted("ways_without_order", by_name.open_cycles),
        counted("orders_alone", by_name.orders_alone),
        counted("orders", by_name.ordering_cycles + by_name.orders_alone),
    ]
    return tuple(figures)


def _chart(orders: EngagementResult, met: tuple[Met, ...], *, sure: bool) -> Chart:
    marks = tuple(
        Mark(what, row.ordering.value or 0.0, row.ordering.low, row.ordering.high, row.ordering.successes)
        for what, row in met
    )
    title = said(
        "answer.3.chart",
        touchpoint=touchpoint(met[0].what),
        share=share(met[0].found.ordering.value),
        among=_among(orders),
    )
    return Chart("bars", title if sure else said("answer.3.chart_early"), "rate", marks, labels="touchpoint")


def _table(met: tuple[Met, ...]) -> Table:
    columns = (
        Column("column.touchpoint", "touchpoint"),
        Column("column.ways_with_order", "count"),
        Column("column.with_order", "rate"),
        Column("column.low", "rate"),
        Column("column.high", "rate"),
        Column("column.without_order", "rate"),
        Column("column.times", "count"),
        Column("column.days_before", "days"),
    )
    rows = tuple(
        (
            what,
            row.ordering.successes,
            row.ordering.value,
            row.ordering.low,
            row.ordering.high,
            row.open.value,
            row.occurrences,
            in_days(row.before.median),
        )
        for what, row in met
    )
    return Table(columns, rows)
