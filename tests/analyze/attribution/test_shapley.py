"""The Shapley model against published figures, and against an average over all orders in which channels may come."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from percorso.analyze.attribution import credit
from percorso.journeys import from_paths
from percorso.sequence.path_table import PathTable

PATHS = st.lists(
    st.tuples(st.lists(st.sampled_from(range(5)), max_size=6), st.integers(0, 4), st.integers(0, 4)), max_size=10
)


def table(paths: list[tuple[list[int], int, int]], wide: int) -> PathTable:
    """Make a path table; ``wide`` channels that nobody met lie between the others, so that sets need more words."""
    touches = [one * (wide + 1) for path, _, _ in paths for one in path]
    return PathTable(
        tuple(f"c{one}" for one in range(4 * (wide + 1) + 1)),
        np.concatenate([[0], np.cumsum([len(path) for path, _, _ in paths])]).astype(np.int64),
        np.array(touches, np.int32),
        np.array([one for _, one, _ in paths], np.int64),
        np.array([one for _, _, one in paths], np.int64),
        np.array([3.5 * one for _, one, _ in paths]),
    )


def slow(paths: list[tuple[list[int], int, int]]) -> dict[int, float]:
    """The slow, obvious way: let the channels of each set come in every order; the first to come tells nothing."""
    seen: dict[frozenset[int], list[int]] = {}
    for path, orders, nulls in paths:
        counts = seen.setdefault(frozenset(path), [0, 0])
        counts[0] += orders
        counts[1] += nulls
    rates = {one: orders / (orders + nulls) if orders + nulls else 0.0 for one, (orders, nulls) in seen.items()}
    earned = dict.fromkeys(range(5), 0.0)
    for members, (orders, _) in seen.items():
        if not members:
            continue
        added = dict.fromkeys(members, 0.0)
        for coming in permutations(members):
            for place in range(1, len(coming)):
                before, after = frozenset(coming[:place]), frozenset(coming[: place + 1])
                added[coming[place]] += rates.get(after, 0.0) - rates.get(before, 0.0)
        added = {one: max(value, 0.0) for one, value in added.items()}
        whole = sum(added.values())
        for one in members:
            earned[one] += orders * (added[one] / whole if whole > 1e-9 else 1 / len(members))
    return earned


@pytest.mark.parametrize("wide", [0, 20])
@given(paths=PATHS)
def test_credit_is_the_average_over_all_orders_of_coming(wide: int, paths: Any) -> None:
    found = credit(table(paths, wide), "shapley", interval=False)
    earned = {row.subject: row.conversions for row in found.rows}
    for channel, expected in slow(paths).items():
        assert earned.get(f"c{channel * (wide + 1)}", 0.0) == pytest.approx(expected, abs=1e-7)
    assert sum(earned.values()) == pytest.approx(found.conversions, abs=1e-9)


def test_credits_are_those_published_for_a_shop(shared: Path) -> None:
    file = shared / "data/snowplow_fractribution/expected__snowplow_fractribution_path_summary_expected.csv"
    columns = {"path": "transformed_path", "nulls": "non_conversions", "value": "revenue"}
    found = credit(from_paths(file, **columns), "shapley")
    rows = {row.channel: (row.conversions, row.value) for row in found.rows if row.channel}
    assert rows["Direct"] == pytest.approx((3.5409582690664606, 170.1541576513), abs=1e-8)
    assert rows["Organic_Search"] == pytest.approx((1.459041731664606, 130.7658423493), abs=1e-8)
    assert rows["Video"] == pytest.approx((1, 200))
    assert {rows[one] for one in ("Referral", "Paid_Search_Other", "Unmatched_Channel")} == {(0, 0)}


@settings(max_examples=10)
@given(st.permutations(range(20)))
def test_twenty_channels_are_shared_out_exactly(channels: list[int]) -> None:
    paths = [(channels[: size + 1], 3, size) for size in range(20)]
    wide = PathTable(
        tuple(f"c{one}" for one in range(20)),
        np.concatenate([[0], np.cumsum([len(path) for path, _, _ in paths])]).astype(np.int64),
        np.array([one for path, _, _ in paths for one in path], np.int32),
        np.array([one for _, one, _ in paths], np.int64),
        np.array([one for _, _, one in paths], np.int64),
        np.zeros(20),
    )
    found = credit(wide, "shapley", interval=False)
    assert sum(row.conversions for row in found.rows) == pytest.approx(60, abs=1e-9)
    assert {row.subject for row in found.rows} == {*wide.words, ""}


def test_every_set_of_sixteen_channels_may_be_seen() -> None:
    sets = [[one for one in range(16) if number >> one & 1] for number in range(1, 1 << 16)]
    orders = np.zeros(len(sets), np.int64)
    orders[[0b1, 0b11]] = 6
    seen = PathTable(
        tuple(f"c{one}" for one in range(16)),
        np.concatenate([[0], np.cumsum(list(map(len, sets)))]).astype(np.int64),
        np.array([one for each in sets for one in each], np.int32),
        orders,
        np.ones(len(sets), np.int64),
        np.zeros(len(sets)),
    )
    found = {row.channel: row.conversions for row in credit(seen, "shapley", interval=False).rows}
    assert (found["c0"], found["c1"]) == (0, 6)
    assert (found["c2"], sum(found.values())) == (6, 12)
