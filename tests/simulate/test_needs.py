"""Planted laws, found again in what was drawn."""

from __future__ import annotations

import numpy as np
from scipy import stats  # type: ignore[import-untyped]

from percorso.simulate.chunks import Chunk
from percorso.simulate.clock import DAY, HOUR
from percorso.simulate.needs import habitual
from percorso.simulate.planted import (
    AWARE_MEDIAN,
    AWARE_SIGMA,
    CONSIDER_SCALE,
    CONSIDER_SHAPE,
    HASTE,
    NEED_SD,
    OWN_SD,
    PERSONAS,
)
from percorso.simulate.streams import stream


def test_time_to_consideration_is_lognormal(large: Chunk) -> None:
    wants = large.needs
    days = (wants.considers - wants.aware) / DAY / np.exp(-HASTE * wants.intent)
    assert stats.kstest(days, stats.lognorm(AWARE_SIGMA, scale=AWARE_MEDIAN).cdf).pvalue > 1e-4


def test_time_from_consideration_to_decision_is_weibull(large: Chunk) -> None:
    wants = large.needs
    days = (wants.decides - wants.considers) / DAY / np.exp(-HASTE * wants.intent)
    assert stats.kstest(days, stats.weibull_min(CONSIDER_SHAPE, scale=CONSIDER_SCALE).cdf).pvalue > 1e-4
    assert (abs(wants.acts // DAY - wants.decides // DAY) <= 1).all()


def test_needs_arise_at_the_rate_of_each_persona(large: Chunk) -> None:
    season = large.clock.weights.sum() / 365
    of = large.people.persona[large.needs.customer]
    for place, persona in enumerate(PERSONAS):
        expected = float((large.people.persona == place).sum() * persona.needs * season)
        assert abs((of == place).sum() - expected) < 4 * np.sqrt(expected), persona.key


def test_intent_is_the_persons_own_and_the_needs_own(large: Chunk) -> None:
    wants = large.needs
    of_need = wants.intent - large.people.own[wants.customer]
    assert stats.kstest(of_need, stats.norm(0, NEED_SD).cdf).pvalue > 1e-4
    mean = np.array([one.intent for one in PERSONAS])[large.people.persona]
    assert stats.kstest(large.people.own - mean, stats.norm(0, OWN_SD).cdf).pvalue > 1e-4


def test_luck_is_uniform_and_knows_nothing_of_intent(large: Chunk) -> None:
    assert stats.kstest(large.needs.luck, stats.uniform.cdf).pvalue > 1e-4
    assert abs(np.corrcoef(large.needs.luck, large.needs.intent)[0, 1]) < 4 / np.sqrt(large.needs.count)


def test_moments_move_to_the_hours_a_person_keeps() -> None:
    noon = np.full(20_000, 20_000 * DAY + 12 * HOUR)
    found = habitual(stream(0, 0, "test"), noon, np.zeros(20_000, np.int64))
    spans = np.bincount((found % DAY) // (3 * HOUR), minlength=8)
    hours = np.array(PERSONAS[0].hours)
    assert stats.chisquare(spans, hours / hours.sum() * 20_000).pvalue > 1e-4
    assert set((found - noon) // DAY) <= {-1, 0, 1}
