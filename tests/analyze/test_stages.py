from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.intervals import rate
from percorso.analyze.stages import CountStages
from percorso.sequence.journeys import STAGES, Journeys


@given(data=st.data())
def test_people_per_stage_equal_the_slow_reference(
    data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop = data.draw(shops)
    question = CountStages()
    found = question.finish(question.map(journeys(shop)))
    assert found.customers == len(shop)
    for row, stage in zip(found.rows, STAGES, strict=True):
        assert row.people == rate(sum(any(one.stage == stage for one in person) for person in shop), len(shop))
        assert row.touchpoints == sum(one.stage == stage for person in shop for one in person)


@given(data=st.data(), cut=st.integers(0, 8))
def test_any_split_into_buckets_gives_the_same_counts(
    data: st.DataObject, cut: int, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop = data.draw(shops)
    question = CountStages()
    parts = [question.map(journeys(part)) for part in (shop[cut:], shop[:cut])]
    assert question.finish(question.combine(*parts)) == question.finish(question.map(journeys(shop)))
