"""Question 3: which touchpoints engaged customers before they bought?"""

from __future__ import annotations

from percorso.analyze.answers.figures import (
    count,
    counted,
    estimated,
    in_days,
    lasting,
    rated,
    said,
    share,
    too_early,
    touchpoint,
    untold,
)
from percorso.analyze.engagement import Engagement, EngagementResult, EngagementRow
from percorso.analyze.facts import Facts
from percorso.core.answer import Answer, Argument, Chart, Column, Figure, Mark, Message, Table, Unit

# Touchpoints shown; the rest are rarer than all of these.
SHOWN = 12


def answer(facts: Facts) -> Answer:
    """Say what people met before they ordered, against what those met who did not order."""
    by_name = facts.ask(Engagement(facts.last_at, "name"))
    by_channel = facts.ask(Engagement(facts.last_at, "channel"))
    method = said("answer.3.method")
    met = tuple(row for row in by_name.rows if row.subject and row.ordering.successes)[:SHOWN]
    if not by_name.ordering_cycles:
        return untold(3, said("answer.3.no_orders"), (said("missing.orders"),), method)
    if not met:
        return untold(
            3, said("answer.3.no_touches", orders=count(by_name.ordering_cycles)), (said("missing.visits"),), method
        )
    return Answer(
        question=3,
        status="ok",
        headline=too_early(by_name.ordering_cycles) or _headline(by_name, met),
        figures=_figures(by_name, by_channel, met),
        chart=_chart(met),
        table=_table(met),
        method=method,
        missing=() if facts.has_visits else (said("missing.visits"),),
        currency=facts.currency,
    )


def _headline(found: EngagementResult, met: tuple[EngagementRow, ...]) -> Message:
    common = met[0]
    told: dict[str, tuple[Argument, Unit]] = {
        "touchpoint": touchpoint(common.subject),
        "rate": share(common.ordering.value),
        "low": share(common.ordering.low),
        "high": share(common.ordering.high),
        "orders": count(found.ordering_cycles),
    }
    contrast = max(
        (row for row in met if row.difference is not None),
        key=lambda row: row.difference.low if row.difference else 0.0,
        default=None,
    )
    if contrast is None or contrast.difference is None:
        return Message("answer.3.without_contrast", told)
    told |= {
        "contrast": touchpoint(contrast.subject),
        "with_order": share(contrast.ordering.value),
        "without_order": share(contrast.open.value),
        "days": (in_days(contrast.before.median), "days"),
    }
    if contrast.difference.low <= 0:
        return Message("answer.3.no_clear_contrast", told)
    return Message("answer.3.same" if contrast is common else "answer.3.contrast", told)


def _figures(
    by_name: EngagementResult, by_channel: EngagementResult, met: tuple[EngagementRow, ...]
) -> tuple[Figure, ...]:
    figures = [
        counted("ways_with_order", by_name.ordering_cycles),
        counted("ways_without_order", by_name.open_cycles),
    ]
    for row in met:
        figures += [
            rated("met_before_order", row.ordering, subject=row.subject),
            rated("met_without_order", row.open, subject=row.subject),
            estimated("difference", row.difference, "rate", row.ordering.n + row.open.n, subject=row.subject),
            lasting("days_before_order", row.before, subject=row.subject),
        ]
    figures += [
        rated("channel_before_order", row.ordering, subject=row.subject) for row in by_channel.rows if row.subject
    ]
    return tuple(figures)


def _chart(met: tuple[EngagementRow, ...]) -> Chart:
    marks = tuple(
        Mark(row.subject, row.ordering.value or 0.0, row.ordering.low, row.ordering.high, row.ordering.successes)
        for row in met
    )
    return Chart(
        "bars",
        said("answer.3.chart", touchpoint=touchpoint(met[0].subject), share=share(met[0].ordering.value)),
        "rate",
        marks,
        labels="touchpoint",
    )


def _table(met: tuple[EngagementRow, ...]) -> Table:
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
            row.subject,
            row.ordering.successes,
            row.ordering.value,
            row.ordering.low,
            row.ordering.high,
            row.open.value,
            row.occurrences,
            in_days(row.before.median),
        )
        for row in met
    )
    return Table(columns, rows)
