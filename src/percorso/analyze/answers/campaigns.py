"""Question 5: what does each campaign return, and which to keep, change, stop or test?"""

from __future__ import annotations

from percorso.analyze.answers.figures import (
    count,
    counted,
    estimated,
    missing,
    money,
    said,
    text,
    too_early,
    untold,
)
from percorso.analyze.answers.spending import spending
from percorso.analyze.facts import Facts
from percorso.analyze.intervals import Estimate
from percorso.analyze.retention import Retention
from percorso.analyze.spend import ReturnRow, Returns
from percorso.analyze.verdicts import ModelReturn
from percorso.core.answer import Answer, Argument, Chart, Column, Figure, Mark, Message, Table, Unit

# The model that speaks first; the others stand beside it in the table.
_LEAD = "linear"
SHOWN = 15


def answer(facts: Facts) -> Answer:
    """Say which campaigns pay, which do not, and which only a test can judge."""
    back = facts.ask(Retention(facts.last_at, facts.currency, facts.shop.time_zone))
    found = spending(facts, back)
    method = said("answer.5.method", look_back=(facts.tracing.look_back.days, "days"))
    named = (row for row in found.campaigns if row.subject)
    rows = tuple(sorted(named, key=lambda row: (-row.cost, -_lead(row).conversions.value, row.subject)))
    if not rows:
        wanted = said("missing.spend"), said("missing.campaign_tags")
        return untold(5, said("answer.5.no_campaigns"), wanted, method)
    orders = round(sum(_lead(row).conversions.value for row in found.campaigns))
    return Answer(
        question=5,
        status="ok" if found.cost else "cannot_tell",
        headline=_headline(found, rows, orders),
        figures=_figures(found, rows, facts.currency),
        chart=_chart(found, rows),
        table=_table(rows),
        method=method,
        missing=_missing(facts),
        currency=facts.currency,
    )


def _lead(row: ReturnRow) -> ModelReturn:
    return next(one for one in row.models if one.model == _LEAD)


def _headline(found: Returns, rows: tuple[ReturnRow, ...], orders: int) -> Message:
    if not found.cost:
        best = max(rows, key=lambda row: _lead(row).conversions.value)
        earned = _lead(best)
        return said(
            "answer.5.no_spend",
            campaign=text(best.subject),
            orders=count(round(earned.conversions.value)),
            low=count(round(earned.conversions.low)),
            high=count(round(earned.conversions.high)),
            value=money(earned.value.value),
        )
    return too_early(orders) or _verdicts(found, rows)


def _verdicts(found: Returns, rows: tuple[ReturnRow, ...]) -> Message:
    """Say the best keep and the dearest stop, or what to test when neither is sure."""
    spent = [row for row in rows if row.cost]
    keep = [row for row in spent if row.verdict == "keep"]
    stop = [row for row in spent if row.verdict == "stop"]
    unsure = [row for row in spent if row.verdict in ("test", "change")]
    parts = []
    if keep:
        best = max(keep, key=_roas)
        parts.append(said("answer.5.keep", campaign=text(best.subject), **_return(best)))
    if stop:
        worst = max(stop, key=lambda row: row.cost)
        told = {"campaign": text(worst.subject), "cost": money(worst.cost)}
        bare = worst.reason == "no_orders"
        parts.append(
            said("answer.5.stop_no_orders", **told) if bare else said("answer.5.stop", **told, **_return(worst))
        )
    if not parts and all(row.reason == "margin_unknown" for row in spent):
        return _without_margin(spent)
    if unsure:
        dearest = max(unsure, key=lambda row: row.cost)
        parts.append(
            said("answer.5.test", campaign=text(dearest.subject), cost=money(dearest.cost), n=count(len(unsure)))
        )
    return said("answer.5.headline", parts=(tuple(parts), "text"), cost=money(found.cost), n=count(len(spent)))


