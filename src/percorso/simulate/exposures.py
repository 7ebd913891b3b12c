"""Exposures: contacts with each channel and campaign, some driven by intent, some not, and the dose they add up to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from percorso.simulate.needs import Needs
from percorso.simulate.options import Options
from percorso.simulate.people import People
from percorso.simulate.planted import CAMPAIGNS, CHANNELS, KEYS, NO_CAMPAIGN, PERSONAS
from percorso.simulate.streams import Bools, Longs, Reals, chosen, repeated, stream

# Each channel's campaigns, as places in CAMPAIGNS.
CAMPAIGNS_OF = {
    key: [place for place, one in enumerate(CAMPAIGNS) if one.channel == key and one.share > 0] for key in KEYS
}
_POTENCY = np.array([one.potency for one in CAMPAIGNS])
EMAIL = KEYS.index("email")


@dataclass(frozen=True)
class Exposures:
    """Every contact, by need.

    Attributes:
        channel: place in CHANNELS; of what took a withheld channel's place, the channel that did.
        campaign: place in CAMPAIGNS, or NO_CAMPAIGN.
        part: where on the way from awareness to the decision it lies, 0 to 1.
        seen: whether it ended in a visit.
        doses: needs x (campaigns, then channels without one) of what was really received.
    """

    need: Longs
    channel: Longs
    campaign: Longs
    part: Reals
    seen: Bools
    doses: Reals

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.need)


def exposures(options: Options, chunk: int, people: People, needs: Needs) -> Exposures:
    """Draw every contact of a chunk's needs; a withheld one never happens, or is replaced by a free visit."""
    found = [_of_channel(options, chunk, people, needs, place) for place in range(len(CHANNELS))]
    need, channel, campaign, part, seen, withheld = (np.concatenate(columns) for columns in zip(*found, strict=True))
    real = ~withheld
    doses = np.zeros((needs.count, len(CAMPAIGNS) + len(CHANNELS)))
    column = np.where(campaign >= 0, campaign, len(CAMPAIGNS) + channel)
    weight = np.where(campaign >= 0, _POTENCY[campaign], 1.0)
    np.add.at(doses, (need[real], column[real]), weight[real])
    instead = np.array([KEYS.index(one.instead) if one.instead else -1 for one in CHANNELS])
    kept = real | (instead[channel] >= 0)
    channel = np.where(withheld, instead[channel], channel)
    campaign = np.where(withheld, NO_CAMPAIGN, campaign)
    order = np.argsort(need[kept], kind="stable")
    need, channel, campaign, part, seen = (one[kept][order] for one in (need, channel, campaign, part, seen))
    return Exposures(need, channel, campaign, part, seen, doses)


def _of_channel(
    options: Options, chunk: int, people: People, needs: Needs, place: int
) -> tuple[Longs, Longs, Longs, Reals, Bools, Bools]:
    """Draw one channel's contacts from streams of its own, so that withholding one moves no other."""
    one = CHANNELS[place]
    rng = stream(options.seed, chunk, f"exposures {one.key}")
    affinity = np.array([persona.affinity.get(one.key, 1.0) for persona in PERSONAS])[people.persona[needs.customer]]
    rate = one.rate * affinity * np.exp(one.driven * needs.intent - one.driven**2 / 2)
    if place == EMAIL:
        rate = rate * people.subscribed[needs.customer]
    need, _ = repeated(rng.poisson(rate))
    count = len(need)
    campaigns = CAMPAIGNS_OF[one.key]
    campaign = np.full(count, NO_CAMPAIGN, np.int64)
    if campaigns:
        campaign = np.array(campaigns)[chosen(rng, np.array([CAMPAIGNS[each].share for each in campaigns]), count)]
    customer = needs.customer[need]
    withheld = people.held_channels[customer, place]
    withheld = withheld | (people.held_campaigns[customer, campaign] & (campaign >= 0))
    part = rng.beta(*one.when, count)
    return need, np.full(count, place), campaign, part, rng.random(count) < one.seen, withheld
