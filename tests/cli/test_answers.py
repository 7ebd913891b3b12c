from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]
Write = Callable[[str, str | bytes], Path]
ORDER = (
    '{"type":"track","event":"Order Completed","userId":"u1","timestamp":"2026-03-01T10:00:00Z",'
    '"properties":{"order_id":"1","total":20,"currency":"EUR"}}\n'
)


def built(percorso: Run, write: Write) -> None:
    percorso("import", "segment", write("a.jsonl", ORDER))
    assert percorso("build").code == 0


def test_machines_get_six_answers_and_totals(shop: Path, percorso: Run, write: Write) -> None:
    assert shop.exists()
    built(percorso, write)
    document = json.loads(percorso("answers", "--format", "json").out)
    assert [one["question"] for one in document["answers"]] == [1, 2, 3, 4, 5, 6]
    assert all({"headline", "figures", "table", "method"} <= set(one) for one in document["answers"])
    assert document["totals"] == {
        "customers": 1,
        "buyers": 1,
        "orders": 1,
        "revenue": "20.00",
        "revenue_gross": "20.00",
        "currency": "EUR",
        "touchpoints": 1,
    }


def test_people_get_sentences_in_their_language(shop: Path, percorso: Run, write: Write) -> None:
    assert shop.exists()
    built(percorso, write)
    assert "Too early to say: 1 order, we need about 200" in " ".join(percorso("answers").out.split())
    assert "È presto per dirlo: 1 ordine" in " ".join(percorso("answers", "--language", "it").out.split())


def test_before_a_build_it_says_what_to_do(shop: Path, percorso: Run) -> None:
    assert shop.exists()
    said = percorso("answers")
    assert "[not_built]" in said.err
    assert "percorso build" in said.err
