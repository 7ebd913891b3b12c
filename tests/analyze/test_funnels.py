from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.funnel_steps import read_steps
from percorso.analyze.funnels import CountFunnel, Funnel, funnel
from percorso.analyze.intervals import wilson
from percorso.core.errors import PercorsoError
from percorso.journeys import from_table
from percorso.sequence.journeys import Journeys

DAY = 86_400_000_000
STEPS = ("land", "cart", "order")


def asked(journeys: Journeys, *steps: str, **options: Any) -> Funnel:
    question = CountFunnel(read_steps(steps), **options)
    return question.finish(question.map(journeys))


def best_run(rows: Any, steps: tuple[str, ...], within: int) -> list[Any]:
    """The slow, obvious way: try every first step, then take each next one as early as it comes.

    Of the tries that come farthest the earliest counts.
    """
    best: list[Any] = []
    for begin, first in enumerate(rows):
        if first.step != steps[0]:
            continue
        taken = [first]
        for row in rows[begin + 1 :]:
            if len(taken) < len(steps) and row.step == steps[len(taken)] and row.at - first.at <= within:
                taken.append(row)
        best = max(best, taken, key=len)
    return best


def units_of(shop: Any, unit: str) -> list[Any]:
    if unit == "customer":
        return list(shop)
    return [
        [row for row in person if row.session == session]
        for person in shop
        for session in sorted({row.session for row in person if row.session >= 0})
    ]


@pytest.mark.parametrize("unit", ["customer", "session"])
@pytest.mark.parametrize("by", [None, "device", "landing", "channel"])
@given(data=st.data())
def test_funnels_equal_the_slow_reference(
    unit: Any, by: str | None, data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop = data.draw(shops)
    found = asked(journeys(shop), *STEPS, within=timedelta(days=5), by=by, unit=unit)
    reached: dict[str, list[int]] = {}
    for rows in units_of(shop, unit):
        run = best_run(rows, STEPS, 5 * DAY)
        group = next((getattr(row, by) for row in run if getattr(row, by)), "") if by else ""
        if run:
            reached.setdefault(group, []).append(len(run))
    everybody = [best for runs in reached.values() for best in runs]
    assert [step.customers for step in found.steps] == [sum(best >= one for best in everybody) for one in (1, 2, 3)]
    groups = {group: [sum(best >= one for best in runs) for one in (1, 2, 3)] for group, runs in reached.items()}
    assert {one.subject: [step.customers for step in one.steps] for one in found.groups} == (groups if by else {})


def test_rates_are_of_those_who_entered_and_of_the_step_before(written: Callable[..., Journeys]) -> None:
    def person(*steps: str) -> list[dict[str, object]]:
        return [{"day": day, "step": step} for day, step in enumerate(steps)]

    shop = written(
        person("land", "cart", "order"), person("land", "cart"), person("land"), person("land"), person("cart")
    )
    steps = asked(shop, *STEPS).steps
    assert [(step.name, step.customers, step.rate) for step in steps] == [
        ("land", 4, 1.0),
        ("cart", 2, 0.5),
        ("order", 1, 0.25),
    ]
    assert (steps[2].low, steps[2].high) == wilson(1, 4)
    assert (steps[2].rate_from_previous, steps[2].previous_low, steps[2].previous_high) == (0.5, *wilson(1, 2))


def test_nobody_entering_has_no_rate(written: Callable[..., Journeys]) -> None:
    found = asked(written([{"day": 0, "step": "cart"}]), *STEPS)
    assert [(step.customers, step.rate) for step in found.steps] == [(0, None)] * 3


def test_a_name_that_never_occurs_is_reached_by_nobody(written: Callable[..., Journeys]) -> None:
    shop = written([{"day": 0, "name": "Page Viewed"}])
    assert [step.customers for step in asked(shop, "Page Viewed", "Flown", column="name").steps] == [1, 0]


@pytest.mark.parametrize("steps", [(), ("land",) * 65])
def test_no_steps_or_too_many_are_refused(steps: tuple[str, ...]) -> None:
    with pytest.raises(PercorsoError) as caught:
        CountFunnel(read_steps(steps))
    assert caught.value.code == "bad_steps"


def test_what_says_nothing_of_itself_lies_between_no_two_steps_as_in_transitions() -> None:
    rows = pa.table({"customer_id": ["a"] * 3, "at": [0, 60, 120], "event": ["A", None, "B"]})
    found = funnel(from_table(rows), ["A", "B"], order="strict")
    assert [step.customers for step in found.steps] == [1, 1]


def test_a_time_below_zero_is_refused_and_one_beyond_all_is_no_bound() -> None:
    journeys = from_table(pa.table({"customer_id": ["a", "a"], "at": [0, 60], "event": ["A", "B"]}))
    assert funnel(journeys, ["A", "B"], within=timedelta.max).steps[1].customers == 1
    with pytest.raises(PercorsoError) as refused:
        funnel(journeys, ["A", "B"], within=timedelta(days=-1))
    assert refused.value.code == "bad_duration"


def test_times_are_told_by_their_nearest_second_and_their_mean_exactly() -> None:
    moments = {"a": (0.0, 0.9), "b": (0.1, 1.9), "c": (0.0, 30.4)}
    rows = [(who, at, name) for who, ends in moments.items() for at, name in zip(ends, "AB", strict=True)]
    columns = zip(*rows, strict=True)
    table = pa.table(dict(zip(("customer_id", "at", "event"), map(list, columns), strict=True)))
    (_, last) = funnel(from_table(table), ["A", "B"]).steps
    assert last.time is not None
    assert (last.time.median, last.mean) == (timedelta(seconds=2), timedelta(seconds=33.1) / 3)
