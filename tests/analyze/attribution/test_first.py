import pytest

from percorso.analyze.attribution import credit
from percorso.sequence.journeys import Journeys


def test_the_first_touch_of_each_way_earns_all(nine: Journeys) -> None:
    earned = {row.subject: (row.conversions, row.value) for row in credit(nine, "first").rows}
    assert earned == {"A": (3, 9), "B": (3, 9), "C": (3, 9), "": (0, 0)}


def test_credits_of_ways_taken_by_several_people(three: Journeys) -> None:
    earned = {row.subject: row.conversions for row in credit(three, "first").rows}
    assert earned == pytest.approx({"search": 8, "direct": 2, "email": 0, "social": 0, "": 0})
