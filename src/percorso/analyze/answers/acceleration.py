"""Question 2: how can conversions and sales be accelerated?"""

from __future__ import annotations

from dataclasses import dataclass

from percorso.analyze.answers import monthly
from percorso.analyze.answers.figures import (
    count,
    estimated,
    in_days,
    lasting,
    money,
    rated,
    said,
    share,
    text,
    too_early,
    undecided,
    untold,
)
from percorso.analyze.facts import MONTH_DAYS, Facts
from percorso.analyze.intervals import Estimate
from percorso.analyze.retention import Retention, RetentionResult
from percorso.analyze.stops import Stop, Stops
from percorso.analyze.timing import Passage, Timing, TimingResult
from percorso.analyze.totals import CountTotals
from percorso.core.answer import Answer, Chart, Column, Figure, Mark, Message, Table, Unit

# What a mended step is taken to win: one in ten of those who stop there. A supposition, and the answer says so.
WON = 0.1
# Where this share of ways end in an order, speed is won by having people come back sooner.
NEARLY_ALL = 0.9
_ENDS = {"touch": said("answer.2.touch"), "order": said("answer.2.order")}
_TO_ORDER = ("awareness", "consideration", "decision", "order")


@dataclass(frozen=True)
class Loss:
    """A step where people stop, and what winning one in ten of them back would bring a month.

    Attributes:
        unit: of ``monthly``: money in minor units, or a count of orders where orders carry no value.
    """

    passage: Passage
    stopped: int
    monthly: Estimate
    unit: Unit


def answer(facts: Facts) -> Answer:
    """Name the step where the way is long and few go on, and what mending it would bring."""
    timing = facts.ask(Timing(facts.last_at))
    back = facts.ask(Retention(facts.last_at, facts.currency, facts.shop.time_zone))
    totals = facts.ask(CountTotals(facts.currency))[0]
    method = said("answer.2.method", won=share(WON))
    orders = facts.orders
    if not orders:
        return untold(2, said("answer.2.no_orders"), (said("missing.orders"),), method)
    losses = _losses(facts, timing, "money" if totals.revenue > 0 else "count")
    known = _headline(timing, losses) if losses else _coming_back(facts, back, totals.buyers)
    headline = too_early(orders) or known
    sure = not undecided(headline)
    return Answer(
        question=2,
        status="ok",
        headline=headline,
        figures=_figures(facts, timing, back, losses),
        chart=_chart(timing, losses, sure=sure) if losses else _worth_chart(back, sure=sure),
        table=_table(timing) if losses else _worth_table(back),
        method=method if losses else said("answer.2.worth_method", within=(back.within.days, "days")),
        missing=() if facts.has_visits else (said("missing.visits"),),
        currency=facts.currency,
    )


def _losses(facts: Facts, timing: TimingResult, unit: Unit) -> tuple[Loss, ...]:
    """Put the steps towards an order in the order of their price.

    Without visits the whole way is the one step there is; where nearly everybody takes it, nothing is lost on it.
    """
    *way, whole = _towards_order(timing) or timing.whole.passages
    if not facts.has_visits or not way:
        way = [whole] if (whole.went_on.value or 1.0) < NEARLY_ALL else []
    found = facts.ask(Stops(facts.last_at, facts.currency, WON))
    stops = {(one.start, one.end): one for one in found.stops}
    priced = [_loss(one, stops[one.start, one.end], found.days, unit) for one in way if (one.start, one.end) in stops]
    return tuple(sorted(priced, key=lambda loss: -loss.monthly.value))


def _towards_order(timing: TimingResult) -> tuple[Passage, ...]:
    """Give the steps up to an order that anybody took, then the whole way."""
    *stages, whole = timing.whole.passages
    way = [one for one in stages if one.start in _TO_ORDER and one.end in _TO_ORDER and one.went_on.successes]
    return (*way, whole) if whole.went_on.successes else ()


def _loss(passage: Passage, stop: Stop, days: float, unit: Unit) -> Loss:
    gain = stop.money if unit == "money" else stop.orders
    return Loss(passage, stop.stopped, Estimate(*(end / days * MONTH_DAYS for end in gain)), unit)


def _headline(timing: TimingResult, losses: tuple[Loss, ...]) -> Message:
    worst, whole = losses[0], timing.whole.passages[-1]
    return said(
        "answer.2.step" if worst.passage is not whole else "answer.2.whole",
        start=text(_place(worst.passage.start)),
        end=text(_place(worst.passage.end)),
        rate=share(worst.passage.went_on.value),
        low=share(worst.passage.went_on.low),
        high=share(worst.passage.went_on.high),
        n=count(worst.passage.went_on.n),
        days=(in_days(worst.passage.times.median), "days"),
        whole=(in_days(whole.times.median), "days"),
        gain=text(_gain(worst)),
    )


