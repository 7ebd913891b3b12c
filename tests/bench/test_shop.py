"""What is drawn is what a build has to cope with: the shares are the ones the figures are read by."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from bench._harness.shop import DAYS, Shop
from percorso.store.arrow import conform
from percorso.tables import EVENTS

SHOP = Shop(60_000)


@pytest.fixture(scope="module")
def events() -> pa.Table:
    return pa.concat_tables(SHOP.batches())


def share(mask: pa.ChunkedArray) -> float:
    return float(pc.mean(mask.cast(pa.float64())).as_py())


def test_there_are_as_many_events_as_asked_for_each_with_an_id_of_its_own(events: pa.Table) -> None:
    assert events.num_rows == SHOP.events
    assert pc.count_distinct(events["event_id"]).as_py() == SHOP.events
    assert conform(events.append_column("seq", pa.array(range(SHOP.events))), EVENTS).num_rows == SHOP.events


@pytest.mark.parametrize("events", [1, 89, 1_000])
def test_shops_of_any_size_have_exactly_their_events(events: int) -> None:
    assert sum(batch.num_rows for batch in Shop(events).batches()) == events


def test_the_same_shop_draws_the_same_rows_and_another_seed_others(events: pa.Table) -> None:
    assert pa.concat_tables(SHOP.batches()).equals(events)
    assert not pa.concat_tables(Shop(SHOP.events, seed=8).batches()).equals(events)


def test_events_come_on_ninety_days_and_a_few_of_them_late(events: pa.Table) -> None:
    assert pc.count_distinct(events["received_on"]).as_py() == DAYS
    assert pc.all(pc.equal(events["received_at"].cast(pa.date32()), events["received_on"])).as_py()
    delay = pc.subtract(events["received_at"].cast(pa.int64()), events["at"].cast(pa.int64()))
    assert 0.003 < share(pc.greater(delay, 3_600_000_000)) < 0.02


def test_orders_are_four_in_a_thousand_and_tell_their_products(events: pa.Table) -> None:
    orders = events.filter(pc.equal(events["name"], "Order Completed"))
    assert 0.003 < orders.num_rows / events.num_rows < 0.005
    assert 250 < pc.mean(pc.utf8_length(orders["properties"])).as_py() < 350
    assert orders["email"].null_count == 0
    for text, order_id in zip(orders["properties"].to_pylist(), orders["order_id"].to_pylist(), strict=True):
        told = json.loads(text)
        goods = sum(one["price"] * one["quantity"] for one in told["products"])
        assert told["order_id"] == order_id
        assert told["total"] == pytest.approx(goods + told["shipping"])
    assert pc.count_distinct(orders["order_id"]).as_py() == orders.num_rows


def test_visits_have_some_six_events_and_known_people_two_devices_or_three(events: pa.Table) -> None:
    outside = pc.invert(pc.fill_null(pc.starts_with(events["referrer"], "https://shop.example"), fill_value=False))
    assert 5 < 1 / share(outside) < 7
    known = events.filter(pc.is_valid(events["user_id"]))
    assert 0.1 < known.num_rows / events.num_rows < 0.4
    devices = known.group_by("user_id").aggregate([("anonymous_id", "count_distinct")])["anonymous_id_count_distinct"]
    assert set(devices.to_pylist()) <= {1, 2, 3}  # one where a person was seen but once or twice
    assert pc.max(devices).as_py() == 3
    owners = known.group_by("anonymous_id").aggregate([("user_id", "count_distinct")])["user_id_count_distinct"]
    assert pc.max(owners).as_py() == 1


def test_pages_and_campaigns_are_many_and_paid_landings_all_differ(events: pa.Table) -> None:
    assert pc.count_distinct(events["utm_campaign"]).as_py() > 500
    clicked = events["url"].filter(pc.match_substring_regex(events["url"], "(gclid|fbclid)="))
    assert clicked.length() > 1_000
    assert pc.count_distinct(clicked).as_py() == clicked.length()
    assert all(isinstance(json.loads(text), dict) for text in pc.unique(events["properties"]).to_pylist())
