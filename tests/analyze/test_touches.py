from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.touches import CountTouches
from percorso.sequence.journeys import Journeys

DAY = 86_400_000_000


@pytest.mark.parametrize("by", ["channel", "campaign"])
@given(data=st.data())
def test_contacts_equal_the_slow_count_however_customers_are_split(
    by: Literal["channel", "campaign"], data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop = data.draw(shops)
    since, until = data.draw(st.none() | st.integers(0, 5)), data.draw(st.none() | st.integers(3, 9))
    moments = tuple(None if day is None else day * DAY for day in (since, until))
    slow = Counter(
        getattr(row, by)
        for person in shop
        for row in person
        if row.role == "touch"
        and getattr(row, by) is not None
        and (moments[0] is None or row.at >= moments[0])
        and (moments[1] is None or row.at < moments[1])
    )
    question = CountTouches(by, *moments)
    halves = [question.map(journeys(part)) for part in (shop[::2], shop[1::2])]
    assert question.finish(question.combine(*halves)) == slow
