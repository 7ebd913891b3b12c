from __future__ import annotations

import numpy as np

from percorso.simulate.baskets import CART
from percorso.simulate.chunks import Chunk
from percorso.simulate.planted import KEYS
from percorso.simulate.visits import ACCOUNT, AWARENESS, CONSIDERATION, DECISION, RETENTION


def test_everybody_who_came_to_the_cart_does_so_in_one_visit_at_the_decision(chunk: Chunk) -> None:
    went = chunk.visits
    buys = (went.ends >= CART) & (went.ends != ACCOUNT)
    counts = np.bincount(went.need[buys], minlength=chunk.needs.count)
    inside = (chunk.needs.acts < chunk.clock.last) & (chunk.outcomes.reached >= CART)
    assert (counts == inside).all()
    assert (went.at[buys] == chunk.needs.acts[went.need[buys]]).all()
    assert (went.ends[buys] == chunk.outcomes.reached[went.need[buys]]).all()
    assert (went.stage[buys] == DECISION).all()


def test_visits_are_in_order_inside_the_period_and_on_the_way_before_the_decision(chunk: Chunk) -> None:
    went = chunk.visits
    assert (went.at >= chunk.clock.first).all()
    assert (went.at < chunk.clock.last).all()
    order = np.lexsort((went.at, went.customer))
    assert (order == np.arange(went.count)).all()
    earlier = went.ends < CART
    assert (went.at[earlier] < chunk.needs.acts[went.need[earlier]]).all()


def test_stages_are_latent_and_never_ahead_of_how_far_somebody_came(chunk: Chunk) -> None:
    went, wants = chunk.visits, chunk.needs
    assert (went.at[went.stage == CONSIDERATION] >= wants.considers[went.need[went.stage == CONSIDERATION]]).all()
    unaware = chunk.outcomes.reached[went.need] == 0
    assert np.isin(went.stage[unaware], [AWARENESS, RETENTION]).all()
    assert (went.stage[went.ends == ACCOUNT] == RETENTION).all()
    # A glance may fall into any stage: what is done does not tell the stage.
    assert {AWARENESS, CONSIDERATION} <= set(went.stage[went.ends == 0].tolist())


def test_who_is_held_out_never_comes_by_that_channel(large: Chunk) -> None:
    went = large.visits
    for key in ("display", "brand_search"):
        assert not (large.people.held(key)[went.customer] & (went.channel == KEYS.index(key))).any()


def test_those_who_decided_come_back_by_the_shops_own_name(large: Chunk) -> None:
    """The trap for last touch: the way back of people who have decided, which causes nothing."""
    went = large.visits
    buys = (went.ends >= CART) & (went.ends != ACCOUNT)
    own = np.isin(went.channel, [KEYS.index(key) for key in ("brand_search", "direct", "organic_search")])
    assert own[buys].mean() > own[~buys].mean() + 0.1


def test_some_mails_are_forwarded(large: Chunk) -> None:
    went = large.visits
    mailed = went.channel == KEYS.index("email")
    forwarded = went.sender != went.customer
    assert 0.005 < forwarded[mailed].mean() < 0.05
    assert not forwarded[~mailed].any()
