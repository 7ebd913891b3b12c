from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from percorso.simulate.baskets import CART, PICKUP
from percorso.simulate.chunks import Chunk
from percorso.simulate.options import Options

Simulate = Callable[[Options], Chunk]


def test_money_adds_up(chunk: Chunk) -> None:
    filled, sold = chunk.baskets, chunk.catalogue
    for number in range(filled.count):
        lines = slice(filled.starts[number], filled.starts[number + 1])
        listed = int((sold.price[filled.product[lines]] * filled.quantity[lines]).sum())
        assert listed == filled.listed[number]
    assert (filled.total == filled.listed - filled.discount + filled.shipping).all()
    assert (filled.discount == np.where(filled.coupon, filled.listed // 10, 0)).all()
    assert (abs(filled.tax - filled.total * 22 / 122) <= 0.5).all()
    assert ((filled.shipping == 0) == (filled.goods >= 5900)).all()


def test_there_is_one_for_every_need_that_came_to_the_cart(chunk: Chunk) -> None:
    assert (chunk.baskets.need == np.flatnonzero(chunk.outcomes.reached >= CART)).all()
    assert len(set(chunk.baskets.number.to_pylist())) == chunk.baskets.count
    assert len(chunk.baskets.worth) == chunk.needs.count


def test_what_an_order_is_worth_does_not_depend_on_exposure(simulate: Simulate, clean: Options) -> None:
    plain, other = simulate(clean), simulate(replace(clean, effects={"display": 3.0}))
    assert (plain.baskets.worth == other.baskets.worth).all()
    assert other.baskets.count > plain.baskets.count


def test_orders_are_those_of_an_italian_shop(large: Chunk) -> None:
    of = large.baskets.ordered
    assert 6000 < large.baskets.total[of].mean() < 9000
    assert 0.015 < of.sum() / large.visits.count < 0.03
    assert not (large.people.slow_carrier[large.baskets.customer] & (large.baskets.delivery == PICKUP)).any()


def test_a_hotel_sells_nights(simulate: Simulate) -> None:
    hotel = simulate(Options(customers=600, kind="hotel"))
    assert (hotel.baskets.quantity == hotel.baskets.nights).all()
    assert (hotel.baskets.shipping == 0).all()
    assert abs(hotel.baskets.tax / hotel.baskets.total - 10 / 110).max() < 0.001
