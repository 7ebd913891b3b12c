from __future__ import annotations

from typing import Any

from rich.console import Console

from percorso.speak.days import noted, print_days

DAY = {"on": "2026-11-27", "orders": 3, "revenue": "1234.50", "new_customers": 2, "touchpoints": 9}
NOTES = [
    {"on": "2026-11-27", "until": "2026-11-27", "text": "Newsletter"},
    {"on": "2026-11-20", "until": "2026-11-30", "text": "Black week"},
]
DOCUMENT: dict[str, Any] = {
    "currency": "EUR",
    "days": [DAY, {**DAY, "on": "2026-12-01", "orders": 0}],
    "annotations": NOTES,
    "orders_of_other_currencies": 2,
}


def said(document: dict[str, Any], language: str = "en") -> str:
    out = Console(width=110, record=True, force_terminal=False)
    print_days(document, out, language)
    return out.export_text()


def test_a_day_says_what_was_noted_on_it_the_earliest_first() -> None:
    assert noted("2026-11-27", DOCUMENT) == "Black week; Newsletter"
    assert noted("2026-12-01", DOCUMENT) == ""


def test_days_are_rows_in_either_language_and_orders_left_out_are_told() -> None:
    english, italian = said(DOCUMENT), said(DOCUMENT, "it")
    assert "27 November 2026" in english
    assert "€1,23" in english
    assert "Black week; Newsletter" in english
    assert "2 orders came in other currencies" in english
    assert "27 novembre 2026" in italian
    assert "2 ordini sono arrivati in altre valute" in italian


def test_without_data_it_says_so() -> None:
    assert "No data yet" in said({**DOCUMENT, "days": []})
