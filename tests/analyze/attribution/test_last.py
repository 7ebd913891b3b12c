import pytest

from percorso.analyze.attribution import credit
from percorso.sequence.journeys import Journeys


def test_the_last_touch_of_each_way_earns_all(nine: Journeys) -> None:
    earned = {row.subject: (row.conversions, row.value) for row in credit(nine, "last").rows}
    assert earned == {"A": (5, 15), "B": (2, 6), "C": (2, 6), "": (0, 0)}


def test_credits_of_ways_taken_by_several_people(three: Journeys) -> None:
    earned = {row.subject: row.conversions for row in credit(three, "last").rows}
    assert earned == pytest.approx({"email": 8, "direct": 2, "search": 0, "social": 0, "": 0})
