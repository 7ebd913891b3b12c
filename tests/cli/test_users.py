from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("cheap_passwords", "shop")
Run = Callable[..., Any]
ANNA = "anna@shop.example"


@pytest.fixture
def create(percorso: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    def made(email: str, role: str, *more: str, typed: str = "correct horse\n") -> Any:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        return percorso("users", "create", email, "--role", role, "--password-stdin", *more)

    return made


def test_an_account_is_made_changed_and_listed(create: Run, percorso: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "No account yet" in percorso("users", "list").out
    assert create(ANNA, "owner").out == f"{ANNA} may log in as owner.\n"
    made = json.loads(create("bea@shop.example", "viewer", "--format", "json").out)
    assert (made["role"], made["personal_data"], made["enabled"]) == ("viewer", False, True)
    for change in (("set-role", "--role", "analyst"), ("grant",), ("disable",)):
        assert percorso("users", change[0], "bea@shop.example", *change[1:]).code == 0
    told = percorso("users", "list").out
    assert told == f"{ANNA}: owner, sees personal data\nbea@shop.example: analyst, sees personal data, let in no more\n"
    monkeypatch.setattr("sys.stdin", io.StringIO("another horse\r\n"))
    assert percorso("users", "set-password", "bea@shop.example", "--password-stdin").code == 0
    for verb in ("enable", "revoke"):
        assert percorso("users", verb, "bea@shop.example").code == 0
    listed = json.loads(percorso("users", "list", "--format", "json").out)
    assert [(one["role"], one["personal_data"], one["enabled"]) for one in listed] == [
        ("owner", True, True),
        ("analyst", False, True),
    ]
    actions = [one["action"] for one in json.loads(percorso("audit", "--format", "json").out)]
    assert actions[-2:] == ["user_created", "user_created"]
    assert len(actions) == 8


def test_what_makes_no_account_is_said_with_its_code(create: Run, percorso: Run) -> None:
    assert "[bad_password]" in create(ANNA, "owner", typed="short\n").err
    assert "[bad_email]" in create("anna", "owner").err
    assert create(ANNA, "king").code == 2
    assert "[unknown_user]" in percorso("users", "disable", ANNA).err
    assert create(ANNA, "owner").code == 0
    assert "[user_exists]" in create(ANNA, "owner").err
    assert "[last_owner]" in percorso("users", "disable", ANNA).err


def test_without_an_owner_nothing_is_served_beyond_this_machine(percorso: Run) -> None:
    for verb in ("serve", "web"):
        said = percorso(verb, "--host", "0.0.0.0", "--port", "0")  # noqa: S104
        assert (said.code, said.out) == (1, "")
        assert "[account_needed]" in said.err


def test_a_workspace_that_is_none_has_no_accounts(tmp_path: Path, percorso: Run) -> None:
    assert "[not_a_workspace]" in percorso("users", "list", "--workspace", tmp_path).err
