from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("shop")
Run = Callable[..., Any]


def test_a_token_is_made_listed_and_revoked(percorso: Run) -> None:
    made = percorso("tokens", "create", "reports", "--scope", "read", "--format", "json")
    told = json.loads(made.out)
    assert set(told) == {"token"}
    assert percorso("tokens", "create", "all", "--scope", "manage", "--scope", "read", "--expires", "90d").code == 0
    assert percorso("tokens", "list").out == (
        "reports: read (last used: never)\nall: read, manage (last used: never)\n"
    )
    assert percorso("tokens", "revoke", "reports").code == 0
    listed = json.loads(percorso("tokens", "list", "--format", "json").out)
    assert [(one["name"], one["enabled"], one["expires_at"] is None) for one in listed] == [
        ("reports", False, True),
        ("all", True, False),
    ]
    assert told["token"] not in str(listed)
    newest = json.loads(percorso("audit", "--limit", "1", "--format", "json").out)
    assert [one["action"] for one in newest] == ["token_revoked"]


def test_what_makes_no_token_is_said(percorso: Run) -> None:
    assert "No token yet" in percorso("tokens", "list").out
    assert percorso("tokens", "create", "reports").code == 2
    assert percorso("tokens", "create", "reports", "--scope", "everything").code == 2
    assert "[bad_duration]" in percorso("tokens", "create", "reports", "--scope", "read", "--expires", "90").err
    assert "[unknown_token]" in percorso("tokens", "revoke", "reports").err
