"""Question 5: what does each campaign return, and which to keep, change, stop or test?"""

from __future__ import annotations

from dataclasses import replace

from percorso.analyze.answers.figures import (
    count,
    counted,
    estimated,
    missing,
    money,
    said,
    text,
    too_early,
    undecided,
    untold,
)
from percorso.analyze.answers.spending import MODELS, costs, spending
from percorso.analyze.facts import ENOUGH_ORDERS, Facts
from percorso.analyze.intervals import Estimate
from percorso.analyze.intervals import counted as counted_rarely
from percorso.analyze.retention import Retention, RetentionResult
from percorso.analyze.spend import ReturnRow, Returns, normal
from percorso.analyze.verdicts import ModelReturn
from percorso.core.answer import Answer, Argument, Chart, Column, Figure, Mark, Message, Table, Unit

# The model that speaks first; the others stand beside it in the table.
_LEAD = "linear"
SHOWN = 15
# Campaigns of which nothing can be told that the headline names.
NAMED = 2
# Reasons why what a campaign returns cannot be told, though its cost is known.
_UNTOLD = ("no_visits", "no_value")


def answer(facts: Facts) -> Answer:
    """Say which campaigns pay, which do not, and which only a test can judge."""
    back = facts.ask(Retention(facts.last_at, facts.currency, facts.shop.time_zone))
    found = spending(facts, back)
    method = said("answer.5.method", look_back=(facts.tracing.look_back.days, "days"))
    rows = judged(facts, found)
    if not rows or not (found.cost or facts.orders):
        key = "answer.5.no_orders" if rows else "answer.5.no_campaigns"
        return untold(5, said(key), (facts.spend_wanted, said("missing.campaign_tags")), method)
    told = bool(found.cost) and any(row.cost and row.reason not in _UNTOLD for row in rows)
    headline = _headline(facts, found, rows)
    sure = not undecided(headline)
    return Answer(
        question=5,
        status="ok" if told else "cannot_tell",
        headline=headline,
        figures=_figures(facts, found, rows, back),
        chart=_chart(found, rows, sure=sure),
        table=_table(rows if sure else _unjudged(rows)),
        method=method,
        missing=_missing(facts, rows),
        currency=facts.currency,
    )


def judged(facts: Facts, found: Returns) -> tuple[ReturnRow, ...]:
    """List the named campaigns, the dearest first; one whose visits led to no order stays, with nothing credited."""
    rows = [row for row in found.campaigns if row.subject or row.reason in _UNTOLD]
    listed = {normal(row.subject) for row in rows} | {normal(row.campaign_id or "") for row in facts.spend}
    rows += [_nothing(word) for word in facts.words.get("campaign", ()) if normal(word) not in listed]
    return tuple(sorted(rows, key=lambda row: (-row.cost, -_lead(row).conversions.value, row.subject)))


def _unjudged(rows: tuple[ReturnRow, ...]) -> tuple[ReturnRow, ...]:
    """Take every verdict back where too few orders came to judge any campaign by."""
    return tuple(replace(row, verdict=None, reason="too_few_orders") if row.verdict else row for row in rows)


def _nothing(campaign: str) -> ReturnRow:
    """Make the row of a campaign that cost nothing known and led to no order."""
    none = Estimate(0.0, *counted_rarely(0))
    models = tuple(ModelReturn(model, none, Estimate(0.0, 0.0, 0.0), None, None, None) for model in MODELS)
    return ReturnRow(campaign, "", "", 0, None, models, None, "no_spend")


def _lead(row: ReturnRow) -> ModelReturn:
    return next(one for one in row.models if one.model == _LEAD)


def _headline(facts: Facts, found: Returns, rows: tuple[ReturnRow, ...]) -> Message:
    if found.left_out and not found.cost:
        return said("answer.5.other_currency")
    if not found.cost:
        return _by_credit(facts, rows)
    early = too_early(facts.orders)
    if early:
        return early
    spent = [row for row in rows if row.cost]
    if all(row.reason == "no_visits" for row in spent):
        return _blended(found, spent)
    within = round(sum(_lead(row).conversions.value for row in found.campaigns))
    if within < ENOUGH_ORDERS:
        return said("answer.5.too_early", orders=count(within), needed=count(ENOUGH_ORDERS))
    return _verdicts(found, spent)


