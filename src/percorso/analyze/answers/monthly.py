"""New and returning customers month by month: what there is to show where nothing came before the orders."""

from __future__ import annotations

from percorso.analyze.answers.figures import count, said, text
from percorso.analyze.retention import RetentionResult
from percorso.core.answer import Chart, Column, Mark, Table

# A year of bars; the table holds every month.
SHOWN = 12


def chart(back: RetentionResult, *, sure: bool) -> Chart | None:
    """Draw the new customers of the latest months; the title names the best of them where it is sure to be one."""
    latest = back.months[-SHOWN:]
    if not latest:
        return None
    marks = tuple(Mark(f"{month.on:%Y-%m}", month.new_customers) for month in latest)
    best = max(latest, key=lambda month: month.new_customers)
    title = said(
        "answer.1.chart_months",
        month=text(f"{best.on:%Y-%m}"),
        n=count(best.new_customers),
        total=count(sum(month.new_customers for month in latest)),
    )
    decided = sure and len(latest) > 1
    return Chart("bars", title if decided else said("answer.1.chart_months_early"), "count", marks, labels="text")


def table(back: RetentionResult) -> Table:
    """Lay out every month's new and returning customers and what each brought."""
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
