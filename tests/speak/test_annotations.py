from __future__ import annotations

from percorso.speak.annotations import note


def test_a_note_is_said_with_its_days_as_the_language_writes_them() -> None:
    sale = {"id": 1, "on": "2026-11-27", "until": "2026-11-30", "kind": "sale", "text": "Black Friday"}
    assert note(sale, "en") == "1  27 November – 30 November 2026  sale: Black Friday"
    assert note({**sale, "until": "2026-11-27"}, "it") == "1  27 novembre 2026  saldi: Black Friday"