def _by_credit(facts: Facts, rows: tuple[ReturnRow, ...]) -> Message:
    """Name the campaign with most credited orders, where no cost says what they return."""
    best = max(rows, key=lambda row: _lead(row).conversions.value)
    earned = _lead(best)
    if not earned.conversions.value:
        return said("answer.5.no_credit", orders=count(facts.orders), days=(facts.tracing.look_back.days, "days"))
    return said(
        "answer.5.no_spend",
        campaign=text(best.subject),
        orders=count(round(earned.conversions.value)),
        low=count(round(earned.conversions.low)),
        high=count(round(earned.conversions.high)),
        value=money(earned.value.value),
    )


def _blended(found: Returns, spent: list[ReturnRow]) -> Message:
    """Say what a new customer costs in all, where no campaign's visits were ever seen."""
    each = found.cost_per_new_customer
    told = said("answer.1.cost", cost=money(each.value)) if each else said("answer.5.nobody_new")
    return said("answer.5.blended", n=count(len(spent)), cost=money(found.cost), each=text(told))


def _verdicts(found: Returns, spent: list[ReturnRow]) -> Message:
    """Say every verdict; the best campaign to keep is named, the dearest of the others, and the rest are counted."""
    groups = {name: [row for row in spent if row.verdict == name] for name in ("keep", "stop", "change", "test")}
    decided = any(groups[name] for name in ("keep", "stop", "change"))
    if not decided and not groups["test"]:
        return _without_value([row for row in spent if row.reason == "no_value"])
    if not decided and all(row.reason in ("margin_unknown", "no_visits") for row in spent):
        return _without_margin(groups["test"])
    parts = [_decided(name, rows) for name, rows in groups.items() if rows]
    untold_rows = [row for row in spent if row.verdict is None]
    if untold_rows:
        parts.append(said("answer.5.untold", campaigns=_named(untold_rows)))
    return said("answer.5.headline", parts=(tuple(parts), "text"), cost=money(found.cost), n=count(len(spent)))


def _decided(verdict: str, rows: list[ReturnRow]) -> Message:
    """Say one verdict of the campaigns it is passed on; the table lists them all."""
    foremost = max(rows, key=_roas if verdict == "keep" else lambda row: row.cost)
    bare = verdict == "stop" and foremost.reason == "no_orders"
    return said(
        "answer.5.stop_no_orders" if bare else f"answer.5.{verdict}",
        campaign=text(foremost.subject),
        more=text(said("answer.5.more", n=count(len(rows) - 1))),
        cost=money(foremost.cost),
        n=count(len(rows)),
        **_return(foremost),
    )


def _named(rows: list[ReturnRow]) -> tuple[Argument, Unit]:
    """List campaigns, the dearest first; beyond a handful the rest are counted."""
    ranked = sorted(rows, key=lambda row: -row.cost)
    names: tuple[str | Message, ...] = tuple(row.subject for row in ranked[:NAMED])
    rest = len(ranked) - NAMED
    return ((*names, said("answer.5.more", n=count(rest))) if rest > 0 else names), "text"


def _without_margin(spent: list[ReturnRow]) -> Message:
    """Set the best return against the worst, where only the margin says whether either pays."""
    ranked = sorted(spent, key=_roas)
    best, worst = ranked[-1], ranked[0]
    told = {"campaign": text(best.subject), **_return(best)}
    if best is worst:
        return Message("answer.5.never_pays" if _cannot_pay(best) else "answer.5.no_margin_one", told)
    below = {f"worst_{name}": value for name, value in _return(worst).items()}
    key = "answer.5.no_margin_worst" if _cannot_pay(worst) else "answer.5.no_margin"
    return Message(key, {**told, "worst": text(worst.subject), **below})


def _cannot_pay(row: ReturnRow) -> bool:
    """Say whether less came back than was spent, so that no margin could make it pay."""
    roas = _lead(row).roas
    return roas is not None and roas.high < 1


def _without_value(bought: list[ReturnRow]) -> Message:
    """Name the campaign whose orders cost least, where orders carry no value."""
    best = min(bought, key=lambda row: _lead(row).cost_per_order or row.cost)
    return said("answer.5.no_value", campaign=text(best.subject), each=money(_lead(best).cost_per_order))


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


