from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from percorso.core.errors import PercorsoError
from percorso.core.settings import Shop, Storage
from percorso.pipeline import accounts
from percorso.pipeline.auditing import audit
from percorso.pipeline.sessions import Sessions
from percorso.store.workspace import Workspace

pytestmark = pytest.mark.usefixtures("cheap_passwords")
WORDS = "correct horse"


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    made = Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))
    accounts.create(made, "Anna@Shop.example ", "owner", WORDS)
    return made


def test_an_account_has_one_name_however_it_is_written(shop: Workspace) -> None:
    assert [one["email"] for one in accounts.listed(shop)] == ["anna@shop.example"]
    with pytest.raises(PercorsoError) as caught:
        accounts.create(shop, "ANNA@shop.example", "viewer", WORDS)
    assert caught.value.code == "user_exists"
    assert "password" not in accounts.listed(shop)[0]


@pytest.mark.parametrize(
    "email", ["", "anna", "anna@", "a b@shop.example", "a@b@c", "x" * 65 + "@shop.example", "a\0@b", "token:a@b"]
)
def test_what_is_no_address_is_refused(shop: Workspace, email: str) -> None:
    with pytest.raises(PercorsoError) as caught:
        accounts.create(shop, email, "viewer", WORDS)
    assert caught.value.code == "bad_email"


def test_personal_data_is_for_owners_and_whoever_it_is_granted_to(shop: Workspace) -> None:
    accounts.create(shop, "bea@shop.example", "analyst", WORDS)
    accounts.create(shop, "carl@shop.example", "viewer", WORDS, personal_data=True)
    accounts.create(shop, "dora@shop.example", "owner", WORDS, personal_data=False)
    assert [one["personal_data"] for one in accounts.listed(shop)] == [True, False, True, False]
    accounts.set_personal_data(shop, "bea@shop.example", granted=True)
    accounts.set_personal_data(shop, "anna@shop.example", granted=False)
    assert [one["personal_data"] for one in accounts.listed(shop)] == [False, True, True, False]


def test_of_several_changes_all_are_made_or_none(shop: Workspace) -> None:
    accounts.create(shop, "bea@shop.example", "viewer", WORDS)
    before, noted = accounts.listed(shop), len(audit(shop))
    for wrong in (
        accounts.Changes("owner", True, "short"),
        accounts.Changes("king", True),
        accounts.Changes("viewer", True),
    ):
        with pytest.raises(PercorsoError):
            accounts.change(shop, "anna@shop.example" if wrong.role == "viewer" else "bea@shop.example", wrong)
    assert (accounts.listed(shop), len(audit(shop))) == (before, noted)
    accounts.change(shop, "bea@shop.example", accounts.Changes("analyst", True, "another horse", False))
    changed = next(one for one in accounts.listed(shop) if one["email"] == "bea@shop.example")
    assert (changed["role"], changed["personal_data"], changed["enabled"]) == ("analyst", True, False)
    done = ["user_disabled", "password_set", "personal_data_granted", "role_set"]
    assert [one["action"] for one in audit(shop, 4)] == done


def test_the_last_owner_stays_one(shop: Workspace) -> None:
    accounts.create(shop, "bea@shop.example", "analyst", WORDS)
    changes: tuple[Callable[[], None], ...] = (
        lambda: accounts.disable(shop, "anna@shop.example"),
        lambda: accounts.set_role(shop, "anna@shop.example", "viewer"),
    )
    for change in changes:
        with pytest.raises(PercorsoError) as caught:
            change()
        assert caught.value.code == "last_owner"
    assert accounts.listed(shop)[0] | {"created_at": ""} == {
        "email": "anna@shop.example",
        "role": "owner",
        "personal_data": True,
        "enabled": True,
        "created_at": "",
    }
    accounts.set_role(shop, "bea@shop.example", "owner")
    accounts.disable(shop, "anna@shop.example")
    assert [(one["role"], one["enabled"]) for one in accounts.listed(shop)] == [("owner", False), ("owner", True)]
    accounts.enable(shop, "anna@shop.example")
    assert accounts.listed(shop)[0]["enabled"]


def test_who_is_disabled_or_has_a_new_password_is_logged_out(shop: Workspace) -> None:
    accounts.create(shop, "bea@shop.example", "owner", WORDS)
    sessions = Sessions(shop)
    changes: tuple[Callable[[], None], ...] = (
        lambda: accounts.set_password(shop, "anna@shop.example", WORDS),
        lambda: accounts.disable(shop, "anna@shop.example"),
    )
    for change in changes:
        token = sessions.log_in("anna@shop.example", WORDS)
        assert sessions.actor(token)
        change()
        assert sessions.actor(token) is None
    accounts.enable(shop, "anna@shop.example")
    assert sessions.actor(token) is None


def test_a_new_role_holds_at_once(shop: Workspace) -> None:
    accounts.create(shop, "bea@shop.example", "owner", WORDS)
    sessions = Sessions(shop)
    token = sessions.log_in("bea@shop.example", WORDS)
    accounts.set_role(shop, "bea@shop.example", "viewer")
    actor = sessions.actor(token)
    assert actor is not None
    assert (actor.role, actor.may("manage")) == ("viewer", False)


@pytest.mark.parametrize("change", [accounts.disable, accounts.enable])
def test_an_account_that_is_not_there_names_the_nearest(shop: Workspace, change: object) -> None:
    with pytest.raises(PercorsoError, match=r"Did you mean 'anna@shop\.example'") as caught:
        change(shop, "ana@shop.example")  # type: ignore[operator]
    assert caught.value.code == "unknown_user"


def test_without_an_owner_who_is_let_in_nobody_beyond_this_machine_is_served(tmp_path: Path, shop: Workspace) -> None:
    empty = Workspace.create(tmp_path / "empty", Shop(), Storage(buckets=2))
    accounts.create(empty, "bea@shop.example", "viewer", WORDS)
    with pytest.raises(PercorsoError) as caught:
        accounts.require_owner(empty, "0.0.0.0")  # noqa: S104  (the address that is refused)
    assert caught.value.code == "account_needed"
    accounts.require_owner(shop, "0.0.0.0")  # noqa: S104


def test_every_change_is_in_the_audit_log_and_no_password(shop: Workspace) -> None:
    accounts.create(shop, "bea@shop.example", "viewer", WORDS)
    accounts.set_role(shop, "bea@shop.example", "analyst")
    accounts.set_personal_data(shop, "bea@shop.example", granted=True)
    accounts.set_personal_data(shop, "bea@shop.example", granted=False)
    accounts.set_password(shop, "bea@shop.example", "another horse")
    accounts.disable(shop, "bea@shop.example")
    accounts.enable(shop, "bea@shop.example")
    found = audit(shop)
    assert [one["action"] for one in reversed(found)] == [
        *("user_created", "user_created", "role_set", "personal_data_granted", "personal_data_revoked"),
        *("password_set", "user_disabled", "user_enabled"),
    ]
    assert {one["actor"] for one in found} == {"command line"}
    assert "horse" not in str(found)
    assert "argon2" not in str(found)
