from __future__ import annotations

from bench._harness.measuring import Measured, Run
from bench._harness.rows import LIMIT, Goal, Row, met, ratio


def row(name: str, seconds: float, *goals: Goal, **more: str) -> Row:
    return Row(name, Measured((Run(seconds, seconds, 2_000_000_000),)), 1_000, goals=goals, **more)


FULL, AGAIN, COPY = row("full", 10.0), row("again", 1.0), row("copy", 0.5, kind=LIMIT)
ROWS = (FULL, AGAIN, COPY)


def test_a_ratio_is_of_medians_and_absent_where_the_other_was_left_out() -> None:
    assert ratio(FULL, "copy", ROWS) == 20
    assert ratio(FULL, "peer", ROWS) is None
    assert ratio(FULL, "", ROWS) is None


def test_a_goal_is_judged_at_its_own_size_alone() -> None:
    goal = Goal("seconds", 30, events=20_000_000)
    assert met(FULL, goal, ROWS, 20_000_000) is True
    assert met(row("slow", 31), goal, ROWS, 20_000_000) is False
    assert met(FULL, goal, ROWS, 200_000) is None


def test_goals_are_of_memory_and_of_another_row_too() -> None:
    assert met(FULL, Goal("peak_bytes", 3e9), ROWS, 1) is True
    assert met(FULL, Goal("peak_bytes", 1e9), ROWS, 1) is False
    assert met(AGAIN, Goal("share", 0.15, of="full"), ROWS, 1) is True
    assert met(AGAIN, Goal("share", 0.05, of="full"), ROWS, 1) is False
    assert met(AGAIN, Goal("share", 0.05, of="absent"), ROWS, 1) is None
