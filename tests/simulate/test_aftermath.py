from __future__ import annotations

import numpy as np
from scipy import stats  # type: ignore[import-untyped]

from percorso.simulate.aftermath import NEVER
from percorso.simulate.baskets import PICKUP
from percorso.simulate.chunks import Chunk
from percorso.simulate.clock import DAY
from percorso.simulate.planted import REVIEW_MEDIAN, REVIEW_SIGMA


def test_a_parcels_way_is_in_order(large: Chunk) -> None:
    after = large.after
    pickup = large.baskets.delivery[after.basket] == PICKUP
    came = after.delivered < NEVER
    assert (after.delivered[came] > after.shipped[came]).all()
    assert ((after.waiting < NEVER) <= pickup).all()
    both = pickup & came
    assert (after.delivered[both] >= after.waiting[both]).all()
    assert not (came & (after.expired < NEVER)).any()
    full = after.full < NEVER
    assert full.any()
    assert (after.waiting[full] > after.full[full]).all()
    gone = after.cancelled < NEVER
    assert (after.shipped[gone] == NEVER).all()


def test_the_slow_carrier_is_slow_and_people_complain(large: Chunk) -> None:
    after = large.after
    slow = large.people.slow_carrier[large.baskets.customer[after.basket]]
    came = after.delivered < NEVER
    took = (after.delivered - after.placed) / DAY
    assert np.median(took[slow & came]) > np.median(took[~slow & came]) + 2
    asks = after.ticket_at < NEVER
    assert asks[slow].mean() > 1.5 * asks[~slow].mean()


def test_time_to_a_review_is_lognormal(large: Chunk) -> None:
    after = large.after
    wrote = after.review_at < NEVER
    days = (after.review_at - after.delivered)[wrote] / DAY
    assert stats.kstest(days, stats.lognorm(REVIEW_SIGMA, scale=REVIEW_MEDIAN).cdf).pvalue > 1e-4
    assert set(np.unique(after.rating[wrote])) <= {1, 2, 3, 4, 5}
    assert (after.rating[~wrote] == 0).all()


def test_what_is_given_back_is_no_more_than_was_paid(large: Chunk) -> None:
    after = large.after
    total = large.baskets.total[after.basket]
    assert (after.refunded <= total).all()
    assert ((after.refunded > 0) == (after.refunded_at < NEVER)).all()
    gone = after.cancelled < NEVER
    assert (after.refunded[gone] == total[gone]).all()
    assert 0.04 < (after.refunded > 0).mean() < 0.15
