from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from percorso.speak.credited import print_credits


def printed(document: dict[str, Any], language: str) -> str:
    out = StringIO()
    print_credits(document, Console(file=out, width=120, highlight=False, markup=False), language)
    return out.getvalue()


CREDIT = {
    "model": "markov",
    "channel": "Email",
    "conversions": 3.25,
    "low": 1.0,
    "high": 6.0,
    "value": 10.0,
    "value_low": 4.0,
    "value_high": 18.0,
}
CREDITS: dict[str, Any] = {
    "by": "channel",
    "currency": None,
    "value": 20.0,
    "conversions": 4,
    "customers": 9,
    "models": ["markov"],
    "credits": [CREDIT, {**CREDIT, "channel": "(unattributed)", "conversions": 0.75}],
    "disagreement": {"channel": "Email", "fewest": 1.0, "most": 8.0},
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            ("4 conversions of 9 people", "Email", "1–6", "No touch on record", "from 1 to 8", "not identified"),
        ),
        ("it", ("4 conversioni di 9 persone", "E-mail", "1–6", "Nessun contatto registrato", "da 1 a 8")),
    ],
)
def test_credit_is_shown_with_its_interval_and_its_limits(language: str, said: tuple[str, ...]) -> None:
    shown = printed(CREDITS, language)
    assert [one for one in said if one not in shown] == []


def test_money_stands_in_a_table_of_its_own_and_in_the_shops_currency_where_there_is_one() -> None:
    assert "Markov, money" in printed(CREDITS, "en")
    assert "Markov, denaro" in printed(CREDITS, "it")
    shown = printed({**CREDITS, "currency": "EUR"}, "en")
    assert [one for one in ("€10", "4.00–18.00") if one not in shown] == []
    assert "money" not in printed({**CREDITS, "value": 0}, "en")


def test_without_intervals_there_is_no_column_for_them_and_without_credit_no_table() -> None:
    rows = [{**row, "low": None, "high": None, "value_low": None, "value_high": None} for row in CREDITS["credits"]]
    assert "95%" in printed(CREDITS, "en")
    assert "95%" not in printed({**CREDITS, "credits": rows}, "en")
    assert "Channel" not in printed({**CREDITS, "credits": [], "disagreement": None}, "en")


def test_how_many_of_those_reached_became_customers_stands_beside_it() -> None:
    reached = [{"channel": "Email", "rate": 0.25, "low": 0.1, "high": 0.4, "contacts": 40}]
    shown = printed({**CREDITS, "contact_to_customer": reached, "contact_window_days": 30}, "en")
    assert [one for one in ("Became customers", "25%", "10–40", "within 30 days") if one not in shown] == []


def test_one_conversion_of_one_person_is_said_so() -> None:
    one = {**CREDITS, "conversions": 1, "customers": 1}
    assert "1 conversion of 1 person" in printed(one, "en")
    assert "1 conversione di 1 persona" in printed(one, "it")
