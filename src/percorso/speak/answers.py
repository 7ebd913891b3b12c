"""Answers as documents: what the JSON door, the report, the terminal and the page all read.

Machines read ``figures`` (stable names; money as decimal text in major units, rates from 0 to 1); people read the texts
beside them, which are written in the catalogue's language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from percorso.core.answer import Answer, Argument, Chart, Column, Figure, Mark, Message, Table, Totals, Unit
from percorso.core.money import format_plain, from_minor, to_minor
from percorso.speak.catalogue import NAMES, Catalogue

Document = dict[str, Any]
_TEXTS = ("text", *NAMES)
_CHANNELS = ("channel", "the_channel")
_NOTHING = {"", "–"}
_TO = " > "
_OF = ": "


def answer_document(answer: Answer, catalogue: Catalogue) -> Document:
    """Say one answer in a language.

    ``table`` holds one object a row with stable keys; ``display`` holds the same rows as texts for reading, where a
    pair of columns named ``…low`` and ``…high`` has become one interval.
    """
    table = answer.table or Table((), ())
    currency = answer.currency
    return {
        "question": answer.question,
        "title": catalogue.text(f"question.{answer.question}"),
        "status": answer.status,
        "headline": catalogue.say(answer.headline, currency),
        "figures": [_figure(figure, catalogue, currency) for figure in answer.figures],
        "chart": None if answer.chart is None else chart_document(answer.chart, catalogue, currency),
        "columns": [
            {"key": _key(column), "label": catalogue.text(column.key), "unit": column.unit} for column in table.columns
        ],
        "table": [_row(table.columns, row, catalogue, currency) for row in table.rows],
        "display": _display(table, catalogue, currency),
        "unseen": None if answer.unseen is None else catalogue.say(answer.unseen, currency),
        "method": catalogue.say(answer.method, currency),
        "missing": [catalogue.say(message, currency) for message in answer.missing],
        "currency": currency,
    }


def chart_document(chart: Chart, catalogue: Catalogue, currency: str = "") -> Document:
    """Say a chart: its finding, and marks whose values are plain numbers (money in major units)."""
    first = chart.marks[0].value if chart.marks else 0
    return {
        "kind": chart.kind,
        "title": catalogue.say(chart.title, currency),
        "unit": chart.unit,
        "currency": currency if chart.unit == "money" else "",
        "marks": [_mark(chart, mark, first, catalogue, currency) for mark in chart.marks],
    }


def totals_document(totals: Totals) -> Document:
    """Give one currency's totals; money as decimal text in major units."""
    return {
        "customers": totals.customers,
        "buyers": totals.buyers,
        "orders": totals.orders,
        "revenue": format_plain(totals.revenue, totals.currency),
        "revenue_gross": format_plain(totals.revenue_gross, totals.currency),
        "currency": totals.currency,
        "touchpoints": totals.touchpoints,
    }


def totals_sentence(totals: Document | Sequence[Document], catalogue: Catalogue) -> str:
    """Say totals (one document, or one per currency) as a sentence: the people, then orders and money in each."""
    each = [totals] if isinstance(totals, dict) else list(totals)
    if not each:
        return catalogue.text("totals.empty")
    first = each[0]
    customers = Message("count.people", {"n": (first["customers"], "count")})
    people = Message("totals.people", {"customers": (customers, "text"), "buyers": (first["buyers"], "count")})
    money = tuple(catalogue.say(_money_of(one), one["currency"]) for one in each)
    return catalogue.say(Message("totals.sentence", {"people": (people, "text"), "money": (money, "text")}))


def _money_of(totals: Mapping[str, Any]) -> Message:
    net, gross = (to_minor(Decimal(totals[name]), totals["currency"]) for name in ("revenue", "revenue_gross"))
    orders = Message("count.orders", {"n": (totals["orders"], "count")})
    arguments: dict[str, tuple[Argument, Unit]] = {"orders": (orders, "text"), "revenue": (net, "money")}
    if net == gross:
        return Message("totals.money", arguments)
    return Message("totals.money_gross", {**arguments, "gross": (gross, "money")})


def _figure(figure: Figure, catalogue: Catalogue, currency: str) -> Document:
    money = figure.currency or (currency if figure.unit == "money" else "")
    return {
        "name": figure.name,
        "label": catalogue.text(f"figure.{figure.name}"),
        "subject": figure.subject,
        "about": _about(figure.subject, figure.naming, catalogue),
        **{name: _plain(getattr(figure, name), figure.unit, money) for name in ("value", "low", "high")},
        "unit": figure.unit,
        "n": figure.n,
        "currency": money,
        "status": figure.status,
        "reason": None if figure.reason is None else catalogue.say(figure.reason, money),
        "text": catalogue.write(figure.value, figure.unit, money),
        "interval": catalogue.interval(figure.low, figure.high, figure.unit, money),
        "behind": _behind(figure.n, catalogue),
    }


