from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.timing import SegmentTiming, Timing, TimingResult
from percorso.sequence.journeys import Journeys

DAY = 86_400_000_000
AS_OF = 60


def asked(journeys: Journeys, by: Any = None) -> TimingResult:
    question = Timing(AS_OF * DAY, by=by)
    return question.finish(question.map(journeys))


def cycles_of(shop: Any) -> list[Any]:
    """The cycles that ended in an order, or began at least 30 days before."""
    found = []
    for person in shop:
        for cycle in sorted({row.cycle for row in person}):
            rows = [row for row in person if row.cycle == cycle]
            if any(row.role == "order" for row in rows) or AS_OF * DAY - rows[0].at >= 30 * DAY:
                found.append(rows)
    return found


def first(rows: Any, field: str, value: str) -> int | None:
    if field == "deciding":
        return next((row.at for row in rows if row.stage == value and row.role != "order"), None)
    return next((row.at for row in rows if getattr(row, field) == value), None)


def check(found: SegmentTiming, cycles: list[Any]) -> None:
    """The slow, obvious way: look up each cycle's first moments."""
    assert found.cycles == len(cycles)
    fields = [
        (("stage", "awareness"), ("stage", "consideration")),
        (("stage", "consideration"), ("stage", "decision")),
        (("deciding", "decision"), ("role", "order")),
        (("stage", "decision"), ("stage", "retention")),
        (("stage", "retention"), ("stage", "advocacy")),
        (("role", "touch"), ("role", "order")),
    ]
    for passage, (start, end) in zip(found.passages, fields, strict=True):
        moments = [(first(rows, *start), first(rows, *end)) for rows in cycles]
        reached = [pair for pair in moments if pair[0] is not None]
        assert (passage.went_on.n, passage.went_on.successes) == (
            len(reached),
            sum(pair[1] is not None for pair in reached),
        )
        times = sorted(
            later - sooner for sooner, later in reached if sooner is not None and later is not None and later >= sooner
        )
        assert passage.times.n == len(times)
        expected = timedelta(microseconds=times[(len(times) + 1) // 2 - 1]) if times else None
        assert passage.times.median == expected


@pytest.mark.parametrize("by", [None, "channel", "device"])
@given(data=st.data())
def test_passages_equal_the_slow_reference(
    by: str | None, data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop = data.draw(shops)
    found = asked(journeys(shop), by)
    cycles = cycles_of(shop)
    check(found.whole, cycles)
    segments: dict[str, list[Any]] = {}
    for rows in cycles if by else ():
        segments.setdefault(next((getattr(row, str(by)) for row in rows if getattr(row, str(by))), ""), []).append(rows)
    assert {one.subject for one in found.segments} == set(segments)
    for one in found.segments:
        check(one, segments[one.subject])


def test_a_young_open_cycle_may_yet_go_on_and_is_not_counted(written: Callable[..., Journeys]) -> None:
    shop = written(
        [{"day": 31, "stage": "awareness"}],
        [{"day": 30, "stage": "awareness"}],
        [{"day": 0, "stage": "awareness"}, {"day": 2, "stage": "consideration"}],
    )
    passage = asked(shop).whole.passages[0]
    assert (passage.start, passage.end) == ("awareness", "consideration")
    assert (passage.went_on.successes, passage.went_on.n) == (1, 2)
    assert passage.times.median == timedelta(days=2)


def test_the_last_passage_is_the_whole_way(written: Callable[..., Journeys]) -> None:
    way = asked(written([{"day": 1}, {"day": 4, "role": "order"}, {"day": 9, "role": "after"}])).whole.passages[-1]
    assert (way.start, way.end, way.times.median) == ("touch", "order", timedelta(days=3))


def test_an_order_is_gone_on_to_from_decision_and_is_no_decision_of_its_own(written: Callable[..., Journeys]) -> None:
    checkout = {"day": 0, "role": "step", "stage": "decision"}
    order = {"day": 1, "role": "order", "stage": "decision"}
    found = asked(written([checkout, order], *[[checkout]] * 2, [order])).whole
    passage = next(one for one in found.passages if (one.start, one.end) == ("decision", "order"))
    assert (passage.went_on.successes, passage.went_on.n) == (1, 3)
