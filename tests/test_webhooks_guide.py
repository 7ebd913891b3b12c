"""docs/guides/webhooks.md shows mappings that read what it shows beside them."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from percorso.collect.mapped import builder, mapping_of
from percorso.collect.options import ReadOptions
from percorso.collect.paths import reader
from percorso.core.record import Event

PAGE = (Path(__file__).parents[1] / "docs/guides/webhooks.md").read_text(encoding="utf-8")
BODIES = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
MAPPINGS = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(
    ("number", "name", "order_id", "email"),
    [(0, "Support Ticket Solved", "#1001", "anna@example.com"), (1, "Pickup Ready", "1001", None)],
)
def test_a_worked_example_gives_the_event_it_promises(number: int, name: str, order_id: str, email: str | None) -> None:
    options = ReadOptions(mapping=tomllib.loads(MAPPINGS[number]))
    document = json.loads(BODIES[number])
    row = document[0] if isinstance(document, list) else document
    made = builder(mapping_of(options), reader, options)(row)
    assert isinstance(made, Event)
    assert (made.name, made.order_id, made.email) == (name, order_id, email)
    assert made.message_id


def test_every_example_is_tried() -> None:
    assert (len(BODIES), len(MAPPINGS)) == (2, 2)
