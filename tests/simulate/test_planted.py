from __future__ import annotations

import pytest

from percorso.simulate.planted import CAMPAIGNS, CHANNELS, DEPTHS, FRICTIONS, KEYS, PERSONAS, REGION_SHARES, REGIONS


def test_shares_add_up() -> None:
    assert sum(one.share for one in PERSONAS) == pytest.approx(1)
    assert sum(REGION_SHARES) == pytest.approx(1)
    assert len(REGION_SHARES) == len(REGIONS)
    for channel in {one.channel for one in CAMPAIGNS}:
        assert sum(one.share for one in CAMPAIGNS if one.channel == channel) == pytest.approx(1), channel


def test_names_lead_somewhere() -> None:
    assert {one.channel for one in CAMPAIGNS} <= set(KEYS)
    assert {one.instead for one in CHANNELS if one.instead} <= set(KEYS)
    assert {key for one in PERSONAS for key in one.affinity} <= set(KEYS)
    assert {one.step for one in FRICTIONS} <= set(DEPTHS)
    assert [one.key for one in CHANNELS if one.withheld] == list(dict.fromkeys(one.channel for one in CAMPAIGNS))


def test_what_intent_drives_most_causes_least_and_the_other_way_round() -> None:
    """The trap: whoever reads credit off exposure takes brand search and retargeting for the best."""
    driven = {one.key for one in CHANNELS if one.driven >= 0.7}
    assert driven == {"brand_search", "retargeting"}
    assert max(one.effect for one in CHANNELS if one.key in driven) <= 0.05
    assert all(one.effect >= 0.3 for one in CHANNELS if one.driven == 0)


def test_some_campaigns_are_waste() -> None:
    assert {one.key for one in CAMPAIGNS if one.potency == 0} == {
        "social_concorso_a_premi", "ricerca_termini_larghi", "notorieta_video",
    }  # fmt: skip


def test_each_step_is_harder_than_the_one_before() -> None:
    eases = list(DEPTHS.values())
    assert eases == sorted(eases, reverse=True)
    assert eases[-1] == 0
