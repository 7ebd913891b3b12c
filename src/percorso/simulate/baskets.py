"""Baskets: what people put together, what it costs, and, of those that were ordered, what came of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from percorso.simulate import texts
from percorso.simulate.catalogue import Catalogue
from percorso.simulate.needs import Needs
from percorso.simulate.options import Options
from percorso.simulate.outcomes import STEPS, Outcomes
from percorso.simulate.people import People
from percorso.simulate.planted import PERSONAS
from percorso.simulate.streams import Bools, Longs, repeated, stream

CART = STEPS.index("cart") + 1
HOME, PICKUP = range(2)
PAYMENTS = ("paypal", "carta", "contrassegno", "bonifico", "scalapay")
COUPON = "BENVENUTO10"
_FREE_SHIPPING, _SHIPPING = 5_900, 590
# Percent: of goods, and of nights in a hotel.
_VAT, _VAT_OF_STAYS = 22, 10


@dataclass(frozen=True)
class Baskets:
    """One basket for each need that came as far as the cart; by need.

    Attributes:
        starts: where each basket's lines begin, one more than baskets.
        product, quantity: of each line.
        listed, discount, shipping, tax, total: cents, VAT inside.
        coupon: whether a code was accepted; ``denied`` whether one was refused.
        carrier: place in CARRIERS; ``delivery`` HOME or PICKUP.
        ordered: whether it became an order.
        nights: of a stay, in a hotel.
        worth: of every need, what an order is, or would be, worth: goods after discounts without VAT, in cents.
    """

    need: Longs
    customer: Longs
    starts: Longs
    product: Longs
    quantity: Longs
    listed: Longs
    discount: Longs
    shipping: Longs
    tax: Longs
    total: Longs
    coupon: Bools
    denied: Bools
    carrier: Longs
    delivery: Longs
    payment: Longs
    ordered: Bools
    nights: Longs
    number: pa.Array
    worth: Longs

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.need)

    @property
    def goods(self) -> Longs:
        """Goods after discounts, in cents with VAT."""
        return self.listed - self.discount


def _net(cents: Longs, vat: int) -> Longs:
    return np.round(cents / (1 + vat / 100)).astype(np.int64)


def baskets(
    options: Options, chunk: int, people: People, needs: Needs, outcomes: Outcomes, catalogue: Catalogue
) -> Baskets:
    """Fill the baskets of a chunk; what is in them follows from the person and the need, never from an exposure."""
    rng = stream(options.seed, chunk, "baskets")
    # Drawn for every need, so that a basket is the same in a world where fewer or more people get as far.
    spends = np.array([one.spends for one in PERSONAS])[people.persona[needs.customer]]
    hotel = options.kind == "hotel"
    vat = _VAT_OF_STAYS if hotel else _VAT
    lines = np.ones(needs.count, np.int64) if hotel else 1 + rng.poisson(0.75 * spends)
    owner, place = repeated(lines)
    product = catalogue.of_category(needs.category[owner], rng.random(len(owner)))
    product = np.where(place == 0, needs.product[owner], product)
    nights = 1 + rng.poisson(1.6, needs.count) if hotel else np.zeros(needs.count, np.int64)
    quantity = nights[owner] if hotel else 1 + (rng.random(len(owner)) < 0.12)
    asks = rng.random(needs.count) < np.array([one.coupons for one in PERSONAS])[people.persona[needs.customer]]
    accepted = rng.random(needs.count) < 0.7
    pickup, slowly = rng.random(needs.count) < 0.18, people.slow_carrier[needs.customer]
    payment = np.searchsorted([0.38, 0.76, 0.86, 0.91], rng.random(needs.count), side="right")

    filled = np.flatnonzero(outcomes.reached >= CART)
    kept = np.isin(owner, filled)
    starts = np.concatenate([[0], np.cumsum(lines[filled])])
    every = np.bincount(owner, catalogue.price[product] * quantity, needs.count).astype(np.int64)
    off = np.where(asks & accepted, every // 10, 0)
    listed, discount = every[filled], off[filled]
    shipping = np.where((listed - discount >= _FREE_SHIPPING) | hotel, 0, _SHIPPING)
    total = listed - discount + shipping
    return Baskets(
        need=filled,
        customer=needs.customer[filled],
        starts=starts,
        product=product[kept],
        quantity=quantity[kept].astype(np.int64),
        listed=listed,
        discount=discount,
        shipping=shipping,
        tax=total - _net(total, vat),
        total=total,
        coupon=(asks & accepted)[filled],
        denied=(asks & ~accepted)[filled],
        carrier=np.where(slowly, 1, np.where(pickup, 2, 0))[filled],
        delivery=np.where(pickup & ~slowly, PICKUP, HOME)[filled],
        payment=payment[filled],
        ordered=outcomes.ordered[filled],
        nights=nights[filled],
        number=texts.join("#", texts.numbers((chunk + 1) * 1_000_000 + filled)),
        worth=_net(every - off, vat),
    )
