"""Ordered funnels against the published cases of another product: facts, read from beside the checkout."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from percorso.core.time import to_micros
from percorso.sequence.kernels import furthest_step

ROOT = Path(__file__).parents[2]
CASES = ROOT.parent / "shared" / "data" / "peer_cases" / "posthog" / "funnel_cases.json"


def ordered_cases() -> list[Any]:
    if not CASES.exists():
        return [pytest.param(None, marks=pytest.mark.skip("the peer's cases are not beside this checkout"))]
    cases = json.loads(CASES.read_text())["cases"]
    plain = [one for one in cases if one["order"] == "ordered" and not {"exclusions", "breakdown"} & set(one)]
    return [pytest.param(one, id=one["id"]) for one in plain]


def who(event: dict[str, Any], case: dict[str, Any]) -> str:
    grouped = case.get("aggregate_by")
    return str(event["properties"][grouped.removeprefix("properties.")] if grouped else event["person"])


def is_step(step: dict[str, Any], event: dict[str, Any], history: list[dict[str, Any]]) -> bool:
    if step["event"] not in (None, event["event"]):
        return False
    if any(event["properties"].get(name) != value for name, value in step.get("where", {}).items()):
        return False
    before = history[: history.index(event)]
    return not (step.get("first_time_for_user") and any(one["event"] == event["event"] for one in before))


def counts_of(case: dict[str, Any]) -> list[int]:
    """Count the people at each step; each event is a code of its own, which says the steps it can be."""
    events = sorted(case["events"], key=lambda event: datetime.fromisoformat(event["timestamp"]))
    wanted = case.get("filter_all_events", {}).items()
    first, last = case.get("date_from", "0001"), case.get("date_to", "9999")
    offsets, at, masks = [0], [], [0]
    for person in dict.fromkeys(who(event, case) for event in events):
        history = [event for event in events if who(event, case) == person]
        for event in history:
            inside = first <= event["timestamp"][:10] <= last or first == "0001"
            if inside and all(event["properties"].get(name) == value for name, value in wanted):
                at.append(to_micros(datetime.fromisoformat(event["timestamp"])))
                masks.append(sum(is_step(step, event, history) << place for place, step in enumerate(case["steps"])))
        offsets.append(len(at))
    window = timedelta(**{case["window"]["unit"] + "s": case["window"]["value"]})
    furthest = np.zeros(len(offsets) - 1, np.int8)
    furthest_step(
        np.array(offsets),
        np.array(at),
        np.arange(len(at), dtype=np.int32),
        np.array(masks, np.uint64),
        len(case["steps"]),
        window // timedelta(microseconds=1),
        furthest,
    )
    return [int((furthest > place).sum()) for place in range(len(case["steps"]))]


@pytest.mark.parametrize("case", ordered_cases())
def test_people_at_each_step_equal_the_peers(case: dict[str, Any]) -> None:
    found, expected = counts_of(case), case["expected"]
    assert found == expected.get("step_counts", found)
    assert found[0] == expected.get("first_step_count", found[0])
