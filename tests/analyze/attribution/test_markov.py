"""The Markov model against figures published for ten thousand paths, and against chains counted by hand."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.attribution import Terms, credit
from percorso.analyze.attribution.markov import MODEL
from percorso.core.errors import PercorsoError
from percorso.journeys import from_paths
from percorso.sequence.path_table import PathTable

PATHS = st.lists(
    st.tuples(st.lists(st.sampled_from("abc"), max_size=5), st.integers(0, 4), st.integers(0, 4)), max_size=6
)


def table(paths: list[tuple[list[str], int, int]]) -> PathTable:
    touches = [ord(one) - ord("a") for path, _, _ in paths for one in path]
    return PathTable(
        ("a", "b", "c"),
        np.concatenate([[0], np.cumsum([len(path) for path, _, _ in paths])]).astype(np.int64),
        np.array(touches, np.int32),
        np.array([one for _, one, _ in paths], np.int64),
        np.array([one for _, _, one in paths], np.int64),
        np.array([2.5 * one for _, one, _ in paths]),
    )


def chance(paths: list[tuple[list[str], int, int]], order: int, without: str) -> float:
    """The slow, obvious way: walk all ways at once, until hardly anybody is left on one."""
    steps: dict[str, Counter[str]] = {}
    for path, orders, nulls in paths:
        if not path:
            continue
        state = ""
        for touch in path:
            following = (state + touch)[-order:]
            steps.setdefault(state, Counter())[following] += orders + nulls
            state = following
        steps.setdefault(state, Counter())["+"] += orders
        steps[state]["-"] += nulls
    there, ordered = {"": 1.0}, 0.0
    for _ in range(3000):
        onward: dict[str, float] = {}
        for state, share in there.items():
            total = sum(steps.get(state, {}).values())
            for following, count in steps.get(state, {}).items():
                if following == "+":
                    ordered += share * count / total if total else 0.0
                elif following != "-" and not (without and following.endswith(without)):
                    onward[following] = onward.get(following, 0.0) + (share * count / total if total else 0.0)
        there = onward
        if sum(there.values()) < 1e-12:
            break
    return ordered


@pytest.mark.parametrize("order", [1, 2, 3])
@given(paths=PATHS)
def test_credit_is_shared_by_what_is_lost_without_each_channel(order: int, paths: Any) -> None:
    whole = chance(paths, order, "")
    lost = {one: whole - chance(paths, order, one) for one in "abc"}
    claimed = sum(orders for path, orders, _ in paths if path)
    found = credit(table(paths), "markov", interval=False, terms=Terms(order=order))
    earned = {row.subject: row.conversions for row in found.rows}
    for channel, missing in lost.items():
        expected = claimed * missing / sum(lost.values()) if whole > 1e-9 else 0.0
        assert earned.get(channel, 0.0) == pytest.approx(expected, abs=1e-6)
    assert sum(earned.values()) == pytest.approx(found.conversions, abs=1e-9)


@pytest.mark.parametrize(("nulls", "key"), [("total_null", "with_null"), (None, "without_null")])
def test_credits_are_those_published_for_ten_thousand_paths(nulls: str | None, key: str, shared: Path) -> None:
    folder = shared / "data" / "channelattribution"
    expected = json.loads((folder / "exact_markov_order1.json").read_text())[key]
    columns = {"conversions": "total_conversions", "value": "total_conversion_value"}
    found = credit(from_paths(folder / "Data.csv.gz", nulls=nulls, **columns), "markov")
    rows = {row.channel: row for row in found.rows if row.channel}
    for channel, conversions in expected["attributed_conversions"].items():
        assert rows[channel].conversions == pytest.approx(conversions, abs=1e-8)
        assert rows[channel].low < conversions < rows[channel].high
    for channel, value in expected["attributed_value_if_conversion_removal_effects_used"].items():
        assert rows[channel].value == pytest.approx(value, abs=1e-6)
    whole = sum(expected["removal_effect"].values())
    for channel, effect in expected["removal_effect"].items():
        assert rows[channel].removal_effect == pytest.approx(effect, abs=1e-9)
        assert rows[channel].conversions / found.conversions == pytest.approx(effect / whole, abs=1e-10)
    assert sum(row.conversions for row in found.rows) == pytest.approx(found.conversions, abs=1e-9)


def test_the_interval_of_a_large_chain_is_that_of_one_solved_again(
    monkeypatch: pytest.MonkeyPatch, shared: Path
) -> None:
    paths = from_paths(
        shared / "data" / "channelattribution" / "Data.csv.gz", conversions="total_conversions", nulls="total_null"
    )
    again = credit(paths, "markov").rows
    monkeypatch.setattr("percorso.analyze.attribution.markov._SOLVED_AGAIN", 0)
    for one, other in zip(again[:8], credit(paths, "markov").rows[:8], strict=True):
        assert other.low == pytest.approx(one.low, rel=0.005)
        assert other.high == pytest.approx(one.high, rel=0.005)


def test_a_chain_of_more_states_than_can_be_solved_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("percorso.analyze.attribution.markov._MOST_STATES", 2)
    with pytest.raises(PercorsoError) as refused:
        credit(table([(["a", "b", "c"], 1, 0)]), "markov")
    assert refused.value.code == "too_many_states"


def test_it_wants_ways_without_an_order(written: Callable[..., Any]) -> None:
    assert MODEL.nulls
    way = [{"day": 0, "channel": "Email"}, {"day": 1, "role": "order"}]
    lost = [{"day": 0, "channel": "Direct"}]
    found = credit(written(way, [*lost, {"day": 1, "channel": "Email"}, {"day": 2, "role": "order"}], lost), "markov")
    # Email closes every order; half of those who came directly bought, so a third is lost without that channel.
    assert {row.subject: row.conversions for row in found.rows if row.subject} == pytest.approx(
        {"Email": 4 / 3, "Direct": 2 / 3}
    )