def _without_margin(spent: list[ReturnRow]) -> Message:
    """Set the best return against the worst, where only the margin says whether either pays."""
    ranked = sorted(spent, key=_roas)
    best, worst = ranked[-1], ranked[0]
    told = {"campaign": text(best.subject), **_return(best)}
    if best is worst:
        return Message("answer.5.no_margin_one", told)
    below = {f"worst_{name}": value for name, value in _return(worst).items()}
    return Message("answer.5.no_margin", {**told, "worst": text(worst.subject), **below})


def _roas(row: ReturnRow) -> float:
    roas = _lead(row).roas
    return roas.value if roas else 0.0


def _return(row: ReturnRow) -> dict[str, tuple[Argument, Unit]]:
    roas = _lead(row).roas
    return {
        "roas": (roas.value if roas else None, "ratio"),
        "low": (roas.low if roas else None, "ratio"),
        "high": (roas.high if roas else None, "ratio"),
    }


def _figures(found: Returns, rows: tuple[ReturnRow, ...], currency: str) -> tuple[Figure, ...]:
    figures = [
        Figure("cost", found.cost, "money", len(rows), currency=currency),
        estimated(
            "cost_per_new_customer", found.cost_per_new_customer, "money", found.new_customers, currency=currency
        ),
        missing("payback_months", "count", said("reason.not_known"))
        if found.payback_months is None
        else counted("payback_months", found.payback_months, n=found.new_customers),
        missing("incremental_orders", "count", said("reason.not_identified")),
    ]
    for row in rows:
        for one in row.models:
            people = round(one.conversions.value)
            figures += [
                estimated(f"credited_orders_{one.model}", one.conversions, "count", people, subject=row.subject),
                estimated(f"roas_{one.model}", one.roas, "ratio", people, subject=row.subject),
            ]
    return tuple(figures)


def _chart(found: Returns, rows: tuple[ReturnRow, ...]) -> Chart:
    """Draw what a unit of money brought back where money was spent, else the credited orders."""
    if not found.cost:
        ranked = sorted(rows, key=lambda row: -_lead(row).conversions.value)[:SHOWN]
        marks = tuple(_mark(row.subject, _lead(row).conversions) for row in ranked)
        return Chart("bars", said("answer.5.chart_orders"), "count", marks)
    spent = sorted((row for row in rows if row.cost), key=lambda row: -_roas(row))[:SHOWN]
    marks = tuple(_mark(row.subject, roas) for row in spent if (roas := _lead(row).roas) is not None)
    return Chart("dots", said("answer.5.chart"), "ratio", marks)


def _mark(label: str, found: Estimate) -> Mark:
    return Mark(label, found.value, found.low, found.high, 0)


def _table(rows: tuple[ReturnRow, ...]) -> Table:
    columns = (
        Column("column.campaign", "text"),
        Column("column.channel", "channel"),
        Column("column.cost", "money"),
        Column("column.credit_first", "count"),
        Column("column.credit_last", "count"),
        Column("column.credit_linear", "count"),
        Column("column.revenue", "money"),
        Column("column.roas", "ratio"),
        Column("column.low", "ratio"),
        Column("column.high", "ratio"),
        Column("column.verdict", "text"),
        Column("column.reason", "text"),
        Column("column.incremental", "text"),
    )
    return Table(columns, tuple(_row(row) for row in rows))


def _row(row: ReturnRow) -> tuple[str | int | float | Message | None, ...]:
    lead = _lead(row)
    by_model = {one.model: one.conversions.value for one in row.models}
    return (
        row.subject,
        row.channel,
        row.cost if row.cost else None,
        by_model["first"],
        by_model["last"],
        by_model["linear"],
        lead.value.value,
        lead.roas.value if lead.roas else None,
        lead.roas.low if lead.roas else None,
        lead.roas.high if lead.roas else None,
        said(f"verdict.{row.verdict}") if row.verdict else None,
        said(f"verdict_reason.{row.reason}"),
        said("reason.not_identified"),
    )


def _missing(facts: Facts) -> tuple[Message, ...]:
    wanted = [said("missing.experiment")]
    if not facts.spend:
        wanted.insert(0, said("missing.spend"))
    if facts.shop.margin is None:
        wanted.append(said("missing.margin"))
    return tuple(wanted)
