from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CALL = '{"type":"track","event":"Order Completed","userId":"u1","timestamp":"2026-03-01T10:00:00Z"}\n'


@pytest.mark.usefixtures("shop")
def test_today_says_what_to_mend_first_and_takes_down_what_is_decided(
    percorso: Callable[..., Any], write: Callable[..., Path]
) -> None:
    percorso("import", "segment", write("a.jsonl", CALL + "no json\n"))
    percorso("build")
    document = json.loads(percorso("today", "--format", "json").out)
    (fault,) = document["moves"]
    assert (fault["kind"], document["headline"]) == ("fault", "Mend the data first: one fault makes the rest wrong.")
    said = percorso("today", "--language", "it").out
    assert "1 riga aspetta in quarantena" in said
    assert fault["id"] in said
    after = percorso("today", "--accept", fault["id"], "--owner", "Marta").out
    assert "Marta" in after
    assert json.loads(percorso("today", "--format", "json").out)["moves"] == []
    again = percorso("today", "--reopen", fault["id"], "--format", "json")
    assert json.loads(again.out)["moves"][0]["id"] == fault["id"]
    wrong = percorso("today", "--accept", "nothing")
    assert (wrong.code, "[unknown_move]" in wrong.err) == (1, True)
