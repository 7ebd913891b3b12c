"""The moves of a shop whose causes are known: phones stop at delivery choice, and Display brings nobody who stays."""

from __future__ import annotations

from percorso.pipeline.moves import today
from percorso.store.workspace import Workspace


def test_the_planted_causes_are_the_moves(web_shop: Workspace) -> None:
    document = today(web_shop)
    phones, display = document["moves"][:2]
    assert (phones["kind"], *phones["subject"]) == ("gap", "device", "mobile", "delivery")
    assert phones["what"] == "Many visits on mobile do not get past delivery choice"
    # 42% go on against 88%.
    assert phones["why"].startswith("43% of 469 visits go on from there, against 86% on desktop.")
    assert (display["kind"], *display["subject"]) == ("gap", "channel", "Display", "land")
    # Without a margin no campaign can be told to stop, and nothing about spend is claimed.
    assert {one["kind"] for one in document["moves"]} == {"gap", "cart", "step"}
    assert document["headline"].startswith("2 moves are worth making; together at least €2,384 a month.")
