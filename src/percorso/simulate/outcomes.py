"""Outcomes: who orders and why: intent, doses, frictions and luck; and what would have been otherwise, exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from percorso.simulate.clock import Clock
from percorso.simulate.exposures import CAMPAIGNS_OF, Exposures
from percorso.simulate.needs import Needs
from percorso.simulate.options import Options
from percorso.simulate.people import PHONE, People
from percorso.simulate.planted import BASE, CAMPAIGNS, CHANNELS, DEPTHS, FRICTIONS, INTENT
from percorso.simulate.streams import Bools, Longs, Reals

# How far somebody came: 0 was aware, then these.
STEPS = tuple(DEPTHS)
ORDERED = len(STEPS)
_OUTAGE_MILLIS = 36 * 3_600_000


@dataclass(frozen=True)
class Outcomes:
    """What became of each need.

    Attributes:
        odds: log-odds of an order as things were, frictions included.
        losses: needs x frictions: the log-odds each took away.
        effects: needs x channels: the log-odds each added.
        reached: 0, or the place in STEPS, from 1, of the furthest step reached.
        counts: whether the decision falls inside the period; only then can there be an order.
    """

    odds: Reals
    losses: Reals
    effects: Reals
    reached: Longs
    counts: Bools

    @property
    def ordered(self) -> Bools:
        """Whether the need ended in an order."""
        ordered: Bools = self.reached == ORDERED
        return ordered


@dataclass(frozen=True)
class Incremental:
    """What one channel, campaign or friction changed, need by need.

    Attributes:
        expected: the change in the probability of an order.
        realised: 1 for an order that would not have been, -1 for one that would.
    """

    expected: Reals
    realised: Longs


def logistic(odds: Reals) -> Reals:
    """Turn log-odds into a probability."""
    return 1.0 / (1.0 + np.exp(-odds))


def strengths(options: Options) -> Reals:
    """Give every channel's planted effect, as the options have it."""
    return np.array([options.effects.get(one.key, one.effect) for one in CHANNELS])


def saturated(dose: Reals) -> Reals:
    """Give the share of the full effect that a dose has: half of it at 0.69, nearly all at 3."""
    return 1.0 - np.exp(-dose)


def outcomes(options: Options, people: People, needs: Needs, exposures: Exposures, clock: Clock) -> Outcomes:
    """Decide every need."""
    effects = saturated(channel_doses(exposures.doses)) * strengths(options)
    losses = _losses(options, people, needs, clock)
    free = BASE + INTENT * needs.intent + effects.sum(axis=1)
    odds = free - losses.sum(axis=1)
    reached = np.zeros(needs.count, np.int64)
    # Before the steps where frictions bite, nobody has met them yet: the stages passed grow with the free odds, and
    # a step is passed by those who pass it without all frictions up to it.
    for place, ease in enumerate(DEPTHS.values(), start=1):
        met = losses[:, [k for k, one in enumerate(FRICTIONS) if STEPS.index(one.step) < place - 1]].sum(axis=1)
        reached[needs.luck < logistic(free - met + ease)] = place
    counts = (needs.acts >= clock.first) & (needs.acts < clock.last)
    return Outcomes(odds, losses, effects, np.where(counts, reached, np.minimum(reached, 1)), counts)


def channel_doses(doses: Reals) -> Reals:
    """Add campaigns' doses up to their channels'."""
    by_channel = doses[:, len(CAMPAIGNS) :].copy()
    for place, one in enumerate(CHANNELS):
        for campaign in CAMPAIGNS_OF[one.key]:
            by_channel[:, place] += doses[:, campaign]
    return by_channel


def _losses(options: Options, people: People, needs: Needs, clock: Clock) -> Reals:
    """Give what each friction takes from each need: only those who meet it."""
    customer = needs.customer
    middle = (clock.first + clock.last) // 2
    meets = {
        "account_required": ~people.registered[customer],
        "iphone_address_form": (needs.device == PHONE) & people.apple[customer],
        "slow_carrier": people.slow_carrier[customer],
        "payment_outage": (needs.acts >= middle) & (needs.acts < middle + _OUTAGE_MILLIS),
    }
    columns = [meets[one.key] * options.frictions.get(one.key, one.loss) for one in FRICTIONS]
    return np.stack(columns, axis=1)


def without_channel(needs: Needs, outcomes: Outcomes, place: int) -> Incremental:
    """Compare with a world without a channel."""
    return _compared(needs, outcomes, outcomes.effects[:, place])


def without_campaign(
    options: Options, needs: Needs, outcomes: Outcomes, exposures: Exposures, place: int
) -> Incremental:
    """Compare with a world without a campaign: its channel's other campaigns stay."""
    channel = [one.key for one in CHANNELS].index(CAMPAIGNS[place].channel)
    whole = channel_doses(exposures.doses)[:, channel]
    rest = whole - exposures.doses[:, place]
    return _compared(needs, outcomes, (saturated(whole) - saturated(rest)) * strengths(options)[channel])


def without_friction(needs: Needs, outcomes: Outcomes, place: int) -> Incremental:
    """Compare with a world without a friction: numbers below zero are what it costs."""
    return _compared(needs, outcomes, -outcomes.losses[:, place])


def _compared(needs: Needs, outcomes: Outcomes, added: Reals) -> Incremental:
    """Take away what something added to the log-odds; the same luck decides both worlds."""
    real, other = logistic(outcomes.odds), logistic(outcomes.odds - added)
    realised = (needs.luck < real).astype(np.int64) - (needs.luck < other)
    return Incremental((real - other) * outcomes.counts, realised * outcomes.counts)
