from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

TRAITS = {
    "firstName": "Mario",
    "lastName": "Rossi",
    "birthday": "1980-05-12",
    "address": {"street": "Via Roma 12", "postalCode": "40121"},
}


@pytest.mark.usefixtures("shop")
def test_customers_are_proposed_reviewed_and_tied(tmp_path: Path, percorso: Callable[..., Any]) -> None:
    calls = [
        {
            "type": "identify",
            "userId": user,
            "traits": {**TRAITS, "lastName": name},
            "timestamp": "2026-03-01T10:00:00Z",
        }
        for user, name in (("a", "Rossi"), ("b", "Rosi"))
    ]
    (tmp_path / "crm.jsonl").write_text("".join(json.dumps(call) + "\n" for call in calls))
    assert percorso("import", "segment", tmp_path / "crm.jsonl").code == 0
    assert percorso("build").code == 0
    assert percorso("identity", "propose").out.endswith(": 1\n")
    assert percorso("identity", "propose", "--language", "it").out.startswith("Coppie da esaminare")
    (pair,) = json.loads(percorso("identity", "review", "list", "--format", "json").out)
    assert "lastName a typing error apart" in percorso("identity", "review", "list").out
    assert percorso("identity", "review", "accept", pair["id"]).code == 0
    assert "1 customer" in percorso("build").out
    assert "[unknown_proposal]" in percorso("identity", "review", "reject", pair["id"]).err


def test_the_group_names_its_verbs(percorso: Callable[..., Any]) -> None:
    said = percorso("identity", "--help").out
    assert all(verb in said for verb in ("match", "propose", "review"))
