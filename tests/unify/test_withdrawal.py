from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.identity import KINDS
from percorso.unify.growth import every_link, link_rows
from percorso.unify.identities import NEVER
from percorso.unify.likely import likely_rows
from percorso.unify.rules import DEFAULT_RULES, Likely
from percorso.unify.withdrawal import Words, speakers, withdrawn

Row = dict[str, Any]
Events = Callable[[list[Row]], pa.Table]
Unified = Callable[..., Any]
NO, YES = "cross_device=denied", "cross_device=granted"
TIED: list[Row] = [
    {"anonymous_id": "phone", "user_id": "anna"},
    {"anonymous_id": "laptop", "user_id": "anna"},
    {"anonymous_id": "laptop", "order_id": "1", "name": "Order Completed"},
    {"email": "anna@x.example", "user_id": "anna", "order_id": "1", "name": "Order Completed"},
]
VISITS: list[Row] = [{"anonymous_id": "phone"}, {"anonymous_id": "laptop"}]

numbers = st.integers(-1, 5)
moments = st.one_of(st.just(NEVER), st.integers(0, 3))


def slowly(said: Sequence[tuple[int, int, int, int]], label: Sequence[int]) -> list[bool]:
    """The sentence read literally: somebody's last word, or else a device's own, is a denial."""

    def refused(words: list[tuple[int, int]]) -> bool:
        granted, denied = (max((word[side] for word in words), default=NEVER) for side in (0, 1))
        return denied > NEVER and denied >= granted

    found = []
    for one in range(len(label)):
        theirs = [(yes, no) for of, _, yes, no in said if of >= 0 and label[of] == label[one]]
        own = [(yes, no) for _, on, yes, no in said if on == one]
        found.append(refused(theirs) or refused(own))
    return found


@given(
    st.lists(st.tuples(numbers, numbers, moments, moments), max_size=8),
    st.lists(st.integers(0, 5), min_size=6, max_size=6),
)
def test_the_last_word_of_somebody_and_of_a_device_counts(said: list[Any], label: list[int]) -> None:
    columns = np.array(said, dtype=np.int64).reshape(-1, 4).T
    assert withdrawn(Words(*columns), np.array(label)).tolist() == slowly(said, label)


def people(unified: Unified, table: pa.Table, *rows: int) -> list[str]:
    found = unified(table).owners(table)
    return [found[f"e{row}"] for row in rows]


@pytest.mark.parametrize("place", [0, 2, 4])
def test_who_withdraws_is_tied_to_no_device_from_then_on_and_keeps_the_orders(
    events: Events, unified: Unified, place: int
) -> None:
    made = [*TIED, *VISITS]
    assert len(set(people(unified, events(made), *range(6)))) == 1
    # Whenever the denial arrives, it is the last that anna says.
    made.insert(place, {"user_id": "anna", "consent": NO, "at": 99})
    table = events(made)
    owner = unified(table).owners(table)
    visits = {owner[f"e{row}"] for row, one in enumerate(made) if one in VISITS}
    theirs = {owner[f"e{row}"] for row, one in enumerate(made) if one not in VISITS}
    assert (len(visits), len(theirs), len(visits | theirs)) == (2, 1, 3)


def test_links_of_devices_say_why_they_tie_nobody(events: Events, unified: Unified) -> None:
    known = unified(events([*TIED, {"user_id": "anna", "consent": NO}])).known
    rows = link_rows(known, every_link(known)).to_pylist()
    of_device = {row["status"] for row in rows if "anonymous" in (row["left_kind"], row["right_kind"])}
    assert of_device == {"withdrawn"}
    assert {row["status"] for row in rows if "anonymous" not in (row["left_kind"], row["right_kind"])} == {""}


def test_who_agrees_again_has_their_devices_again_but_for_one_that_itself_denied_it(
    events: Events, unified: Unified
) -> None:
    made = [*TIED, *VISITS, {"anonymous_id": "phone", "consent": NO}]
    phone, laptop, anna = people(unified, events(made), 4, 5, 3)
    assert len({phone, laptop, anna}) == 3
    again = [*made, {"anonymous_id": "laptop", "user_id": "anna", "consent": YES}]
    phone, laptop, anna = people(unified, events(again), 4, 5, 3)
    assert phone != laptop == anna
    both = [*again, {"anonymous_id": "phone", "user_id": "anna", "consent": YES}]
    assert len(set(people(unified, events(both), 4, 5, 3))) == 1


@pytest.mark.parametrize(("name", "whose"), [("Consent Updated", "anna"), ("Page Viewed", "phone")])
def test_a_choice_told_on_a_device_is_its_person_s_and_its_visits_are_its_own(
    events: Events, unified: Unified, name: str, whose: str
) -> None:
    table = events([*TIED, *VISITS, {"anonymous_id": "phone", "name": name, "consent": NO + " marketing=denied"}])
    phone, anna, choice = people(unified, table, 4, 3, 6)
    assert phone != anna
    assert choice == {"anna": anna, "phone": phone}[whose]


def test_a_choice_of_a_device_of_nobody_is_its_own(events: Events, unified: Unified) -> None:
    table = events([{"anonymous_id": "phone"}, {"anonymous_id": "phone", "name": "Consent Updated", "consent": NO}])
    assert len(set(people(unified, table, 0, 1))) == 1
    known = unified(table).known
    alone = np.zeros(1, dtype=np.int32)
    told = np.ones(1, dtype=bool)
    device = np.array([KINDS.index("anonymous")])
    assert speakers(alone, told, told, device, known.first, known.values).tolist() == [0]


def test_what_is_done_on_a_shared_device_by_who_denied_it_is_nobody_s(events: Events, unified: Unified) -> None:
    made = [
        *({"anonymous_id": "till", "user_id": "anna"}, {"anonymous_id": "till"}),
        *({"anonymous_id": "till", "user_id": "bruno"}, {"anonymous_id": "till"}),
    ]
    at = (0, 1, 10**12, 10**12 + 1)
    visits = [{**row, "at": when} for row, when in zip(made, at, strict=True)]
    rules = replace(DEFAULT_RULES, max_customers={"anonymous": 1})

    def owners(*more: Row) -> dict[str, str]:
        table = events([*visits, *more])
        found: dict[str, str] = unified(table, rules=rules).owners(table)
        return found

    free = owners()
    assert (free["e0"], free["e2"]) == (free["e1"], free["e3"])
    refused = owners({"user_id": "anna", "consent": NO, "at": 2 * 10**12})
    assert (refused["e0"], refused["e2"]) == (free["e0"], free["e2"])
    assert refused["e3"] == free["e3"]
    assert refused["e1"] not in (free["e0"], free["e2"])


def test_no_likely_pair_ties_a_device_that_is_not_to_be_tied(events: Events, unified: Unified) -> None:
    rules = replace(DEFAULT_RULES, likely=(Likely("anonymous:phone", "user:anna", 0.99, 0),))
    for consent, count in ((YES, 1), (NO, 2)):
        table = events([{"anonymous_id": "phone", "consent": consent}, {"user_id": "anna"}])
        found = unified(table, rules=rules)
        assert len(set(found.owners(table).values())) == count
        known = found.known
        rows = likely_rows(known.rank, known.values, known.customer, known.apart, rules).to_pylist()
        assert [row["status"] for row in rows] == [{1: "", 2: "withdrawn"}[count]]
