from __future__ import annotations

import math
from dataclasses import replace
from random import Random

import numpy as np
import pyarrow as pa
import pytest

from percorso.core.matching import Block, Comparison, Design, Level, PersonColumn
from percorso.store.linkage import Linked, linked

LEAST = math.log2(0.95 / 0.05)


def comparison(place: int) -> Comparison:
    key = f"c{place}"
    levels = (Level("same", f"{key}_l = {key}_r", 0.9, 0.01), Level("different", "", 0.1, 0.99))
    return Comparison(PersonColumn(f"column {place}", key, "text"), levels)


def block(key: str, pairs: int) -> Block:
    return Block((f"{{}}.{key}",), pairs)


@pytest.fixture(scope="module")
def planted() -> tuple[pa.Table, float]:
    """Two hundred people with two rows each, in which each of four columns is wrong in one row of ten; their share."""
    random = Random(7)  # noqa: S311
    people = [[f"{column}{random.randrange(90)}" for column in range(4)] for _ in range(200)]
    rows = [[value if random.random() < 0.95 else f"wrong{random.random()}" for value in one] for one in people * 2]
    table = {"row": pa.array(range(len(rows)), pa.int64())}
    table |= {f"c{place}": pa.array([row[place] for row in rows], pa.string()) for place in range(4)}
    return pa.table(table), 200 / (400 * 399 / 2)


@pytest.fixture(scope="module")
def found(planted: tuple[pa.Table, float]) -> Linked:
    everywhere = tuple(block(f"c{place}", 1000) for place in range(4))
    return linked(planted[0], Design(tuple(map(comparison, range(4))), everywhere, everywhere), LEAST)


def test_the_share_of_people_with_two_rows_is_found_without_being_told(
    planted: tuple[pa.Table, float], found: Linked
) -> None:
    share = 1 / (1 + 2**-found.prior)
    assert share == pytest.approx(planted[1], rel=0.1)
    assert float((1 / (1 + np.exp2(-found.weight))).sum()) == pytest.approx(200, rel=0.1)


def test_the_pairs_that_reach_the_threshold_are_the_planted_ones(found: Linked) -> None:
    sure = found.weight >= LEAST
    right = found.right[sure] - found.left[sure] == 200
    assert right.mean() > 0.97
    assert right.sum() > 180


def test_a_weight_is_the_prior_and_what_each_comparison_adds(found: Linked) -> None:
    rows = found.told.to_pylist()
    weight = dict(zip(zip(found.left.tolist(), found.right.tolist(), strict=True), found.weight.tolist(), strict=True))
    assert rows
    for row in rows:
        added = sum(row[f"weight_{place}"] for place in range(4))
        assert row["weight"] == pytest.approx(found.prior + added, abs=1e-6)
        assert row["weight"] == pytest.approx(weight[row["left"], row["right"]], abs=1e-6)
        assert all((row[f"level_{place}"] == 0) == (row[f"weight_{place}"] > 0) for place in range(4))


def test_in_a_few_rows_the_first_guesses_hold_and_a_missing_value_says_nothing() -> None:
    values = {"c0": ["a", "a", "b"], "c1": pa.array(["x", None, "y"], pa.string())}
    people = pa.table({"row": pa.array(range(3), pa.int64())} | values)
    design = Design((comparison(0), comparison(1)), (block("c0", 1),), ())
    told = linked(people, design, -99.0).told.to_pylist()
    assert len(told) == 1
    assert (told[0]["level_0"], told[0]["level_1"], told[0]["weight_1"]) == (0, None, 0)
    assert told[0]["weight_0"] == pytest.approx(math.log2(0.9 / 0.01), abs=0.5)


def test_without_blocks_nothing_is_compared() -> None:
    people = pa.table({"row": pa.array([0, 1], pa.int64()), "c0": ["a", "a"]})
    nothing = linked(people, Design((comparison(0),), (), ()), LEAST)
    assert (len(nothing.weight), nothing.told.num_rows) == (0, 0)


def test_a_block_on_all_that_is_compared_teaches_nothing_and_the_first_guesses_hold() -> None:
    swapped = Level("swapped", "c0_l = c1_r", 0.05, 0.01)
    same, different = (Level(name, "", 0, 0) for name in ("same", "different"))
    names = [
        Comparison(
            one.column,
            (
                replace(same, condition=one.levels[0].condition, m=0.85, u=0.01),
                swapped,
                replace(different, m=0.1, u=0.98),
            ),
        )
        for one in (comparison(0), comparison(1))
    ]
    values = {f"c{place}": [f"{place}{row // 2 % 9}" for row in range(40)] for place in range(2)}
    people = pa.table({"row": pa.array(range(40), pa.int64())} | values)
    for compared in (tuple(names), (comparison(0),)):
        design = Design(compared, (block("c0", 90),), (block("c0", 90),))
        told = linked(people, design, -99.0).told.to_pylist()
        assert told
        assert all(row["weight_0"] > 0 for row in told if row["level_0"] == 0)
