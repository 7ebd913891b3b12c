"""What moved figures that were published, in sentences: for the page, the terminal and whoever asks the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from percorso.core.answer import Argument, Message, Unit
from percorso.core.money import to_minor
from percorso.speak import numbers
from percorso.speak.catalogue import Catalogue

Document = Mapping[str, Any]
# The figures of a day; the first that moved is the one a sentence speaks of.
FIGURES: Mapping[str, Unit] = {
    "revenue": "money",
    "orders": "count",
    "new_customers": "count",
    "cost": "money",
    "touchpoints": "count",
}
# Some touch comes late every day: below this share of a month's it is in the table and in no sentence.
_FEW = 0.01
# Causes that a sentence names; the table has them all.
_NAMED = 2


def moved_document(months: Sequence[Document], catalogue: Catalogue) -> dict[str, Any]:
    """Say which figures moved after they were published, and why.

    Args:
        months: as ``pipeline.moved.written`` gives them.
        catalogue: the language.
    """
    lines = sentences(months, catalogue)
    return {
        "language": catalogue.language,
        "headline": lines[0] if lines else "",
        "months": [_month(one, catalogue) for one in months],
    }


def sentences(months: Sequence[Document], catalogue: Catalogue) -> list[str]:
    """Say of each month worth a word what moved it, those whose figure moved most first."""
    told = [(one, lead) for one in months if (lead := _lead(one))]
    ranked = sorted(told, key=lambda pair: (list(FIGURES).index(pair[1]), -abs(_change(pair[0], pair[1]))))
    return [_sentence(one, lead, catalogue) for one, lead in ranked]


def _lead(month: Document) -> str:
    """Name the figure to speak of; empty where nothing worth a word moved."""
    for name in FIGURES:
        least = 0.0 if name != "touchpoints" else _FEW * abs(_minor(month, "was", name))
        if abs(_change(month, name)) > least:
            return name
    return ""


def _sentence(month: Document, lead: str, catalogue: Catalogue) -> str:
    causes = [one for one in month["causes"] if _of(one["moved"], lead, month["currency"])]
    ranked = sorted(causes, key=lambda one: -abs(_of(one["moved"], lead, month["currency"])))
    told: dict[str, tuple[Argument, Unit]] = {
        "figure": (catalogue.text(f"moved.figure.{lead}"), "text"),
        "month": (label(month, catalogue), "text"),
        "was": (_minor(month, "was", lead), FIGURES[lead]),
        "now": (_minor(month, "now", lead), FIGURES[lead]),
        "why": (tuple(_cause(one) for one in ranked[:_NAMED]), "text"),
    }
    if month["published_at"] is None:
        return catalogue.say(Message("moved.open", told), month["currency"])
    when = numbers.day(month["published_at"], catalogue.locale)
    return catalogue.say(Message("moved.over", {**told, "when": (when, "text")}), month["currency"])


def label(month: Document, catalogue: Catalogue) -> str:
    """Name a month, or the days of it that count: ``March 2026``, ``1 November – 24 November 2026``."""
    if month["from"][-2:] == "01" and month["published_at"] is not None:
        return numbers.month(month["from"], catalogue.locale)
    return numbers.period(month["from"], month["to"], catalogue.locale)


def _month(month: Document, catalogue: Catalogue) -> dict[str, Any]:
    lead, currency = _lead(month), month["currency"]
    figures = [
        {
            "name": name,
            "label": catalogue.text(f"moved.figure.{name}"),
            "was": catalogue.write(_minor(month, "was", name), unit, currency),
            "now": catalogue.write(_minor(month, "now", name), unit, currency),
            "change": _signed(_change(month, name), unit, currency, catalogue),
        }
        for name, unit in FIGURES.items()
    ]
    causes = [
        {
            "cause": one["cause"],
            "text": catalogue.say(_cause(one)),
            "things": one["things"],
            "moved": {
                name: _signed(_of(one["moved"], name, currency), unit, currency, catalogue)
                for name, unit in FIGURES.items()
            },
        }
        for one in month["causes"]
    ]
    return {
        "month": month["month"],
        "label": label(month, catalogue),
        "from": month["from"],
        "to": month["to"],
        "currency": currency,
        "published_at": month["published_at"],
        "text": _sentence(month, lead, catalogue) if lead else "",
        "figures": figures,
        "causes": causes,
    }


def _cause(cause: Document) -> Message:
    return Message(f"moved.cause.{cause['cause']}", {"n": (cause["things"], "count")})


def _signed(value: int, unit: Unit, currency: str, catalogue: Catalogue) -> str:
    """Write a difference with its sign; none is a dash."""
    if not value:
        return "–"
    return ("+" if value > 0 else "") + catalogue.write(value, unit, currency)


def _change(month: Document, name: str) -> int:
    return _minor(month, "now", name) - _minor(month, "was", name)


def _minor(month: Document, when: str, name: str) -> int:
    return _of(month[when], name, month["currency"])


def _of(sums: Document, name: str, currency: str) -> int:
    """Give one figure as a whole number: money in minor units."""
    return to_minor(Decimal(sums[name]), currency) if FIGURES[name] == "money" else int(sums[name])
