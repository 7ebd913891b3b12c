from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.errors import PercorsoError
from percorso.pipeline.doors import Door
from percorso.pipeline.turns import Turns


def taken(turns: Turns, door: Door) -> bool:
    try:
        turns.take(door)
    except PercorsoError:
        return False
    return True


def door(limit: int | None, source: str = "web") -> Door:
    return Door(source, "shop", frozenset(), limit)


def test_a_minutes_turns_are_there_at_once_and_come_back_evenly() -> None:
    now = [100.0]
    turns = Turns(lambda: now[0])
    assert [taken(turns, door(3)) for _ in range(4)] == [True, True, True, False]
    now[0] += 20
    assert [taken(turns, door(3)) for _ in range(2)] == [True, False]
    with pytest.raises(PercorsoError) as caught:
        turns.take(door(3))
    assert (caught.value.code, caught.value.given["seconds"]) == ("too_many", "20")


def test_each_source_has_its_own_and_one_without_a_limit_any_number() -> None:
    turns = Turns(lambda: 0.0)
    assert taken(turns, door(1))
    assert not taken(turns, door(1))
    assert taken(turns, door(1, "app"))
    assert all(taken(turns, door(None)) for _ in range(1000))


@given(st.integers(1, 50), st.lists(st.floats(0, 30), max_size=300))
def test_no_minute_ever_sees_more_than_twice_the_limit(limit: int, pauses: list[float]) -> None:
    now = [0.0]
    turns = Turns(lambda: now[0])
    at = []
    for pause in pauses:
        now[0] += pause
        if taken(turns, door(limit)):
            at.append(now[0])
    assert all(sum(1 for other in at if one <= other < one + 60) <= 2 * limit for one in at)
