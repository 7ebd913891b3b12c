"""Visits: contacts that were clicked, the way back of those who decided, and visits after an order."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from percorso.simulate.baskets import CART
from percorso.simulate.clock import DAY, MINUTE, Clock
from percorso.simulate.exposures import CAMPAIGNS_OF, EMAIL, Exposures
from percorso.simulate.needs import Needs, devices, habitual
from percorso.simulate.options import Options
from percorso.simulate.outcomes import ORDERED, Outcomes
from percorso.simulate.people import KIOSK, People
from percorso.simulate.planted import CHANNELS, KEYS, NO_CAMPAIGN
from percorso.simulate.streams import Bools, Longs, chosen, stream

# How far a visit goes: a glance, browsing, then the steps of outcomes.STEPS from the cart on; or the account's pages.
GLANCE, BROWSE = 0, 1
ACCOUNT = ORDERED + 1
AWARENESS, CONSIDERATION, DECISION, RETENTION = range(4)

_DIRECT = KEYS.index("direct")
_CLOSES = np.array([one.closes for one in CHANNELS])
_INSTEAD = np.array([KEYS.index(one.instead) if one.instead else _DIRECT for one in CHANNELS])
# How many of those who have decided come back for it rather than order in the visit they are in.
_RETURNS = 0.62
_GLANCES = {"display": 0.72, "paid_social": 0.66, "organic_social": 0.6, "direct": 0.38, "brand_search": 0.3}


@dataclass(frozen=True)
class Visits:
    """The visits of a chunk's people, by customer and then time.

    Attributes:
        need: the need it belongs to.
        at: wall-clock milliseconds of its start.
        ends: how far it goes: GLANCE, BROWSE, a step from the cart on (as in outcomes), or ACCOUNT.
        stage: the latent stage the person was in.
        sender: whose e-mail was clicked: the person's own number, or of who forwarded it.
    """

    customer: Longs
    need: Longs
    channel: Longs
    campaign: Longs
    at: Longs
    device: Longs
    ends: Longs
    stage: Longs
    sender: Longs

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.customer)

    def where(self, rows: Bools | Longs) -> Visits:
        """Give some of the visits."""
        return Visits(*(getattr(self, one.name)[rows] for one in fields(self)))


def visits(
    options: Options, chunk: int, people: People, needs: Needs, exposures: Exposures, outcomes: Outcomes, clock: Clock
) -> Visits:
    """Lay out the visits of a chunk that begin inside the period."""
    rng = stream(options.seed, chunk, "visits")
    on_the_way = _on_the_way(rng, people, needs, exposures, outcomes)
    closing = _closing(rng, people, needs, outcomes)
    merged = _ordering_at_once(rng, on_the_way, closing)
    after = _after_orders(rng, people, needs, outcomes)
    parts = [on_the_way, closing.where(~merged), after]
    whole = Visits(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Visits)))
    whole = whole.where((whole.at >= clock.first) & (whole.at < clock.last))
    kiosk = (rng.random(whole.count) < options.people.kiosk) & (whole.ends != ACCOUNT)
    forwarded = (whole.channel == EMAIL) & (rng.random(whole.count) < options.people.forwarded)
    sender = np.where(forwarded, rng.integers(0, people.count, whole.count), whole.customer)
    values = {one.name: getattr(whole, one.name) for one in fields(whole)}
    values |= {"device": np.where(kiosk, KIOSK, whole.device), "sender": sender}
    values |= {"channel": np.where(kiosk, _DIRECT, whole.channel)}
    values |= {"campaign": np.where(kiosk, NO_CAMPAIGN, whole.campaign)}
    return Visits(**values).where(np.lexsort((whole.at, whole.customer)))


def _on_the_way(
    rng: np.random.Generator, people: People, needs: Needs, exposures: Exposures, outcomes: Outcomes
) -> Visits:
    seen = np.flatnonzero(exposures.seen)
    need = exposures.need[seen]
    customer = needs.customer[need]
    aware, decides = needs.aware[need], needs.decides[need]
    at = aware + (exposures.part[seen] * np.maximum(decides - aware, DAY // 4)).astype(np.int64)
    at = habitual(rng, at, people.persona[customer])
    # Before the decision, on an earlier day where need be.
    over = np.maximum(at - (needs.acts[need] - 20 * MINUTE), 0)
    at = at - (-(-over // DAY)) * DAY
    channel = exposures.channel[seen]
    glances = np.array([_GLANCES.get(one.key, 0.45) for one in CHANNELS])[channel]
    stage = _stage(needs, outcomes, need, at)
    glance = rng.random(len(seen)) < np.where(stage == AWARENESS, glances * 1.15, glances * 0.85)
    return Visits(
        customer=customer,
        need=need,
        channel=channel,
        campaign=exposures.campaign[seen],
        at=at,
        device=devices(rng, people, customer),
        ends=np.where(glance, GLANCE, BROWSE),
        stage=stage,
        sender=customer,
    )


def _stage(needs: Needs, outcomes: Outcomes, need: Longs, at: Longs) -> Longs:
    """Give the latent stage at a moment: as far as the need had come, and no further than it ever came."""
    considers = (at >= needs.considers[need]) & (outcomes.reached[need] >= 1)
    decides = (at >= needs.decides[need]) & (outcomes.reached[need] >= CART)
    bought = _bought_before(needs, outcomes)[need]
    return np.where(decides, DECISION, np.where(considers, CONSIDERATION, np.where(bought, RETENTION, AWARENESS)))


def _bought_before(needs: Needs, outcomes: Outcomes) -> Bools:
    """Say of each need whether its customer had ordered by the time it arose."""
    first = np.full(int(needs.customer.max(initial=-1)) + 1, np.iinfo(np.int64).max)
    ordered = outcomes.ordered
    np.minimum.at(first, needs.customer[ordered], needs.acts[ordered])
    return needs.aware > first[needs.customer]


def _closing(rng: np.random.Generator, people: People, needs: Needs, outcomes: Outcomes) -> Visits:
    """Lay out one visit for every need that came as far as the cart, at the moment of the decision."""
    need = np.flatnonzero(outcomes.reached >= CART)
    customer = needs.customer[need]
    channel = chosen(rng, _CLOSES, len(need))
    # Newsletters lead back only those who get them.
    channel = np.where((channel == EMAIL) & ~people.subscribed[customer], _DIRECT, channel)
    campaign = np.full(len(need), NO_CAMPAIGN, np.int64)
    for place, one in enumerate(CHANNELS):
        if CAMPAIGNS_OF[one.key]:
            here = channel == place
            campaign[here] = rng.choice(CAMPAIGNS_OF[one.key], int(here.sum()))
    withheld = people.held_channels[customer, channel]
    withheld = withheld | ((campaign >= 0) & people.held_campaigns[customer, campaign])
    return Visits(
        customer=customer,
        need=need,
        channel=np.where(withheld, _INSTEAD[channel], channel),
        campaign=np.where(withheld, NO_CAMPAIGN, campaign),
        at=needs.acts[need],
        device=needs.device[need],
        ends=outcomes.reached[need],
        stage=np.full(len(need), DECISION),
        sender=customer,
    )


def _ordering_at_once(rng: np.random.Generator, on_the_way: Visits, closing: Visits) -> Bools:
    """Let some decide in their last visit on the way, which moves to that moment; say which need no visit of their own.

    The visits on the way are changed in place: they are not yet anybody else's.
    """
    order = np.lexsort((on_the_way.at, on_the_way.need))
    need = on_the_way.need[order]
    place = np.searchsorted(need, closing.need, side="right") - 1
    has = (place >= 0) & (need[np.maximum(place, 0)] == closing.need) if len(need) else np.zeros(closing.count, bool)
    merged: Bools = has & (rng.random(closing.count) >= _RETURNS)
    rows = order[place[merged]]
    for name in ("at", "device", "ends", "stage"):
        getattr(on_the_way, name)[rows] = getattr(closing, name)[merged]
    return merged


def _after_orders(rng: np.random.Generator, people: People, needs: Needs, outcomes: Outcomes) -> Visits:
    """Let some who ordered come back to see where the parcel is."""
    need = np.flatnonzero(outcomes.ordered)
    need = need[rng.random(len(need)) < 0.35]
    customer = needs.customer[need]
    later = needs.acts[need] + DAY + (rng.exponential(2.0, len(need)) * DAY).astype(np.int64)
    return Visits(
        customer=customer,
        need=need,
        channel=np.full(len(need), _DIRECT),
        campaign=np.full(len(need), NO_CAMPAIGN),
        at=habitual(rng, later, people.persona[customer]),
        device=devices(rng, people, customer),
        ends=np.full(len(need), ACCOUNT),
        stage=np.full(len(need), RETENTION),
        sender=customer,
    )
