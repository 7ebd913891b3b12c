from __future__ import annotations

from io import StringIO
from typing import Any

from rich.console import Console

from percorso.speak.explored import print_explained


def printed(show: Any, document: dict[str, Any], language: str) -> str:
    out = StringIO()
    show(document, Console(file=out, width=120, highlight=False, markup=False), language)
    return out.getvalue()


def test_one_order_is_told_touch_by_touch() -> None:
    touch = {
        "at": "2026-03-01T09:00:00+00:00",
        "name": "Page Viewed",
        "channel": "Email",
        "counts": True,
        "why": "counts",
        "known_by": {"kind": "anonymous", "identifier": "d1"},
    }
    document = {
        "order_id": "7",
        "value": "20.00",
        "currency": "EUR",
        "models": ["linear"],
        "touches": [{**touch, "credit": {"linear": 1.0}}],
        "time_zone": "Europe/Rome",
        "identifiers": [{"kind": "user", "value": "u1"}],
    }
    shown = printed(print_explained, document, "en")
    assert "Order 7 (€20): 1 touch counts." in shown
    assert "2026-03-01 09:00" in shown
    assert "Device d1" in shown
    assert "Times are those of Europe/Rome." in shown
    assert "User id u1" in shown
    assert "Codice utente u1" in printed(print_explained, document, "it")
