"""Days, as the terminal lists them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rich.console import Console

from percorso.core.money import to_minor
from percorso.speak import numbers
from percorso.speak.catalogue import Catalogue
from percorso.speak.terminal import print_grid, print_text, shortened

Document = Mapping[str, Any]
_COLUMNS = ("on", "orders", "revenue", "new_customers", "touchpoints", "notes")


def noted(day: str, document: Document) -> str:
    """Give what was noted on a day, and on spans of days that hold it."""
    return "; ".join(one["text"] for one in reversed(document["annotations"]) if one["on"] <= day <= one["until"])


def print_days(document: Document, out: Console, language: str = "en") -> None:
    """Print every day as a row, with what was noted on it."""
    catalogue = Catalogue.of(language)
    if not document["days"]:
        print_text(catalogue.text("totals.empty"), out)
        return
    columns = [
        {"label": catalogue.text(f"day.{name}"), "kind": "text" if name in ("on", "notes") else "number"}
        for name in _COLUMNS
    ]
    print_grid(columns, [_row(one, document, catalogue) for one in document["days"]], out)
    others = document["orders_of_other_currencies"]
    if others:
        print_text(catalogue.text("day.others", n=others), out, "dim")


def _row(day: Document, document: Document, catalogue: Catalogue) -> list[str]:
    currency = document["currency"]
    return [
        numbers.day(day["on"], catalogue.locale),
        catalogue.write(day["orders"], "count"),
        catalogue.write(to_minor(Decimal(day["revenue"]), currency), "money", currency),
        catalogue.write(day["new_customers"], "count"),
        catalogue.write(day["touchpoints"], "count"),
        shortened(noted(day["on"], document)) or "–",
    ]
