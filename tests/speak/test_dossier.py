from __future__ import annotations

from typing import Any

from percorso.speak.dossier import dossier

EVIL = "<script>alert(1)</script>"


def test_a_page_tells_who_what_and_when_and_names_the_files_beside_it() -> None:
    found: dict[str, list[dict[str, Any]]] = {
        "identifiers": [{"kind": "user", "value": "anna"}],
        "consent_history": [
            {
                "at": "2026-03-01",
                "purpose": "marketing",
                "state": "denied",
                "event": "E",
                "source": "s",
                "event_id": "x",
            }
        ],
        "derived_orders": [{"at": "2026-03-02", "order_id": "A-1", "gross": 1250, "currency": "EUR"}],
        "events": [{"at": "2026-03-02", "name": "Page Viewed", "source": "web"}],
    }
    page = dossier(found, {"events.jsonl": 1}, "My shop", "en")
    for words in ("What we know of you, My shop", "User id", "12.50 EUR", 'href="events.jsonl"'):
        assert words in page
    assert "http" not in page


def test_what_somebody_sent_is_text_and_nothing_else() -> None:
    event = {"at": "x", "name": EVIL, "source": "web", "url": EVIL}
    assert EVIL not in dossier({"events": [event], "identifiers": [{"kind": "user", "value": EVIL}]}, {}, EVIL, "it")


def test_who_stated_no_choice_reads_so() -> None:
    assert "Non ha espresso scelte." in dossier({}, {}, "Negozio", "it")
