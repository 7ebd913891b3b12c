"""A whole errand: who is this, why, what was set aside, and taking a link back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def calls() -> str:
    at = "2026-03-0{}T10:00:00Z"
    told = [
        {"type": "page", "anonymousId": "phone", "timestamp": at.format(1)},
        {"type": "identify", "anonymousId": "phone", "userId": "anna", "timestamp": at.format(2)}
        | {"traits": {"email": "anna@x.example", "city": "Parma"}},
        {"type": "page", "anonymousId": "tablet", "userId": "anna", "timestamp": at.format(3)},
        {"type": "page", "anonymousId": "tablet", "userId": "bruno", "timestamp": at.format(4)},
    ]
    return "".join(json.dumps(one) + "\n" for one in told)


def test_who_is_who_is_shown_questioned_and_taken_back(
    shop: Path, percorso: Run, write: Callable[[str, str], Path]
) -> None:
    assert shop.exists()
    assert percorso("import", "segment", write("calls.jsonl", calls())).code == 0
    assert percorso("build").code == 0
    person = json.loads(percorso("person", "anna@x.example", "--format", "json").out)
    assert {"customer_id", "identifiers", "links", "timeline", "traits", "traits_from", "computed"} <= set(person)
    assert {"kind": "anonymous", "value": "phone"} in person["identifiers"]
    assert {one["kind"] for one in person["links"]} == {"login", "email"}
    shown = percorso("person", "anna", "--language", "it").out
    assert "Parma" in shown
    assert "Una pagina vista" in shown
    why = json.loads(percorso("identity", "why", "phone", "anna@x.example", "--format", "json").out)
    assert why["same"]
    assert len(why["chain"]) == 2
    assert "Shared device" in percorso("identity", "why", "anna", "bruno").out
    assert "Dispositivo condiviso" in percorso("identity", "audit", "--language", "it").out
    assert percorso("identity", "unlink", "anna", "anna@x.example").code == 0
    assert percorso("build").code == 0
    assert percorso("identity", "why", "anna", "anna@x.example").out.startswith("Two people.")
    assert percorso("identity", "block", "anonymous:tablet").code == 0
    found = json.loads(percorso("identity", "audit", "--format", "json").out)
    assert [one["kind"] for one in found["decisions"]] == ["unlink", "block"]
    refused = percorso("identity", "unlink", "phone", "bruno")
    assert (refused.code, "no_such_link" in refused.err) == (1, True)
    strict = json.loads(percorso("person", "anna", "--identity", "strict", "--format", "json").out)
    assert strict["customer_id"] == person["customer_id"]
    assert percorso("segments", "create", "parma", "trait.city=Parma").code == 0
    shown = json.loads(percorso("segments", "show", "parma", "--identity", "strict").out)
    assert shown["total"] == 1
    today = json.loads(percorso("today", "--identity", "strict", "--format", "json").out)
    assert "moves" in today
    paths = json.loads(percorso("paths", "--identity", "strict", "--format", "json").out)
    assert [one["count"] for one in paths["starts"]] == [2]
    assert json.loads(percorso("identity", "levels", "--format", "json").out) == {"channels": []}
