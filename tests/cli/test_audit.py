from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("shop")
Run = Callable[..., Any]


def test_the_newest_is_told_first_and_older_ones_page_by_page(percorso: Run) -> None:
    assert percorso("audit").out == "Nothing has been noted yet.\n"
    for name in ("a", "b", "c"):
        assert percorso("tokens", "create", name, "--scope", "read").code == 0
    newest = json.loads(percorso("audit", "--limit", "2", "--format", "json").out)
    assert [one["subject"] for one in newest] == ["c", "b"]
    older = percorso("audit", "--before", str(newest[-1]["id"])).out
    assert older.endswith(" command line token_created a\n")
    assert older.count("\n") == 1
