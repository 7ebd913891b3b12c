from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from percorso.store.proposals import ACCEPTED, OPEN, REJECTED, Proposal, Proposals
from percorso.store.schema import PROPOSALS
from percorso.store.state import State

WHY = ({"column": "dob", "level": "same", "weight": 9.5},)
FIRST = Proposal("1", "user:a", "email:a@x.it", 0.97, WHY)
SECOND = Proposal("2", "user:b", "user:c", 0.99, WHY)


@pytest.fixture(params=["sqlite", "postgresql"])
def proposals(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Proposals]:
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")
    state = State(tmp_path / "state.db", url)
    yield state.proposals
    with state.proposals._writing() as connection:
        connection.execute(PROPOSALS.delete())
    state.close()


def test_the_surest_proposal_comes_first_and_keeps_its_reasons(proposals: Proposals) -> None:
    assert proposals.propose([FIRST, SECOND]) == 2
    found = proposals.all(OPEN)
    assert [(one.id, one.why) for one in found] == [("2", WHY), ("1", WHY)]
    assert all(one.proposed_at > 0 for one in found)


def test_a_new_search_takes_the_place_of_what_is_open(proposals: Proposals) -> None:
    proposals.propose([FIRST])
    assert proposals.propose([SECOND]) == 1
    assert [one.id for one in proposals.all(OPEN)] == ["2"]


def test_what_was_decided_is_not_proposed_again(proposals: Proposals) -> None:
    proposals.propose([FIRST, SECOND])
    proposals.decide("1", REJECTED)
    proposals.decide("2", ACCEPTED)
    assert proposals.propose([FIRST, SECOND]) == 0
    assert [one.id for one in proposals.all(REJECTED)] == ["1"]
    proposals.decide("1", ACCEPTED)
    assert [one.id for one in proposals.all(ACCEPTED)] == ["2"]


def test_no_search_that_finds_nothing_leaves_a_proposal_open(proposals: Proposals) -> None:
    proposals.propose([FIRST])
    assert proposals.propose([]) == 0


def test_whoever_is_erased_stands_in_no_proposal(proposals: Proposals) -> None:
    proposals.propose([FIRST, SECOND])
    proposals.decide("1", REJECTED)
    assert proposals.forget([("email", "a@x.it"), ("user", "nobody")]) == 1
    assert [one.id for one in proposals.all()] == ["2"]
