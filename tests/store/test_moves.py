from __future__ import annotations

from dataclasses import replace

import pytest

from percorso.store.audit import Entry
from percorso.store.moves import ACCEPTED, LATER, DecidedMove, DecidedMoves
from percorso.store.state import State

MOVE = DecidedMove("a1", ACCEPTED, "Anna", "anna@shop.example", "2026-12-01", {"kind": "cart"}, {"low": 1.5}, {})
ENTRY = Entry("anna@shop.example", "move_accepted", "a1")


@pytest.fixture
def moves(state: State) -> DecidedMoves:
    return state.moves


def test_a_decision_is_kept_whole_with_its_time_and_who_made_it(state: State) -> None:
    made = state.moves.decide(MOVE, ENTRY)
    assert state.moves.all() == (made,)
    assert made == replace(MOVE, decided_at=made.decided_at)
    assert made.decided_at > 0
    ((_, entry),) = state.audit.last(1)
    assert (entry.action, entry.subject) == ("move_accepted", "a1")


def test_a_new_decision_takes_the_place_of_an_open_one_and_may_be_taken_back(moves: DecidedMoves) -> None:
    moves.decide(MOVE, ENTRY)
    moves.decide(replace(MOVE, decision=LATER), ENTRY)
    assert [one.decision for one in moves.all()] == [LATER]
    assert moves.reopen("a1", ENTRY)
    assert moves.all() == ()
    assert not moves.reopen("a1", ENTRY)


def test_what_came_of_a_move_is_noted_once_and_outlives_the_next_decision(moves: DecidedMoves) -> None:
    moves.decide(MOVE, ENTRY)
    moves.checked("a1", {"state": "held"})
    moves.checked("a1", {"state": "missed"})
    moves.decide(MOVE, ENTRY)
    assert not any(one.outcome for one in moves.all()[:1])
    assert moves.reopen("a1", ENTRY)
    ((checked,)) = moves.all()
    assert (checked.outcome, checked.checked_at is not None) == ({"state": "held"}, True)
