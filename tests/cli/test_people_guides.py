"""What the guides of identity and privacy tell people to type does what they say, on a shop that knows Anna."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
GUIDES = Path(__file__).parents[2] / "docs" / "guides"
# Lines of a block, fenced or indented, and inline commands that name somebody or show something.
COMMAND = re.compile(r"^(?: {4})?percorso ([a-z].*)$|`percorso (identity levels)`", re.MULTILINE)


def commands(guide: str) -> list[str]:
    """Every command of a guide, in order, without the remark beside it."""
    found = COMMAND.findall((GUIDES / guide).read_text(encoding="utf-8"))
    return [(block or inline).split("  #")[0].strip() for block, inline in found]


@pytest.fixture
def known(shop: Path, percorso: Run) -> Path:
    at = "2026-03-0{}T10:00:00Z"
    order = {"order_id": "1001", "total": 40, "currency": "EUR"}
    calls = [
        {"type": "page", "anonymousId": "phone", "timestamp": at.format(1)},
        {"type": "identify", "anonymousId": "phone", "userId": "anna", "timestamp": at.format(2)}
        | {"traits": {"email": "anna@shop.example"}},
        {"type": "track", "event": "Order Completed", "userId": "anna", "timestamp": at.format(3), "properties": order},
        {"type": "page", "anonymousId": "till-1", "userId": "bruno", "timestamp": at.format(4)},
    ]
    Path("calls.jsonl").write_text("".join(json.dumps(one) + "\n" for one in calls), encoding="utf-8")
    assert percorso("import", "segment", "calls.jsonl").code == 0
    assert percorso("build").code == 0
    return shop


def test_the_worked_example_of_identity_works(known: Path, percorso: Run) -> None:
    assert known.exists()
    typed = commands("identity.md")
    assert {line.split()[1] for line in typed if line.startswith("identity")} >= {"why", "audit", "unlink", "levels"}
    for line in typed:
        ended = percorso(*shlex.split(line))
        assert (ended.code, ended.err) == (0, ended.err), (line, ended.err)
    assert percorso("identity", "why", "anna", "anna@shop.example").out.startswith("Two people.")


def test_what_the_guide_of_privacy_lets_people_type_forgets_anna_also_in_the_copy(
    known: Path, percorso: Run, tmp_path: Path
) -> None:
    places = {"FOLDER": "export", "/backups/monday": "copy", "NEW_FOLDER": "again", "WORKSPACE": str(known)}
    typed = [[places.get(word, word) for word in shlex.split(line)] for line in commands("privacy.md")]
    verbs = [" ".join(line[:2]) if line[0] == "privacy" else line[0] for line in typed]
    assert {"privacy export", "privacy erase", "privacy restrict", "backup", "restore"} <= set(verbs)
    # The guide lists what there is; whoever is erased can be asked nothing any more.
    last = {"privacy erase": 1, "restore": 2}
    for verb, line in sorted(zip(verbs, typed, strict=True), key=lambda one: last.get(one[0], 0)):
        ended = percorso(*line)
        assert ended.code == 0, (verb, ended.err)
    assert "anna@shop.example" in (tmp_path / "export" / "events.jsonl").read_text(encoding="utf-8")
    for workspace in (known, tmp_path / "again"):
        gone = percorso("person", "anna@shop.example", "--workspace", workspace)
        assert (gone.code, "unknown_person" in gone.err) == (1, True)
