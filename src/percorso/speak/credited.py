"""Credit, as the terminal shows it: what each model gives, in conversions and in money, and who became a customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from percorso.core.answer import Argument, Message, Unit
from percorso.core.money import places
from percorso.speak.catalogue import Catalogue
from percorso.speak.terminal import print_grid, print_text

Document = Mapping[str, Any]
Arguments = dict[str, tuple[Argument, Unit]]
# Rows of a table that a page can be read at.
_SHOWN = 30


def print_credits(document: Document, out: Console, language: str = "en") -> None:
    """Print what each model credits, side by side, and how many of those reached became customers."""
    catalogue = Catalogue.of(language)
    by = document["by"]
    counts = {"conversions": document["conversions"], "people": document["customers"]}
    told: Arguments = {name: (Message(f"count.{name}", {"n": (n, "count")}), "text") for name, n in counts.items()}
    told["models"] = (len(document["models"]), "count")
    print_text(catalogue.say(Message("explored.credits", told)), out, "bold")
    if document["credits"]:
        for money in (False, True) if document["value"] else (False,):
            _print_models(document, out, catalogue, money=money)
    if document.get("contact_to_customer"):
        _print_contacts(document, out, catalogue)
    print_text("", out)
    if document["disagreement"]:
        apart = document["disagreement"]
        ends: Arguments = {key: (apart[key], "count") for key in ("fewest", "most")}
        said = Message("explored.disagreement", {**ends, "channel": (apart[by], "channel")})
        print_text(catalogue.say(said), out)
    print_text(catalogue.text("explored.not_identified"), out, "dim")


def _print_models(document: Document, out: Console, catalogue: Catalogue, *, money: bool) -> None:
    """Print a row for each that earns and a column for each model, in conversions or in money."""
    by, models = document["by"], document["models"]
    cells = {(row["model"], row[by]): row for row in document["credits"]}
    drawn = any(row["low"] is not None for row in document["credits"])
    columns = [{"label": catalogue.text(f"explored.{by}"), "kind": "text"}]
    for model in models:
        label = catalogue.named("model", model)
        label = f"{label}, {catalogue.text('explored.money')}" if money else label
        columns.append({"label": label, "kind": "number"})
        if drawn:
            columns.append({"label": catalogue.text("answer.interval"), "kind": "interval"})
    rows = []
    for subject in dict.fromkeys(row[by] for row in document["credits"]):
        row = [_named(subject, by, catalogue)]
        for model in models:
            shown, interval = _earned(cells.get((model, subject)), document["currency"], catalogue, money=money)
            row += [shown, interval] if drawn else [shown]
        rows.append(row)
    print_grid(columns, rows, out)


def _named(subject: str, by: str, catalogue: Catalogue) -> str:
    if subject == "(unattributed)":
        return catalogue.text(f"explored.unattributed_{by}")
    return catalogue.named("channel", subject) if by == "channel" else subject


def _earned(cell: Document | None, currency: str | None, catalogue: Catalogue, *, money: bool) -> tuple[str, str]:
    """Write one credit and its interval; the money of a plain file has no currency, and stands as a number."""
    if cell is None:
        return "–", ""
    found = [cell[name] for name in (("value", "value_low", "value_high") if money else ("conversions", "low", "high"))]
    unit: Unit = "money" if money and currency else "count"
    if unit == "money":
        scale = 10 ** places(currency or "")
        found = [None if one is None else one * scale for one in found]
    value, low, high = found
    return catalogue.write(value, unit, currency or ""), catalogue.interval(low, high, unit, currency or "")


def _print_contacts(document: Document, out: Console, catalogue: Catalogue) -> None:
    """Print how many of those whom each channel or campaign reached became customers."""
    by, reached = document["by"], document["contact_to_customer"]
    labels = (catalogue.text(f"explored.{key}") for key in (by, "reached", "became_customers"))
    kinds = ("text", "number", "number", "interval")
    heads = (*labels, catalogue.text("answer.interval"))
    columns = [{"label": label, "kind": kind} for label, kind in zip(heads, kinds, strict=True)]
    print_grid(columns, [_contact(one, by, catalogue) for one in reached[:_SHOWN]], out)
    days: Arguments = {"days": (document["contact_window_days"], "days")}
    print_text(catalogue.say(Message("explored.contacts", days)), out, "dim")


def _contact(one: Document, by: str, catalogue: Catalogue) -> Sequence[str]:
    return [
        _named(one[by], by, catalogue),
        catalogue.write(one["contacts"], "count"),
        catalogue.write(one["rate"], "rate"),
        catalogue.interval(one["low"], one["high"], "rate") if one["contacts"] else "",
    ]