def _about(subject: str, naming: Unit, catalogue: Catalogue) -> str:
    """Name a figure's subject for reading: a channel, a touchpoint, or two phases written ``cart > order: mobile``."""
    if naming != "channel":
        return catalogue.named(naming, subject)
    if _TO not in subject:
        return catalogue.named("touchpoint", catalogue.named("channel", subject))
    phases, _, who = subject.partition(_OF)
    way = " → ".join(catalogue.named("stage", catalogue.named("step", end)) for end in phases.split(_TO))
    return f"{way}: {catalogue.named('device', catalogue.named('channel', who))}" if who else way


def _mark(chart: Chart, mark: Mark, first: float, catalogue: Catalogue, currency: str) -> Document:
    numbers = {name: getattr(mark, name) for name in ("value", "low", "high")}
    if chart.unit == "money":
        numbers = {name: None if one is None else _major(one, currency) for name, one in numbers.items()}
    share = mark.value / first if chart.kind == "steps" and first else None
    return {
        "label": catalogue.write(mark.label, chart.labels, currency),
        "subject": _spoken_of(mark.label),
        **numbers,
        "n": mark.n,
        "behind": _behind(mark.n, catalogue),
        "text": catalogue.write(mark.value, chart.unit, currency),
        "interval": catalogue.interval(mark.low, mark.high, chart.unit, currency),
        "share": "" if share is None else catalogue.write(share, "rate"),
    }


def _spoken_of(label: str | Message) -> str:
    """Give the name a mark is about: its label, or the channel a message as label speaks of, which keeps its colour."""
    if isinstance(label, str):
        return label
    channels = (value for value, unit in label.arguments.values() if unit in _CHANNELS and isinstance(value, str))
    return next(channels, "")


def _behind(n: int | None, catalogue: Catalogue) -> str:
    return catalogue.say(Message("answer.behind", {"n": (n, "count")})) if n else ""


def _row(columns: Sequence[Column], row: Sequence[Argument], catalogue: Catalogue, currency: str) -> Document:
    return {
        _key(column): catalogue.write(value, column.unit, currency)
        if isinstance(value, str | Message)
        else _plain(value, column.unit, currency)
        for column, value in zip(columns, row, strict=True)
    }


def _display(table: Table, catalogue: Catalogue, currency: str) -> Document:
    """Write a table for reading: every cell a text, each low and high pair one interval.

    Columns that say nothing are left out; one that says the same words in every row becomes a note.
    """
    keys = [_key(column) for column in table.columns]
    high_of = {
        place: keys.index(high)
        for place, key in enumerate(keys)
        if key.endswith("low") and (high := f"{key.removesuffix('low')}high") in keys
    }
    kept = [place for place in range(len(keys)) if place not in high_of.values()]

    def cell(row: Sequence[Argument], place: int) -> str:
        unit = table.columns[place].unit
        if place in high_of:
            return catalogue.interval(row[place], row[high_of[place]], unit, currency)
        return catalogue.write(row[place], unit, currency)

    def heading(place: int) -> Document:
        column = table.columns[place]
        if place in high_of:
            return {"label": catalogue.text("answer.interval"), "kind": "interval"}
        return {"label": catalogue.text(column.key), "kind": "text" if column.unit in _TEXTS else "number"}

    cells = {place: [cell(row, place) for row in table.rows] for place in kept}
    noted = [place for place in kept[1:] if heading(place)["kind"] == "text" and _same(cells[place])]
    told = [place for place in kept if place not in noted and (place == 0 or set(cells[place]) - _NOTHING)]
    return {
        "columns": [heading(place) for place in told],
        "rows": [list(row) for row in zip(*(cells[place] for place in told), strict=True)],
        "notes": [f"{heading(place)['label']}: {cells[place][0]}" for place in noted],
    }


def _same(cells: Sequence[str]) -> bool:
    """Tell whether a column says the same words in each of its several rows."""
    return len(cells) > 1 and len(set(cells)) == 1 and cells[0] not in _NOTHING


def _key(column: Column) -> str:
    """Give a column's stable name, the last word of its catalogue key."""
    return column.key.rsplit(".", 1)[-1]


def _plain(value: object, unit: Unit, currency: str) -> object:
    """Give a number as machines read it."""
    if unit == "money" and isinstance(value, int | float):
        minor = Decimal(str(value)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
        return format_plain(int(minor), currency)
    return value


def _major(minor: float, currency: str) -> float:
    return float(from_minor(1, currency) * Decimal(str(minor)))
