"""The page's types are those of the API: made from its own description, and not by hand."""

from __future__ import annotations

import re
from pathlib import Path

from ui.client import description, head, written

SOURCES = Path(__file__).parents[2] / "ui/src"


def test_the_clients_types_are_made_from_the_description_of_now() -> None:
    first, types = written()
    assert first == head(description(), types), "The API changed: run scripts/client."


def test_every_answer_that_a_page_shows_is_of_a_type_of_the_client() -> None:
    """No hook writes down by hand what an answer holds; the description itself is read as it is."""
    asks = re.compile(r"use(?:Get|Question)<([^()]*?)>\(")
    found = [told for file in sorted(SOURCES.rglob("*.ts*")) for told in asks.findall(file.read_text())]
    assert len(found) > 20
    assert [told for told in found if "{" in told] == []