def _figures(facts: Facts, found: Returns, rows: tuple[ReturnRow, ...], back: RetentionResult) -> tuple[Figure, ...]:
    currency, people = facts.currency, found.customers
    figures = [
        counted("campaigns_with_cost", sum(1 for row in rows if row.cost)),
        _cost(facts, found),
        *costs(facts, found, back),
        missing("incremental_orders", "count", said("reason.not_identified")),
    ]
    for row in rows:
        if row.cost:
            figures.append(Figure("cost", row.cost, "money", None, row.subject, currency=currency))
        for one in row.models:
            about = row.subject
            # Where no visit was seen, nothing was credited because nothing could be.
            orders, value = (None, None) if row.reason == "no_visits" else (one.conversions, one.value)
            figures += [
                estimated(f"credited_orders_{one.model}", orders, "count", people, subject=about),
                estimated(f"credited_revenue_{one.model}", value, "money", people, subject=about, currency=currency),
                _returned(row, one, people),
            ]
        figures += _each(row, currency)
    return tuple(replace(one, naming="text") for one in figures)


def _cost(facts: Facts, found: Returns) -> Figure:
    """Give what all campaigns cost; none known is not none spent."""
    if found.cost:
        return Figure("cost", found.cost, "money", None, currency=facts.currency)
    reason = said("answer.5.other_currency") if found.left_out else facts.spend_wanted
    return missing("cost", "money", reason, currency=facts.currency)


def _returned(row: ReturnRow, one: ModelReturn, people: int) -> Figure:
    """Give what a campaign returned, unless nothing that was seen could tell."""
    name = f"roas_{one.model}"
    if row.reason in _UNTOLD or not row.cost:
        return missing(name, "ratio", said(f"verdict_reason.{row.reason}"), subject=row.subject)
    return estimated(name, one.roas, "ratio", people, subject=row.subject)


def _each(row: ReturnRow, currency: str) -> list[Figure]:
    """Give what one credited order cost; its ends are those of the orders."""
    cost, orders = row.cost, _lead(row).conversions
    if not cost or not orders.value:
        return []
    if not orders.low:
        return [missing("cost_per_order", "money", said("reason.not_known"), subject=row.subject, currency=currency)]
    each = Estimate(cost / orders.value, cost / orders.high, cost / orders.low)
    return [estimated("cost_per_order", each, "money", None, subject=row.subject, currency=currency)]


def _chart(found: Returns, rows: tuple[ReturnRow, ...], *, sure: bool) -> Chart | None:
    """Draw what a unit of money brought back where money was spent, else the credited orders."""
    if not found.cost:
        ranked = sorted(rows, key=lambda row: -_lead(row).conversions.value)[:SHOWN]
        marks = tuple(_mark(row.subject, _lead(row).conversions) for row in ranked)
        led = {"campaign": text(ranked[0].subject), "orders": count(round(_lead(ranked[0]).conversions.value))}
        return Chart("bars", said("answer.5.chart_orders", **led), "count", marks)
    spent = sorted((row for row in rows if row.cost and row.reason not in _UNTOLD), key=lambda row: -_roas(row))[:SHOWN]
    if not spent:
        return None
    marks = tuple(_mark(row.subject, roas) for row in spent if (roas := _lead(row).roas) is not None)
    best = said("answer.5.chart", campaign=text(spent[0].subject), roas=(_roas(spent[0]), "ratio"))
    return Chart("dots", best if sure else said("answer.5.chart_early"), "ratio", marks)


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
    roas = lead.roas if row.reason not in _UNTOLD else None
    unseen = row.reason == "no_visits"
    by_model = {one.model: None if unseen else one.conversions.value for one in row.models}
    return (
        row.subject,
        row.channel,
        row.cost if row.cost else None,
        by_model["first"],
        by_model["last"],
        by_model["linear"],
        None if unseen else lead.value.value,
        roas.value if roas else None,
        roas.low if roas else None,
        roas.high if roas else None,
        said(f"verdict.{row.verdict}") if row.verdict else None,
        said(f"verdict_reason.{row.reason}"),
        said("reason.not_identified"),
    )


def _missing(facts: Facts, rows: tuple[ReturnRow, ...]) -> tuple[Message, ...]:
    wanted = [said("missing.experiment")]
    if not facts.spend:
        wanted.insert(0, facts.spend_wanted)
    if any(row.reason == "no_visits" for row in rows):
        wanted.insert(0, said("missing.campaign_tags"))
    spent = [row for row in rows if row.cost]
    if facts.shop.margin is None and (not spent or any(_lead(row).margin_return is None for row in spent)):
        wanted.append(said("missing.margin"))
    return tuple(wanted)
