from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_days_are_printed_as_a_table_json_or_rows_with_their_notes(shop: Path, percorso: Run, write: Any) -> None:
    assert shop
    call = {"type": "page", "userId": "u1", "timestamp": "2026-03-01T10:00:00Z"}
    percorso("import", "segment", write("calls.jsonl", json.dumps(call)))
    percorso("build")
    percorso("annotations", "add", "2026-03-01", "Opening")
    assert "Opening" in percorso("days").out
    document = json.loads(percorso("days", "--format", "json").out)
    assert [(one["on"], one["touchpoints"]) for one in document["days"]] == [("2026-03-01", 1)]
    (row,) = csv.DictReader(io.StringIO(percorso("days", "--format", "csv").out))
    assert (row["on"], row["touchpoints"], row["notes"]) == ("2026-03-01", "1", "Opening")
    nobody = json.loads(percorso("days", "--condition", "orders>=1", "--format", "json").out)
    assert [one["touchpoints"] for one in nobody["days"]] == [0]
