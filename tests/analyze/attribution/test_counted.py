"""Counted paths: the figures published for them, sums, and small cases one can check by hand."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from math import fsum
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.attribution import credit, models
from percorso.journeys import from_paths
from percorso.sequence.path_table import PathTable

VALUES = st.floats(0, 1e6, allow_nan=False)
ROWS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(["Email", "Direct", "Ads", ""]), max_size=5),
        st.integers(0, 20),
        st.integers(0, 9),
        VALUES,
    ),
    max_size=8,
)


def read(rows: list[tuple[list[str], int, int, float]]) -> PathTable:
    paths, conversions, nulls, value = zip(*rows, strict=True) if rows else ((),) * 4
    columns = {
        "path": pa.array([" > ".join(path) for path in paths], pa.string()),
        "conversions": pa.array(conversions, pa.int64()),
        "nulls": pa.array(nulls, pa.int64()),
        "value": pa.array(value, pa.float64()),
    }
    return from_paths(pa.table(columns), nulls="nulls", value="value")


@pytest.mark.parametrize("model", models())
@given(rows=ROWS)
def test_credits_add_up_to_conversions_and_value(model: str, rows: Any) -> None:
    found = credit(read(rows), model, interval=False)
    assert found.conversions == sum(row[1] for row in rows)
    assert fsum(row.conversions for row in found.rows) == pytest.approx(found.conversions, abs=1e-9)
    assert found.value == pytest.approx(fsum(row[3] for row in rows), abs=1e-9)
    assert fsum(row.value for row in found.rows) == pytest.approx(found.value, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("model", ["first", "last", "linear"])
def test_heuristic_credits_are_exactly_those_published_for_ten_thousand_paths(model: str, shared: Path) -> None:
    folder = shared / "data" / "channelattribution"
    columns = {"conversions": "total_conversions", "nulls": "total_null", "value": "total_conversion_value"}
    found = credit(from_paths(folder / "Data.csv.gz", **columns), model)
    with (folder / "expected_heuristic_models_pkg2.2.5.csv").open() as file:
        expected = {row["channel_name"]: row for row in csv.DictReader(file)}
    assert {row.channel for row in found.rows} - {""} == set(expected)
    for row in found.rows[:-1]:
        assert row.conversions == pytest.approx(float(expected[row.channel][f"{model}_touch_conversions"]), abs=1e-8)
        assert row.value == pytest.approx(float(expected[row.channel][f"{model}_touch_value"]), abs=1e-8)


def small(shared: Path, name: str) -> PathTable:
    cases = json.loads((shared / "data/peer_cases/attribution_small/cases.json").read_text())["cases"]
    rows = next(case["paths"] for case in cases if case["id"] == name)
    nulls = [row.get("nulls", 0) for row in rows]
    table = {"path": [row["path"] for row in rows], "conversions": [row["conversions"] for row in rows], "nulls": nulls}
    return from_paths(pa.table(table), nulls="nulls")


def test_malformed_paths_are_read_as_far_as_they_name_channels(shared: Path) -> None:
    found = credit(small(shared, "mta_bad_paths"), "linear")
    assert {row.channel: row.conversions for row in found.rows} == pytest.approx({"a": 1.5, "b": 1.5, "c": 4, "": 3})


@pytest.mark.parametrize(
    ("name", "model", "expected"),
    [
        ("mta_heuristics", "linear", {"direct": 2, "search": 19 / 6, "email": 19 / 6, "social": 5 / 3}),
        ("mta_heuristics", "position_based", {"direct": 2, "search": 3.5, "email": 3.5, "social": 1}),
        ("mta_linear_repeats", "linear", {"a": 4, "b": 2}),
        ("mta_position_two_touch", "position_based", {"x": 5, "y": 5}),
    ],
)
def test_small_cases_are_the_peers(name: str, model: str, expected: dict[str, float], shared: Path) -> None:
    found = {row.channel: row.conversions for row in credit(small(shared, name), model).rows if row.channel}
    assert found == pytest.approx(expected)


def test_a_path_of_many_people_is_put_into_blocks_as_their_number_would_have_it() -> None:
    many = credit(read([(["Email"], 40_000, 0, 1.0), (["Direct"], 40_000, 0, 1.0)]), "last").rows
    few = credit(read([(["Email"], 4_000, 0, 1.0)] * 10 + [(["Direct"], 4_000, 0, 1.0)] * 10), "last").rows
    for row in (*many[:2], *few[:2]):
        # Which of 80,000 it is varies by the square root of a quarter of them.
        assert row.high - row.low == pytest.approx(2 * 1.96 * np.sqrt(20_000), rel=0.15)


def test_the_same_seed_repeats_and_another_differs() -> None:
    paths = read([(["Email", "Direct"], 50, 30, 9.0), (["Direct"], 20, 10, 4.0)])
    assert credit(paths, "markov", seed=4) == credit(paths, "markov", seed=4)
    assert credit(paths, "markov", seed=4) != credit(paths, "markov", seed=5)


def test_intervals_hold_the_truth_as_often_as_they_say(times: Callable[[int, int], int]) -> None:
    """Draw shops from one chain; the truth is the credit of a shop without end. 95% of intervals should hold it."""
    runs = times(15, 200)
    generator = np.random.default_rng(11)
    ways = [("a", 0.3), ("b", 0.2), ("a > b", 0.5), ("b > a", 0.6), ("a > c > b", 0.7), ("c", 0.1)]
    each, rates = np.array([0.3, 0.2, 0.2, 0.1, 0.1, 0.1]), np.array([rate for _, rate in ways])

    def shop(orders: np.ndarray, nulls: np.ndarray) -> PathTable:
        columns = {"path": [path for path, _ in ways], "conversions": orders, "nulls": nulls}
        return from_paths(pa.table(columns), nulls="nulls")

    held = dict.fromkeys(("markov", "shapley", "linear"), 0)
    size = 4000
    for model in held:
        scale = 10_000_000
        truth = credit(shop(np.rint(scale * each * rates), np.rint(scale * each * (1 - rates))), model, interval=False)
        share = {row.channel: row.conversions / scale for row in truth.rows if row.channel}
        for run in range(runs):
            people = generator.multinomial(size, each)
            orders = generator.binomial(people, rates)
            rows = {row.channel: row for row in credit(shop(orders, people - orders), model, seed=run).rows}
            held[model] += sum(rows[one].low <= size * share[one] <= rows[one].high for one in share)
    for model, count in held.items():
        expected = 3 * runs
        # Three channels of one shop move together, so their number is taken for that of the shops.
        doubt = 3 * np.sqrt(0.95 * 0.05 / runs)
        assert abs(count / expected - 0.95) < max(doubt, 0.02), (model, count / expected)
