"""The planted truth: probabilities, frictions, and what each channel changes, against simulation of the other world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]

from percorso.simulate.chunks import Chunk
from percorso.simulate.options import Options
from percorso.simulate.outcomes import (
    ORDERED,
    STEPS,
    logistic,
    outcomes,
    saturated,
    without_campaign,
    without_channel,
    without_friction,
)
from percorso.simulate.planted import CAMPAIGNS, FRICTIONS, KEYS

Simulate = Callable[[Options], Chunk]


def test_orders_come_with_the_probability_planted(large: Chunk) -> None:
    came = large.outcomes
    chance = logistic(came.odds)
    for low, high in ((0, 0.02), (0.02, 0.1), (0.1, 0.3), (0.3, 1)):
        some = came.counts & (chance >= low) & (chance < high)
        variance = (chance[some] * (1 - chance[some])).sum()
        assert abs(came.ordered[some].sum() - chance[some].sum()) < 4 * np.sqrt(variance), (low, high)


@pytest.mark.parametrize("key", ["display", "email", "brand_search"])
def test_incremental_orders_are_those_of_the_world_without_the_channel(
    simulate: Simulate, clean: Options, key: str
) -> None:
    """Withhold the channel from everybody by taking its effect away: the same luck, the same people."""
    one = simulate(clean)
    other = outcomes(replace(clean, effects={key: 0.0}), one.people, one.needs, one.exposures, one.clock)
    found = without_channel(one.needs, one.outcomes, KEYS.index(key))
    assert found.realised.sum() == one.outcomes.ordered.sum() - other.ordered.sum()
    assert found.expected.sum() == pytest.approx(
        ((logistic(one.outcomes.odds) - logistic(other.odds)) * one.outcomes.counts).sum()
    )
    assert (found.realised >= 0).all()


def test_a_holdout_finds_the_planted_effect(large: Chunk) -> None:
    """Randomised: the difference in orders per person is what the exposed gained, within its chance."""
    held = large.people.held("display")
    orders = np.bincount(large.needs.customer, large.outcomes.ordered, large.people.count)
    exposed, kept = orders[~held], orders[held]
    gained = without_channel(large.needs, large.outcomes, KEYS.index("display")).expected.sum()
    estimate = (exposed.mean() - kept.mean()) * len(exposed)
    doubt = len(exposed) * np.sqrt(exposed.var() / len(exposed) + kept.var() / len(kept))
    assert abs(estimate - gained) < 4 * doubt
    assert gained > 0


def test_a_campaigns_part_is_less_than_its_channels_and_waste_does_nothing(chunk: Chunk) -> None:
    for place, one in enumerate(CAMPAIGNS):
        found = without_campaign(chunk.options, chunk.needs, chunk.outcomes, chunk.exposures, place)
        whole = without_channel(chunk.needs, chunk.outcomes, KEYS.index(one.channel))
        assert 0 <= found.expected.sum() <= whole.expected.sum() + 1e-9
        if one.potency == 0:
            assert found.expected.sum() == 0


def test_frictions_cost_orders_at_their_step(simulate: Simulate, clean: Options) -> None:
    one = simulate(replace(clean, customers=4000))
    for place in range(len(FRICTIONS)):
        found = without_friction(one.needs, one.outcomes, place)
        assert found.expected.sum() < 0
        # Who was lost to it had come as far as its step, or was stopped before by another.
        lost = found.realised < 0
        assert (one.outcomes.reached[lost] < ORDERED).all()
    met = one.outcomes.losses[:, 2] > 0
    at_delivery = one.outcomes.reached == STEPS.index("delivery") + 1
    come = one.outcomes.reached >= STEPS.index("delivery") + 1
    with_it, without = (at_delivery[come & some].mean() for some in (met, ~met))
    assert with_it > without + 0.1


def test_nobody_passes_a_step_without_the_one_before(chunk: Chunk) -> None:
    came = chunk.outcomes.reached
    assert came.min() >= 0
    assert came.max() <= ORDERED
    assert (np.diff([(came >= place).sum() for place in range(ORDERED + 1)]) <= 0).all()


def test_orders_of_a_need_without_exposures_or_frictions_are_a_coin_of_its_intent(
    simulate: Simulate, clean: Options
) -> None:
    bare = replace(
        clean, customers=4000, effects=dict.fromkeys(KEYS, 0.0), frictions={one.key: 0.0 for one in FRICTIONS}
    )
    one = simulate(bare)
    chance = logistic(one.outcomes.odds)
    assert np.allclose(one.outcomes.effects, 0)
    surprise = stats.binomtest(int(one.outcomes.ordered.sum()), int(one.outcomes.counts.sum()), float(chance.mean()))
    assert surprise.pvalue > 1e-4


def test_more_of_a_thing_helps_ever_less() -> None:
    dose = np.arange(6.0)
    assert saturated(dose)[0] == 0
    assert (np.diff(saturated(dose), 2) < 0).all()
