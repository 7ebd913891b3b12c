from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np

from percorso.collect.options import ReadOptions
from percorso.collect.reading import read_file
from percorso.core.record import Spend
from percorso.simulate.chunks import Chunk
from percorso.simulate.planted import CAMPAIGNS
from percorso.simulate.spending import Delivered, costs, write_spending


def _read(connector: str, path: Path, mapping: Path | None = None) -> list[Spend]:
    document = None if mapping is None else tomllib.loads(mapping.read_text())
    batches = list(read_file(connector, path, ReadOptions(mapping=document, folder=path.parent)))
    assert [one for batch in batches for one in batch.rejected] == []
    return [one for batch in batches for one in batch.spend]


def test_the_accounts_exports_come_in_and_add_up(chunk: Chunk, tmp_path: Path) -> None:
    delivered = Delivered.of(chunk.options, chunk.clock, chunk.needs, chunk.exposures, chunk.visits)
    write_spending(tmp_path, chunk.clock, delivered)
    read = [
        *_read("spend", tmp_path / "google_ads.csv"),
        *_read("spend", tmp_path / "meta_ads.csv"),
        *_read("csv", tmp_path / "altri_costi.csv", tmp_path / "altri_costi.toml"),
    ]
    assert sum(one.cost for one in read) == costs(delivered).sum()
    assert {one.platform for one in read} == {"google_ads", "meta_ads", "newsletter", "sconti-online", "criteo"}
    by_name = {one.key: 0 for one in CAMPAIGNS}
    for one in read:
        by_name[one.campaign] += one.cost
    assert list(by_name.values()) == costs(delivered).sum(axis=1).tolist()
    # One that never brings a single visit still costs, every day.
    assert by_name["notorieta_video"] == chunk.options.days * 900


def test_clicks_are_the_visits_of_each_campaign_and_day(chunk: Chunk) -> None:
    delivered = Delivered.of(chunk.options, chunk.clock, chunk.needs, chunk.exposures, chunk.visits)
    assert delivered.clicks.sum() == (chunk.visits.campaign >= 0).sum()
    assert delivered.clicks.shape == (len(CAMPAIGNS), chunk.options.days)
    both = delivered.plus(delivered)
    assert (both.clicks == 2 * delivered.clicks).all()
    assert (np.diff(delivered.impressions.sum(axis=0)) != 0).any()
