"""A whole errand: describe customers, keep them by a name, ask the analyses about them alone, forget the name."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Percorso = Callable[..., Any]


def test_a_segment_is_described_asked_about_and_forgotten(
    shop: Path, percorso: Percorso, write: Callable[..., Path]
) -> None:
    assert shop.exists()
    lines = []
    for number, city in enumerate(("Rome", "Rome", "Milan")):
        who, day = {"userId": f"u{number}"}, f"2026-03-0{number + 1}"
        placed = {"order_id": f"A-{number}", "total": 10, "currency": "EUR"}
        order = {"type": "track", "event": "Order Completed", "properties": placed}
        lines += [
            {"type": "identify", **who, "traits": {"city": city}, "timestamp": f"{day}T08:00:00Z"},
            {"type": "page", **who, "timestamp": f"{day}T09:00:00Z"},
            *([{**order, **who, "timestamp": f"{day}T10:00:00Z"}] if number else []),
        ]
    percorso("import", "segment", write("a.jsonl", "".join(json.dumps(line) + "\n" for line in lines)))
    assert percorso("build").code == 0

    assert percorso("segments", "create", "Romans", "trait.city=Rome").out == "Romans: trait.city=Rome\n"
    english, italian = (percorso("segments", "show", "Nobody", "--language", one).err for one in ("en", "it"))
    assert english != italian
    assert "[unknown_segment]" in italian
    assert "[segment_exists]" in percorso("segments", "create", "Romans", "orders>=1").err
    assert json.loads(percorso("segments", "list", "--format", "json").out)[0]["name"] == "Romans"
    shown = json.loads(percorso("segments", "show", "Romans", "--people", "9").out)
    assert (shown["total"], [one["identifier"]["value"] for one in shown["people"]]) == (2, ["u1", "u0"])

    def asked(*options: str) -> Any:
        return json.loads(percorso(*options, "--format", "json").out)

    steps = ("funnel", "--steps", "Page Viewed,Order Completed")
    assert [one["customers"] for one in asked(*steps, "--segment", "Romans")["steps"]] == [2, 1]
    assert [one["customers"] for one in asked(*steps, "--segment", "Romans", "--condition", "orders>=1")["steps"]] == [
        1,
        1,
    ]
    assert asked("paths", "--condition", "orders<=0")["customers"] == 1
    assert asked("attribute", "--segment", "Romans", "--no-interval")["conversions"] == 1
    assert asked("answers", "--segment", "Romans")["totals"]["orders"] == 1
    assert "[segment_of_file]" in percorso("paths", "a.jsonl", "--segment", "Romans").err
    assert "Nessun segmento si chiama «Roman»" in percorso("answers", "--segment", "Roman", "--language", "it").err

    assert percorso("segments", "delete", "Romans").code == 0
    assert percorso("segments", "list").out.strip() == ""
    assert "[unknown_segment]" in percorso("segments", "show", "Romans").err
