"""Needs: episodes in which somebody wants something, their latent intent, and when they pass each latent stage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from percorso.simulate.catalogue import Catalogue
from percorso.simulate.clock import DAY, HOUR, Clock
from percorso.simulate.options import Options
from percorso.simulate.people import COMPUTER, PHONE, TABLET, People
from percorso.simulate.planted import (
    AWARE_MEDIAN,
    AWARE_SIGMA,
    CONSIDER_SCALE,
    CONSIDER_SHAPE,
    HASTE,
    NEED_SD,
    PERSONAS,
)
from percorso.simulate.streams import Longs, Reals, chosen, chosen_by_row, repeated, stream

# Moments of the day are drawn in hours that persons keep: eight spans of three hours.
_SPANS = np.array([one.hours for one in PERSONAS])
_WEEKENDS = np.array([one.weekend for one in PERSONAS])


@dataclass(frozen=True)
class Needs:
    """The needs of a chunk's customers, by customer and then time.

    Attributes:
        intent: the latent z.
        luck: the uniform number that decides, whatever happens: the same with a channel and without it.
        aware, considers, decides: wall-clock milliseconds of the latent stages; how far somebody really comes is
            said by the outcome.
        acts: when somebody who decides comes to the shop for it: the day of the decision, at an hour they keep.
        device: where they would order.
    """

    customer: Longs
    intent: Reals
    luck: Reals
    aware: Longs
    considers: Longs
    decides: Longs
    acts: Longs
    category: Longs
    product: Longs
    device: Longs

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.customer)


def needs(options: Options, chunk: int, people: People, clock: Clock, catalogue: Catalogue) -> Needs:
    """Draw the needs of a chunk."""
    rng = stream(options.seed, chunk, "needs")
    yearly = np.array([one.needs for one in PERSONAS])[people.persona] * options.people.needs
    season = clock.weights.sum() / 365.0
    customer, _ = repeated(rng.poisson(yearly * season))
    count = len(customer)
    day = chosen(rng, clock.weights, count)
    aware = clock.first + day * DAY + (rng.random(count) * DAY).astype(np.int64)
    order = np.lexsort((aware, customer))
    aware, customer = aware[order], customer[order]
    intent = people.own[customer] + rng.normal(0, NEED_SD, count)
    considers, decides = _stages(rng, aware, intent)
    category = chosen(rng, np.array([1.0 / (2 + place) for place in range(len(catalogue.categories))]), count)
    return Needs(
        customer=customer,
        intent=intent,
        luck=rng.random(count),
        aware=aware,
        considers=considers,
        decides=decides,
        acts=habitual(rng, decides, people.persona[customer]),
        category=category,
        product=catalogue.of_category(category, rng.random(count)),
        device=devices(rng, people, customer),
    )


def _stages(rng: np.random.Generator, aware: Longs, intent: Reals) -> tuple[Longs, Longs]:
    """Draw the times to consideration (lognormal) and from there to the decision (Weibull)."""
    haste = np.exp(-HASTE * intent)
    first = AWARE_MEDIAN * haste * np.exp(rng.normal(0, AWARE_SIGMA, len(aware)))
    second = CONSIDER_SCALE * haste * rng.weibull(CONSIDER_SHAPE, len(aware))
    considers = aware + (first * DAY).astype(np.int64)
    return considers, considers + (second * DAY).astype(np.int64)


def habitual(rng: np.random.Generator, moments: Longs, persona: Longs) -> Longs:
    """Keep each moment's day and move it to an hour its person keeps; some weekdays move to the weekend, or back."""
    span = chosen_by_row(rng, _SPANS, persona)
    within = rng.random(len(moments))
    day = moments // DAY
    # 1970-01-01 was a Thursday.
    weekday = (day + 3) % 7
    likes = _WEEKENDS[persona]
    moves = rng.random(len(moments)) < np.abs(likes - 1.0) * 0.5
    day = day + np.where(moves & (likes > 1) & (weekday == 4), 1, 0)
    day = day + np.where(moves & (likes < 1) & (weekday == 6), 1, 0)
    return day * DAY + span * 3 * HOUR + (within * 3 * HOUR).astype(np.int64)


def devices(rng: np.random.Generator, people: People, customer: Longs) -> Longs:
    """Choose the device somebody is at."""
    mobile = np.array([one.mobile for one in PERSONAS])[people.persona[customer]]
    drawn, tablet = rng.random(len(customer)), rng.random(len(customer))
    device = np.where(drawn < mobile, PHONE, COMPUTER)
    lends = tablet < np.where(people.partner[customer] >= 0, 0.25, 0.06)
    return np.where(lends, TABLET, device).astype(np.int64)
