"""Funnels against the published cases of another product: facts, read from beside the checkout."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from percorso.analyze.funnels import CountFunnel, Exclusion, Funnel, Step, dropped
from percorso.core.errors import PercorsoError
from percorso.journeys import from_table
from percorso.sequence.journeys import Journeys

ROOT = Path(__file__).parents[2]
CASES = ROOT.parent / "shared" / "data" / "peer_cases" / "posthog" / "funnel_cases.json"
ATTRIBUTIONS = {"first_touch": "first", "last_touch": "last", "all_events": "all", "step": "step"}


def cases() -> list[Any]:
    if not CASES.exists():
        return [pytest.param(None, marks=pytest.mark.skip("the peer's cases are not beside this checkout"))]
    return [pytest.param(one, id=one["id"]) for one in json.loads(CASES.read_text())["cases"]]


def rows_of(case: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the case's rows; of events that count once a person, later ones get a name that no step has."""
    grouped = case.get("aggregate_by")
    first, last = case.get("date_from", "0001"), case.get("date_to", "9999")
    seen: set[tuple[str, str]] = set()
    rows = []
    for event in sorted(case["events"], key=lambda event: event["timestamp"]):
        person = str(event["properties"][grouped.removeprefix("properties.")] if grouped else event["person"])
        own = {name: str(value) for name, value in event["properties"].items()}
        again = (person, event["event"]) in seen
        seen.add((person, event["event"]))
        if first <= event["timestamp"][:10] <= last:
            rows.append(
                {"customer_id": person, "at": event["timestamp"], "event": event["event"], "again": again, **own}
            )
    return rows


def asked(case: dict[str, Any]) -> CountFunnel:
    def where(one: dict[str, Any]) -> tuple[tuple[str, str], ...]:
        once = (("again", "false"),) if one.get("first_time_for_user") else ()
        return (*((name, str(value)) for name, value in one.get("where", {}).items()), *once)

    steps = [
        Step(one["event"] or "anything", None if one["event"] is None else (one["event"],), where(one))
        for one in case["steps"]
    ]
    exclusions = [
        Exclusion(one["event"], one["from_step"], one["to_step"], where(one)) for one in case.get("exclusions", ())
    ]
    broken = case.get("breakdown", {})
    return CountFunnel(
        tuple(steps),
        timedelta(**{case["window"]["unit"] + "s": case["window"]["value"]}),
        case["order"],
        tuple(exclusions),
        broken.get("property"),
        ATTRIBUTIONS[broken.get("attribution", "first_touch")],  # type: ignore[arg-type]
        broken.get("step", 0),
        tuple(case.get("filter_all_events", {}).items()),
        column="name",
    )


def journeys_of(case: dict[str, Any]) -> Journeys:
    rows = rows_of(case)
    named = sorted({name for row in rows for name in row} - {"customer_id", "at", "event"})
    wanted = {name for one in (*case["steps"], *case.get("exclusions", ())) for name in one.get("where", {})}
    names = sorted({*named, *wanted, *case.get("filter_all_events", {})})
    table = pa.table(
        {name: pa.array([row.get(name) for row in rows]) for name in ("customer_id", "at", "event", *names)}
    )
    return from_table(table, properties=names)


@pytest.mark.parametrize("case", cases())
def test_a_funnel_is_the_peers(case: dict[str, Any]) -> None:
    expected = case["expected"]
    if "error" in expected:
        with pytest.raises(PercorsoError) as refused:
            asked(case)
        assert refused.value.code == "bad_exclusion"
        return
    question, journeys = asked(case), journeys_of(case)
    found: Funnel = question.finish(question.map(journeys))
    counts = [step.customers for step in found.steps]
    assert counts == expected.get("step_counts", counts)
    assert counts[0] == expected.get("first_step_count", counts[0])
    assert counts[-1] == expected.get("last_step_count", counts[-1])
    for step, mean in zip(found.steps, expected.get("average_conversion_time_s", ()), strict=False):
        assert mean is None or (step.mean is not None and step.mean.total_seconds() == mean)
    for step, median in zip(found.steps, expected.get("median_conversion_time_s", ()), strict=False):
        assert median is None or (step.time and step.time.median and step.time.median.total_seconds() == median)
    taken = question.taken(journeys)
    for number, people in expected.get("persons_at_step", {}).items():
        reached = [journeys.ids[int(one)].as_py() for one in (taken[:, int(number) - 1] >= 0).nonzero()[0]]  # type: ignore[attr-defined]
        assert sorted(reached) == sorted(people)
    if "breakdown" in expected:
        groups = {group.subject: [step.customers for step in group.steps] for group in found.groups}
        assert groups == expected["breakdown"]
    for place in range(1, len(found.steps)):
        assert len(dropped(journeys, question, place)) == found.steps[place].dropped
