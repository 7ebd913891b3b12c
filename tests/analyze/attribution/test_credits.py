import csv
import gzip
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.attribution import Credit, Credits
from percorso.sequence.journeys import Journeys

ROOT = Path(__file__).parents[3]
PEER = ROOT.parent / "shared" / "data" / "channelattribution"
DAY = 86_400_000_000
DAYS = timedelta(days=30)


def asked(journeys: Journeys, question: Credit = Credit()) -> Credits:  # noqa: B008 (frozen)
    return question.finish(question.map(journeys))


def slow_linear(shop: Any, by: str, first_only: bool) -> dict[str, tuple[Fraction, Fraction]]:
    """The slow, obvious way: for each order, look at every row before it."""
    shares: dict[str, tuple[Fraction, Fraction]] = defaultdict(lambda: (Fraction(0), Fraction(0)))
    for person in shop:
        for place, order in enumerate(person):
            if order.role != "order" or (first_only and order.number != 1):
                continue
            touches = [
                row
                for row in person[:place]
                if row.credit and row.cycle == order.cycle and order.at - row.at <= 30 * DAY
            ]
            subjects = [getattr(row, by) or "" for row in touches] or [""]
            for subject in subjects:
                conversions, value = shares[subject]
                share = Fraction(1, len(subjects))
                shares[subject] = conversions + share, value + share * (order.value if order.currency == "EUR" else 0)
    return shares


@pytest.mark.parametrize("by", ["channel", "campaign"])
@pytest.mark.parametrize("orders", ["all", "first"])
@given(data=st.data())
def test_linear_credits_equal_the_slow_reference(
    by: Any, orders: Any, data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop = data.draw(shops)
    found = asked(journeys(shop), Credit(by=by, look_back=DAYS, orders=orders))
    expected = slow_linear(shop, by, orders == "first")
    assert {row.subject for row in found.rows} == {*expected, ""}
    for row in found.rows:
        conversions, value = expected[row.subject]
        assert row.conversions == pytest.approx(float(conversions), abs=1e-6)
        assert row.value == pytest.approx(float(value), abs=1e-3)


def test_orders_of_the_period_count_and_money_of_the_currency(written: Callable[..., Journeys]) -> None:
    shop = written(
        [{"day": 0, "channel": "Email"}, {"day": 1, "role": "order", "value": 100}],
        [{"day": 0, "channel": "Email"}, {"day": 2, "role": "order", "value": 10}],
        [{"day": 0, "channel": "Email"}, {"day": 3, "role": "order", "value": 1}],
        [{"day": 0, "channel": "Email"}, {"day": 2, "role": "order", "value": 7, "currency": "USD"}],
    )
    found = asked(shop, Credit(since=2 * DAY, until=3 * DAY))
    assert (found.conversions, found.value, found.customers) == (2, 10, 4)
    francs = asked(shop, Credit(currency="CHF"))
    assert (francs.conversions, francs.value) == (4, 0)


def test_the_interval_of_an_equally_likely_order_is_that_of_a_binomial_count(of_paths: Callable[..., Journeys]) -> None:
    # 5,000 people all order, half of them by each channel: what varies is which channel, by sqrt(5000) / 2 = 35.4.
    shop = of_paths([(("a",), 2500, 100), (("b",), 2500, 100)])
    mixed = np.random.default_rng(3).permutation(5000).astype(np.uint64)
    row = asked(Journeys(mixed, shop.offsets, shop.columns, shop.words)).rows[0]
    assert row.conversions == 2500
    assert row.high - row.low == pytest.approx(2 * 1.96 * 35.4, rel=0.15)
    assert row.value_high - row.value_low == pytest.approx(100 * (row.high - row.low))


def test_what_few_people_brought_is_as_doubtful_as_their_number(written: Callable[..., Journeys]) -> None:
    seen = [{"day": 0, "channel": "Email"}, {"day": 1, "role": "order", "value": 500}]
    late = [{"day": 0, "channel": "Direct"}, {"day": 90, "role": "order", "value": 100}]
    rows = {row.subject: row for row in asked(written(seen, *[late] * 4), Credit(look_back=DAYS)).rows}
    # One order: the exact Poisson bounds are 0.03 to 5.57.
    assert rows["Email"].low < 0.03
    assert rows["Email"].high == pytest.approx(5.57, abs=0.02)
    assert rows["Email"].value_high == pytest.approx(2786, abs=5)
    assert rows[""].high == pytest.approx(10.2, abs=0.1)
    # None: 3.69, and no more than that many average orders of 180.
    nobody = {row.subject: row for row in asked(written([seen[0]], late), Credit(look_back=DAYS)).rows}
    assert set(nobody) == {""}
    none = asked(written(seen), Credit(look_back=DAYS)).rows[-1]
    assert (none.conversions, none.low, none.high, none.value_high) == pytest.approx((0, 0, 3.67, 3.67 * 500), rel=0.01)


def test_margins_are_credited_losses_too(written: Callable[..., Journeys]) -> None:
    def way(channel: str, margin: int | None) -> list[dict[str, Any]]:
        return [{"day": 0, "channel": channel}, {"day": 1, "role": "order", "value": 500, "margin": margin}]

    found = asked(written(way("Email", 200), way("Email", -30), way("Direct", None)), Credit(look_back=DAYS))
    rows = {row.subject: row.margin for row in found.rows}
    assert rows["Email"] is not None
    assert rows["Email"].value == 170
    assert rows["Direct"] is None
    # No order lies without a touch, but what one would have brought nobody knows.
    assert rows[""] is None
    assert found.margin is None
    assert asked(written(way("Email", 200), way("Email", -30)), Credit()).margin == 170


def test_two_models_are_drawn_alike_and_a_seed_repeats(nine: Journeys) -> None:
    assert asked(nine, Credit(seed=4)) == asked(nine, Credit(seed=4))
    assert asked(nine, Credit(seed=4)) != asked(nine, Credit(seed=5))


@pytest.mark.skipif(not PEER.exists(), reason="the peer's path data is not beside this checkout")
def test_heuristic_credits_equal_those_published_for_ten_thousand_paths(of_paths: Callable[..., Journeys]) -> None:
    with gzip.open(PEER / "Data.csv.gz", "rt") as file:
        rows = [row for row in csv.DictReader(file, delimiter=";") if row["total_conversions"] != "0"]
    # The value of a path is shared by its conversions; in whole millionths each is exact enough to add up.
    paths = [
        (
            tuple(row["path"].split(" > ")),
            int(row["total_conversions"]),
            round(float(row["total_conversion_value"]) * 1e6 / int(row["total_conversions"])),
        )
        for row in rows
    ]
    shop = of_paths(paths)
    with (PEER / "expected_heuristic_models_pkg2.2.5.csv").open() as file:
        expected = {row["channel_name"]: row for row in csv.DictReader(file)}
    for model in ("first", "last", "linear"):
        found = asked(shop, Credit(model=model, look_back=timedelta(days=10_000)))
        name = f"{model}_touch"
        assert {row.subject for row in found.rows} - {""} == set(expected)
        for row in found.rows[:-1]:
            assert row.conversions == pytest.approx(float(expected[row.subject][f"{name}_conversions"]), abs=1e-5)
            assert row.value / 1e6 == pytest.approx(float(expected[row.subject][f"{name}_value"]), abs=1e-2)
