from __future__ import annotations

import pytest

from percorso.simulate.scores import SCORED, Arm, Trial, by_channel, error, from_holdout, scores

TRUTH = dict.fromkeys(SCORED, 10.0)


def test_the_truth_has_no_error_and_nothing_has_all_of_it() -> None:
    assert error(TRUTH, TRUTH) == 0
    assert error({}, TRUTH) == 1
    assert error(TRUTH | {"display": 30.0}, TRUTH) == pytest.approx(20 / (10 * len(SCORED)))


def test_a_holdout_is_the_difference_per_person_times_the_exposed() -> None:
    assert from_holdout(Arm(900, 90), Arm(100, 5), 95) == pytest.approx((0.1 - 0.05) * 900)
    # A tenth of the orders have no known arm: they are spread as the others are.
    assert from_holdout(Arm(900, 81), Arm(100, 4), 100) == pytest.approx((0.09 - 0.04) * 900 * 100 / 85)
    assert from_holdout(Arm(0, 0), Arm(100, 4), 4) == 0


def test_campaigns_come_back_to_their_channels() -> None:
    credit = by_channel(
        {"marchio_it": 5.0, "ricerca_arredo": 2.0, "ricerca_idee_regalo": 1.0}, {"Direct": 4.0, "Paid Search": 8.0}
    )
    assert (credit["brand_search"], credit["generic_search"], credit["direct"], credit["email"]) == (5, 3, 4, 0)


def test_methods_are_ranked_by_their_mean_error() -> None:
    near, far = TRUTH | {"display": 12.0}, TRUTH | {"display": 40.0}
    trials = [Trial(seed, 100, TRUTH, {"far": far, "near": near}) for seed in range(3)]
    ranked = scores(trials)
    assert [one.method for one in ranked] == ["near", "far"]
    assert ranked[0].spread == pytest.approx(0)
    assert ranked[0].low == pytest.approx(ranked[0].high)
    assert ranked[1].orders["display"] == 40


def test_bias_is_what_averaging_does_not_mend() -> None:
    above, below = TRUTH | {"display": 20.0}, TRUTH | {"display": 0.0}
    trials = [
        Trial(0, 100, TRUTH, {"chance": above, "biased": above}),
        Trial(1, 100, TRUTH, {"chance": below, "biased": above}),
    ]
    found = {one.method: one for one in scores(trials)}
    assert found["chance"].error == found["biased"].error > 0
    assert found["chance"].bias == pytest.approx(0)
    assert found["biased"].bias == pytest.approx(found["biased"].error)
