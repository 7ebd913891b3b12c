from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from percorso.tables import TABLES

CALL = '{"type":"page","anonymousId":"v1","timestamp":"2026-03-01T10:00:00Z","context":{"page":{"url":"https://a.example/"}}}\n'


def test_status_counts_every_table_and_tells_what_is_not_built_yet(
    shop: Path, percorso: Callable[..., Any], write: Callable[..., Path]
) -> None:
    assert shop.exists()
    percorso("import", "segment", write("a.jsonl", CALL + "no json\n"))
    before = json.loads(percorso("status", "--format", "json").out)
    assert set(before["tables"]) == {table.name for table in TABLES}
    assert before["tables"]["events"] == {"rows": 1}
    assert {one["code"] for one in before["health"]} == {"not_built", "rows_in_quarantine"}
    percorso("build")
    after = json.loads(percorso("status", "--format", "json").out)
    assert after["tables"]["customers"] == {"rows": 1}
    assert after["freshness"]["events_not_built"] == 0
    assert [one["name"] for one in after["coverage"]["sources"]] == ["segment"]
    assert "Customers" in percorso("status").out
    assert "Clienti" in percorso("status", "--language", "it").out


def test_robots_are_left_out_counted_and_shown(
    shop: Path, percorso: Callable[..., Any], write: Callable[..., Path]
) -> None:
    assert shop.exists()
    robot = CALL.replace("v1", "v2").replace('"context":{', '"context":{"userAgent":"Googlebot/2.1",')
    percorso("import", "segment", write("a.jsonl", CALL + robot))
    percorso("build")
    status = json.loads(percorso("status", "--format", "json").out)
    assert status["coverage"]["excluded"] == [{"reason": "bot", "count": 1}]
    assert status["tables"]["touchpoints"] == {"rows": 1}
