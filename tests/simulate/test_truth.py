from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from percorso.simulate import truth
from percorso.simulate.chunks import Chunk
from percorso.simulate.outcomes import logistic, without_campaign, without_channel
from percorso.simulate.planted import CHANNELS, FRICTIONS
from percorso.simulate.truth import Effects


def effects(chunk: Chunk) -> Effects:
    return Effects.of(chunk.options, chunk.needs, chunk.exposures, chunk.outcomes, chunk.baskets.worth)


def test_effects_are_written_by_channel_campaign_and_friction(chunk: Chunk, tmp_path: Path) -> None:
    truth.write_effects(tmp_path, chunk.options, effects(chunk))
    channels = pq.read_table(tmp_path / "channels.parquet").to_pylist()
    assert [row["channel"] for row in channels] == [one.key for one in CHANNELS]
    display = without_channel(chunk.needs, chunk.outcomes, 0)
    assert channels[0]["orders"] == display.realised.sum()
    assert channels[0]["revenue"] == (display.realised * chunk.baskets.worth).sum()
    frictions = pq.read_table(tmp_path / "frictions.parquet").to_pylist()
    assert [row["friction"] for row in frictions] == [one.key for one in FRICTIONS]
    assert all(row["expected_orders"] <= 0 for row in frictions)


def test_people_are_those_reached_also_where_nothing_was_changed(chunk: Chunk, tmp_path: Path) -> None:
    truth.write_effects(tmp_path, chunk.options, effects(chunk))
    campaigns = pq.read_table(tmp_path / "campaigns.parquet").to_pylist()
    wasted = [row for row in campaigns if row["potency"] == 0]
    # The last of them is paid for and reaches nobody who needs anything.
    assert [row["people"] > 0 for row in wasted] == [True, True, False]
    for place, row in enumerate(campaigns):
        need = chunk.exposures.need[chunk.exposures.campaign == place]
        decided = {int(one) for one in chunk.needs.customer[need] if one >= 0}
        changed = without_campaign(chunk.options, chunk.needs, chunk.outcomes, chunk.exposures, place)
        assert len(set(chunk.needs.customer[changed.expected != 0])) <= row["people"] <= len(decided)


def test_two_chunks_effects_add_up(chunk: Chunk) -> None:
    one = effects(chunk)
    assert (one.plus(one).sums == 2 * one.sums).all()


def test_needs_say_their_stages_and_luck_and_orders_follow(chunk: Chunk, tmp_path: Path) -> None:
    truth.write_needs(tmp_path, 0, chunk.people, chunk.needs, chunk.outcomes, chunk.baskets, chunk.clock)
    rows = pq.read_table(tmp_path / "needs" / "part-00000.parquet").to_pylist()
    for row in rows:
        assert (row["order_id"] is not None) == (row["luck"] < row["probability"] and row["in_period"])
        assert (row["considers_at"] is None) <= (row["decides_at"] is None)
        assert (row["considers_at"] is not None) == (row["reached"] != "awareness")
    orders = [row["order_id"] for row in rows if row["order_id"]]
    assert sorted(orders) == sorted(chunk.baskets.number.filter(np.asarray(chunk.baskets.ordered)).to_pylist())
    assert [row["probability"] for row in rows] == pytest.approx(logistic(chunk.outcomes.odds).tolist())


def test_visits_say_whose_they_were_and_in_which_latent_stage(chunk: Chunk, tmp_path: Path) -> None:
    truth.write_visits(tmp_path, 0, chunk.people, chunk.visits, chunk.caller.sessions, chunk.clock)
    table = pq.read_table(tmp_path / "visits" / "part-00000.parquet")
    assert table.num_rows == chunk.visits.count
    assert set(table["stage"].to_pylist()) == set(truth.STAGES)
    seen = table.filter(table["measured"])["anonymous_id"].to_pylist()
    told = set(chunk.caller.table(chunk.arrivals)["anonymousId"].to_pylist())
    assert set(seen) - told == set() or len(set(seen) - told) < 0.01 * len(seen)  # an outage hides a few


def test_customers_and_exposures_are_written_whole(large: Chunk, tmp_path: Path) -> None:
    truth.write_customers(tmp_path, 0, large.people)
    truth.write_exposures(tmp_path, 0, large.people, large.needs, large.exposures)
    customers = pq.read_table(tmp_path / "customers" / "part-00000.parquet")
    assert customers["held_out_display"].to_pylist() == large.people.held("display").tolist()
    assert len(set(customers["email"].to_pylist())) == large.people.count
    assert pq.read_table(tmp_path / "exposures" / "part-00000.parquet").num_rows == large.exposures.count
