from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze import transitions as module
from percorso.analyze.transitions import Transitions, TransitionsResult
from percorso.sequence.journeys import Journeys


def asked(journeys: Journeys, by: Any, unit: Any) -> TransitionsResult:
    question = Transitions(by, unit)
    return question.finish(question.map(journeys))


def ways_of(shop: Any, by: str, unit: str) -> list[list[str]]:
    ways = []
    for person in shop:
        sessions = sorted({row.session for row in person if row.session >= 0})
        parts = [person] if unit == "customer" else [[row for row in person if row.session == one] for one in sessions]
        ways += [[getattr(row, by) for row in part if getattr(row, by)] for part in parts]
    return ways


@pytest.mark.parametrize("square", [2048, 0])
@pytest.mark.parametrize(("by", "unit"), [("name", "customer"), ("stage", "customer"), ("step", "session")])
@given(data=st.data())
def test_transitions_equal_the_slow_reference(
    square: int, by: str, unit: str, data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop = data.draw(shops)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_SQUARE", square)
        found = asked(journeys(shop), by, unit)
    ways = ways_of(shop, by, unit)
    assert {(one.start, one.end): one.count for one in found.transitions} == Counter(
        pair for way in ways for pair in pairwise(way)
    )
    assert {(one.start, one.end): one.units for one in found.transitions} == Counter(
        pair for way in ways for pair in set(pairwise(way))
    )
    assert dict(found.starts) == Counter(way[0] for way in ways if way)
    assert dict(found.ends) == Counter(way[-1] for way in ways if way)


def test_a_loop_is_kept_and_the_most_frequent_comes_first(written: Callable[..., Journeys]) -> None:
    names = ["Page Viewed", "Page Viewed", "Page Viewed", "Email Opened"]
    found = asked(written([{"day": day, "name": name} for day, name in enumerate(names)]), "name", "customer")
    assert [(one.start, one.end, one.count) for one in found.transitions] == [
        ("Page Viewed", "Page Viewed", 2),
        ("Page Viewed", "Email Opened", 1),
    ]
