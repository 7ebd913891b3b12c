import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence.journeys import Journeys
from percorso.sequence.units import first_known, grouped, longer, longs, owners, units

PEOPLE = st.lists(st.lists(st.integers(-1, 3), max_size=8), max_size=6)


def journeys_of(people: list[list[int]]) -> Journeys:
    session = np.array([own for person in people for own in person], np.int32)
    offsets = np.concatenate([[0], np.cumsum([len(person) for person in people])]).astype(np.int64)
    return Journeys(np.arange(len(people), dtype=np.uint64), offsets, {"session": session})


@given(PEOPLE)
def test_rows_share_a_unit_when_person_and_number_are_the_same(people: list[list[int]]) -> None:
    journeys = journeys_of(people)
    of = units(journeys, "session")
    names = [(place, own) for place, person in enumerate(people) for own in person]
    for row, name in enumerate(names):
        assert (of.of_row[row] == -1) == (name[1] == -1)
        for other, another in enumerate(names):
            if name[1] >= 0:
                assert (of.of_row[row] == of.of_row[other]) == (name == another)
        if name[1] >= 0:
            assert of.owner[of.of_row[row]] == name[0]


@given(PEOPLE)
def test_grouped_rows_keep_their_order(people: list[list[int]]) -> None:
    of = units(journeys_of(people), "session")
    offsets, rows = grouped(of)
    assert len(offsets) == len(of.owner) + 1
    for unit in range(len(of.owner)):
        assert rows[offsets[unit] : offsets[unit + 1]].tolist() == np.flatnonzero(of.of_row == unit).tolist()


@given(PEOPLE)
def test_the_first_known_value_is_the_first_in_row_order(people: list[list[int]]) -> None:
    journeys = journeys_of(people)
    own = longs(journeys, "session")
    found = first_known(owners(journeys), journeys.customers, own, own >= 1)
    assert found.tolist() == [next((one for one in person if one >= 1), -1) for person in people]


def test_the_longer_dictionary_holds_the_shorter() -> None:
    assert longer(("a",), ("a", "b")) == longer(("a", "b"), ("a",)) == ("a", "b")
