from __future__ import annotations

from collections.abc import Callable

import pytest

from percorso.core.errors import PercorsoError
from percorso.store.audit import Entry
from percorso.store.state import State
from percorso.store.users import Session, User

DONE = Entry("test", "done")
ANNA = User("anna@shop.example", "owner", True, "hash", 1)


def test_accounts_and_sessions_are_kept_as_they_are_and_every_change_is_noted(state: State) -> None:
    users = state.users
    assert (users.any(), users.find(ANNA.email)) == (False, None)
    users.add(ANNA, DONE)
    assert (users.any(), users.all(), users.find(ANNA.email)) == (True, (ANNA,), ANNA)
    one, other = Session("d1", ANNA.email, 10, 10), Session("d2", ANNA.email, 20, 20)
    users.begin(one, DONE, instead=None, ended_by=(0, 0))
    users.begin(other, DONE, instead="d1", ended_by=(0, 0))
    assert users.of_session("d1") is None
    assert users.of_session("d2") == (other, ANNA)
    users.seen("d2", 30)
    assert users.of_session("d2") == (Session("d2", ANNA.email, 20, 30), ANNA)
    users.end("d2", DONE)
    assert users.of_session("d2") is None
    assert len(state.audit.last(10)) == 4


def test_a_change_that_is_refused_changes_and_notes_nothing(state: State) -> None:
    state.users.add(ANNA, DONE)
    changes: tuple[Callable[[], None], ...] = (
        lambda: state.users.add(ANNA, DONE),
        lambda: state.users.change(ANNA.email, [DONE], disabled_at=5),
        lambda: state.users.change(ANNA.email, [DONE], role="viewer"),
    )
    for refused in changes:
        with pytest.raises(PercorsoError):
            refused()
    assert state.users.all() == (ANNA,)
    assert len(state.audit.last(10)) == 1


def test_an_account_that_is_let_in_no_more_has_no_session(state: State) -> None:
    state.users.add(ANNA, DONE)
    state.users.add(User("bea@shop.example", "owner", False, "hash", 1), DONE)
    state.users.begin(Session("d1", ANNA.email, 10, 10), DONE, instead=None, ended_by=(0, 0))
    state.users.change(ANNA.email, [DONE], disabled_at=5)
    assert state.users.of_session("d1") is None
