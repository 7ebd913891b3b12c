from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from percorso.speak.explored import print_credits, print_explained


def printed(show: Any, document: dict[str, Any], language: str) -> str:
    out = StringIO()
    show(document, Console(file=out, width=120, highlight=False, markup=False), language)
    return out.getvalue()


CREDIT = {"model": "markov", "channel": "Email", "conversions": 3.25, "value": 10.0, "low": 1.0, "high": 6.0}
CREDITS: dict[str, Any] = {
    "by": "channel",
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
    shown = printed(print_credits, CREDITS, language)
    assert [one for one in said if one not in shown] == []


def test_one_order_is_told_touch_by_touch() -> None:
    touch = {
        "at": "2026-03-01T09:00:00+00:00",
        "name": "Page Viewed",
        "channel": "Email",
        "counts": True,
        "why": "counts",
    }
    document = {
        "order_id": "7",
        "value": "20.00",
        "currency": "EUR",
        "models": ["linear"],
        "touches": [{**touch, "credit": {"linear": 1.0}}],
        "identifiers": [{"kind": "user", "value": "u1"}],
    }
    shown = printed(print_explained, document, "en")
    assert "Order 7 (€20): 1 touch counts." in shown
    assert "2026-03-01 09:00" in shown
    assert "user u1" in shown
