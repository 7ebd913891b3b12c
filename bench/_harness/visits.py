"""Visits: who comes on a day, on which device, from where, when, how far they get."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench._harness.assortment import origins
from bench._harness.texts import Numbers, scattered

EVENTS_A_VISIT = 6.0
VISITS_A_PERSON = 4.0
DAY = 86_400_000_000
_HOUR = 3_600_000_000

_KNOWN = 400  # of a thousand people have an account, and are logged in …
_LOGGED_IN = 0.5  # … during half of their visits
_BUYING = 0.004 * EVENTS_A_VISIT  # so that 0.4% of events are orders
_FILLING_A_CART = 0.09
_LATE = 0.01
# An order ends at least seven events, a cart four; what is left makes six on average.
_MORE_TO_BUY, _MORE_TO_FILL = 5, 2
_BROWSING = EVENTS_A_VISIT - 1 - _BUYING * _MORE_TO_BUY - _FILLING_A_CART * _MORE_TO_FILL
# Share of the day's visits by hour of UTC: a shop's evening.
_HOURS = np.array([4, 2, 1, 1, 2, 5, 10, 15, 20, 23, 24, 24, 26, 25, 23, 23, 25, 28, 32, 38, 42, 34, 19, 8]) / 454


@dataclass(frozen=True)
class Visits:
    """One row a visit, in the order of arrival.

    Attributes:
        length: how many events; they add up to what was asked for.
        person: number of the person; ``user`` is the same while logged in, else -1.
        device: number of the device; a person who has an account has two or three.
        origin: place in ``assortment.origins``.
        began: microseconds since 1970 UTC.
        delay: microseconds between an event and its arrival, long for a few.
        buys, carts: whether it ends with an order, or at least fills a cart.
    """

    length: Numbers
    person: Numbers
    user: Numbers
    device: Numbers
    origin: Numbers
    began: Numbers
    delay: Numbers
    buys: Numbers
    carts: Numbers


def visits(rng: np.random.Generator, people: int, midnight: int, events: int) -> Visits:
    """Draw visits received on one day until they have the events asked for; the last one is cut short."""
    many = int(events / EVENTS_A_VISIT * 1.3) + 20
    buys = rng.random(many) < _BUYING
    carts = buys | (rng.random(many) < _FILLING_A_CART)
    more = np.where(buys, _MORE_TO_BUY, np.where(carts, _MORE_TO_FILL, 0))
    length = 1 + rng.geometric(1 / _BROWSING, many) + more
    count = int(np.searchsorted(np.cumsum(length), events)) + 1
    length, buys, carts = length[:count].copy(), buys[:count].copy(), carts[:count].copy()
    length[-1] = events - length[:-1].sum()
    buys[-1] = carts[-1] = False
    # Some come often, most rarely: by the square, a fifth of the people make nearly half of the visits.
    person = (rng.random(count) ** 2 * people).astype(np.int64)
    trait = scattered(person, 11)
    known = trait % np.uint64(1000) < _KNOWN
    devices = np.where(known, 2 + (trait >> np.uint64(32)) % np.uint64(2), 1).astype(np.int64)
    late = np.where(rng.random(count) < _LATE, rng.integers(_HOUR, 48 * _HOUR, count), 0)
    hour = rng.choice(24, count, p=_HOURS)
    return Visits(
        length=length,
        person=person,
        user=np.where(known & (buys | (rng.random(count) < _LOGGED_IN)), person, -1),
        device=person * 4 + rng.integers(0, 12, count) % devices,
        origin=rng.choice(len(origins().shares), count, p=origins().shares),
        began=midnight + hour * _HOUR + rng.integers(0, _HOUR, count) - late,
        delay=late + rng.integers(1_000_000, 30_000_000, count),
        buys=buys,
        carts=carts,
    )
