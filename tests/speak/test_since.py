from __future__ import annotations

import pytest

from percorso.speak.catalogue import Catalogue
from percorso.speak.since import Since, since_document

AT = "2026-11-24T18:00:00+01:00"


@pytest.mark.parametrize(
    ("since", "language", "lines"),
    [
        (Since(AT), "en", []),
        (
            Since(AT, {"EUR": (3, 12_000), "USD": (0, 0)}, buyers=1, people=12),
            "en",
            ["3 orders came in, worth €120.", "12 more people are known.", "1 more person is a buyer."],
        ),
        (Since(AT, {"EUR": (-1, -2_000)}), "it", ["1 ordine di prima non c’è più, con 20 €: annullato, cancellato"]),
        (
            Since(AT, moves=["Stop A.", "Mend B.", "Test C.", "Test D."], decided=2, checked=1, noted=["Sale"]),
            "en",
            [
                "New here: Stop A, Mend B, Test C and 1 more.",
                "Others decided about 2 moves.",
                "It was looked at what came of 1 move.",
                "Noted on days: Sale.",
            ],
        ),
    ],
)
def test_what_is_new_is_said_what_came_in_first(since: Since, language: str, lines: list[str]) -> None:
    told = since_document(since, Catalogue.of(language))
    assert told["looked_at"] == AT
    assert len(told["lines"]) == len(lines)
    for said, expected in zip(told["lines"], lines, strict=True):
        assert said.replace("\N{NO-BREAK SPACE}", " ").startswith(expected)
