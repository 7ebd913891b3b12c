from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]

from percorso.simulate.chunks import Chunk
from percorso.simulate.exposures import EMAIL
from percorso.simulate.options import Options
from percorso.simulate.planted import CAMPAIGNS, CHANNELS, KEYS, NO_CAMPAIGN

Simulate = Callable[[Options], Chunk]


def _per_need(chunk: Chunk, key: str) -> np.ndarray:
    return np.bincount(chunk.exposures.need[chunk.exposures.channel == KEYS.index(key)], minlength=chunk.needs.count)


@pytest.mark.parametrize(("key", "driven"), [("display", False), ("paid_social", False), ("brand_search", True)])
def test_intent_drives_some_channels_and_has_no_say_in_others(large: Chunk, key: str, driven: bool) -> None:
    reachable = ~large.people.held_channels[large.needs.customer, KEYS.index(key)]
    # Within one persona: personas differ in what they meet.
    of = reachable & (large.people.persona[large.needs.customer] == 2)
    found = stats.spearmanr(_per_need(large, key)[of], large.needs.intent[of])
    assert bool(found.pvalue < 1e-6) is driven


def test_exposures_come_at_their_rate(large: Chunk) -> None:
    counts = _per_need(large, "paid_social")
    affinity = np.array([1.0, 1.5, 1.0, 1.0, 1.0])[large.people.persona[large.needs.customer]]
    expected = CHANNELS[KEYS.index("paid_social")].rate * affinity.sum()
    assert abs(counts.sum() - expected) < 4 * np.sqrt(expected)


def test_who_is_held_out_is_never_exposed_and_comes_another_way_or_not_at_all(large: Chunk) -> None:
    met, customer = large.exposures, large.needs.customer[large.exposures.need]
    for key in ("display", "brand_search"):
        held = large.people.held(key)[customer]
        assert not (held & (met.channel == KEYS.index(key))).any()
    organic = _per_need(large, "organic_search")
    held = large.people.held("brand_search")[large.needs.customer]
    assert organic[held].mean() > organic[~held].mean() + 0.1


def test_withholding_one_channel_moves_no_other(simulate: Simulate, clean: Options) -> None:
    plain, without = simulate(clean), simulate(replace(clean, holdouts={"display": 0.9}))
    for key in ("paid_social", "organic_search", "brand_search"):
        assert (_per_need(plain, key) == _per_need(without, key)).all()
    assert (plain.needs.luck == without.needs.luck).all()
    assert _per_need(without, "display").sum() < 0.3 * _per_need(plain, "display").sum()


def test_newsletters_reach_only_those_who_asked_for_them(chunk: Chunk) -> None:
    reached = chunk.needs.customer[chunk.exposures.need[chunk.exposures.channel == EMAIL]]
    assert chunk.people.subscribed[reached].all()


def test_doses_add_up_potencies(chunk: Chunk) -> None:
    met = chunk.exposures
    for place, campaign in enumerate(CAMPAIGNS):
        counts = np.bincount(met.need[met.campaign == place], minlength=chunk.needs.count)
        assert np.allclose(met.doses[:, place], counts * campaign.potency)
    assert (met.campaign[np.isin(met.channel, [KEYS.index("direct"), KEYS.index("referral")])] == NO_CAMPAIGN).all()
