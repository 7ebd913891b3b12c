from collections.abc import Callable

import pytest

from percorso.analyze.attribution import Terms, credit
from percorso.sequence.journeys import Journeys


def test_first_and_last_earn_forty_percent_each(nine: Journeys) -> None:
    # A opens and closes: 3 alone, 1.5 of each pair, 1.2 of each three.
    earned = {row.subject: row.value for row in credit(nine, "position_based").rows}
    assert earned == pytest.approx(
        {"A": 3 + 3 * 1.5 + 3 * 1.2, "B": 3 + 2 * 1.5 + 1.2 + 2 * 0.6, "C": 3 + 1.5 + 2 * 1.2 + 0.6, "": 0}
    )
    assert sum(earned.values()) == pytest.approx(27)


def test_credits_of_ways_taken_by_several_people(three: Journeys) -> None:
    earned = {row.subject: row.conversions for row in credit(three, "position_based").rows}
    assert earned == pytest.approx({"search": 3.5, "email": 3.5, "direct": 2, "social": 1, "": 0})


@pytest.mark.parametrize(("first", "last", "x", "y"), [(0.4, 0.4, 5, 5), (0.3, 0.7, 3, 7), (0.0, 1.0, 0, 10)])
def test_of_two_touches_each_earns_by_its_weight(
    first: float, last: float, x: float, y: float, of_paths: Callable[..., Journeys]
) -> None:
    found = credit(of_paths([(("x", "y"), 10, 0)]), "position_based", terms=Terms(first=first, last=last))
    assert {row.subject: row.conversions for row in found.rows} == pytest.approx({"x": x, "y": y, "": 0})