def _gain(loss: Loss) -> Message:
    found = {name: (getattr(loss.monthly, name), loss.unit) for name in ("value", "low", "high")}
    return Message("answer.2.money" if loss.unit == "money" else "answer.2.orders", found)


def _place(name: str) -> Message:
    """Name a stage, or an end of the whole way."""
    return _ENDS[name] if name in _ENDS else said(f"stage.{name}")


def _between(passage: Passage) -> Message:
    return said("answer.2.passage", start=text(_place(passage.start)), end=text(_place(passage.end)))


def _coming_back(facts: Facts, back: RetentionResult, buyers: int) -> Message:
    """Say when customers come back, where nothing is lost, or nothing seen, on the way to an order."""
    limit = text(said("answer.2.nearly_all" if facts.has_visits else "answer.2.unseen"))
    if not back.to_second.n:
        return said("answer.2.nobody_back", n=count(buyers), limit=limit)
    return said(
        "answer.2.coming_back" if back.repeat.value is not None else "answer.2.coming_back_young",
        rate=share(back.repeat.value),
        low=share(back.repeat.low),
        high=share(back.repeat.high),
        within=(back.within.days, "days"),
        days=(in_days(back.to_second.median), "days"),
        limit=limit,
    )


def _figures(facts: Facts, timing: TimingResult, back: RetentionResult, losses: tuple[Loss, ...]) -> tuple[Figure, ...]:
    figures = []
    for passage in _towards_order(timing):
        subject = f"{passage.start} > {passage.end}"
        figures += [
            rated("went_on", passage.went_on, subject=subject),
            lasting("days_to_next", passage.times, subject=subject),
        ]
    figures += [
        estimated(
            "monthly_if_one_in_ten_won" if loss.unit == "money" else "monthly_orders_if_one_in_ten_won",
            loss.monthly,
            loss.unit,
            loss.stopped,
            subject=f"{loss.passage.start} > {loss.passage.end}",
            currency=facts.currency if loss.unit == "money" else "",
        )
        for loss in losses
    ]
    again = (rated("repeat_rate", back.repeat), lasting("days_to_second_order", back.to_second))
    return (*figures, *again) if losses else (*again, *figures)


def _chart(timing: TimingResult, losses: tuple[Loss, ...], *, sure: bool) -> Chart:
    worst = losses[0].passage
    marks = tuple(
        Mark(_between(one), one.went_on.value or 0.0, one.went_on.low, one.went_on.high, one.went_on.n)
        for one in _towards_order(timing)
    )
    title = said("answer.2.chart", passage=text(_between(worst)), rate=share(worst.went_on.value))
    return Chart("dots", title if sure else said("answer.2.chart_early"), "rate", marks)


def _table(timing: TimingResult) -> Table:
    columns = (
        Column("column.step", "text"),
        Column("column.ways", "count"),
        Column("column.went_on", "rate"),
        Column("column.low", "rate"),
        Column("column.high", "rate"),
        Column("column.median_days", "days"),
        Column("column.lower_quartile", "days"),
        Column("column.upper_quartile", "days"),
    )
    rows = tuple(
        (
            _between(one),
            one.went_on.n,
            one.went_on.value,
            one.went_on.low,
            one.went_on.high,
            in_days(one.times.median),
            in_days(one.times.lower_quartile),
            in_days(one.times.upper_quartile),
        )
        for one in _towards_order(timing)
    )
    return Table(columns, rows)


def _worth_chart(back: RetentionResult, *, sure: bool) -> Chart | None:
    """Draw what a customer has brought by each month, where no step before the order can be shown."""
    marks = tuple(
        Mark(
            said("answer.2.after_months", n=count(one.months)),
            one.revenue.value,
            one.revenue.low,
            one.revenue.high,
            one.customers,
        )
        for one in back.worth
    )
    if not marks:
        return None
    last = back.worth[-1]
    title = said("answer.2.worth_chart", value=money(last.revenue.value), n=count(last.months))
    return Chart("bars", title if sure else said("answer.2.worth_chart_early"), "money", marks)


def _worth_table(back: RetentionResult) -> Table:
    """Lay out what a customer has brought by each month; where none is a month old, the months themselves."""
    columns = (
        Column("column.months", "count"),
        Column("column.customers", "count"),
        Column("column.revenue_each", "money"),
        Column("column.low", "money"),
        Column("column.high", "money"),
    )
    if not back.worth:
        return monthly.table(back)
    rows = tuple(
        (one.months, one.customers, one.revenue.value, one.revenue.low, one.revenue.high) for one in back.worth
    )
    return Table(columns, rows)
