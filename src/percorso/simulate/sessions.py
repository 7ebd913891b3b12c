"""Sessions: what every visit carries on all of its events: the browser, the address, the link that led to it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.simulate import texts
from percorso.simulate.clock import DAY
from percorso.simulate.options import Options
from percorso.simulate.people import ALL, COMPUTER, KIOSK, MEASURED, PHONE, UNSEEN, People, device_keys
from percorso.simulate.planted import CAMPAIGNS, CHANNELS
from percorso.simulate.streams import Bools, Longs, mixed, shares
from percorso.simulate.visits import Visits

_IPHONE, _ANDROID, _WINDOWS, _MAC, _FIREFOX, _IPAD, _KIOSK, _ROBOT, _OTHER_ROBOT = range(9)
AGENTS = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5"
    " Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5"
    " Safari/605.1.15",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5"
    " Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (X11; Linux aarch64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
)
# Safari forgets a site's own cookies that scripts have set after a week; people come back often enough for a month.
_FORGETS = 30 * DAY


@dataclass(frozen=True)
class Sessions:
    """One row a visit, a robot's after people's.

    Attributes:
        customer: whose visit it is; -1 for robots.
        query: what the link that led to it carries, from the question mark on; empty for none.
        referrer: the page before it; empty for none.
        campaign: place in CAMPAIGNS, or -1.
        seen: whether it is measured at all.
        skew: milliseconds its clock is ahead.
    """

    customer: Longs
    anonymous_id: pa.Array
    agent: Longs
    ip: pa.Array
    analytics: Bools
    advertising: Bools
    channel: Longs
    campaign: Longs
    query: pa.Array
    referrer: pa.Array
    seen: Bools
    skew: Longs

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.customer)

    def and_robots(self, robots: int, salt: int) -> Sessions:
        """Add the visits of robots, which run no campaign and agree to nothing."""
        keys = mixed(np.arange(robots), salt, 9)
        nobody = np.full(robots, -1, np.int64)
        nothing = texts.taken(texts.strings([""]), np.zeros(robots, np.int64))
        other = Sessions(
            customer=nobody,
            anonymous_id=texts.uuids(keys),
            agent=np.where(shares(keys) < 0.7, _ROBOT, _OTHER_ROBOT),
            ip=texts.join("100.127.", texts.numbers((keys % np.uint64(250)).astype(np.int64)), ".7"),
            analytics=np.ones(robots, bool),
            advertising=np.zeros(robots, bool),
            channel=nobody,
            campaign=nobody,
            query=nothing,
            referrer=nothing,
            seen=np.ones(robots, bool),
            skew=np.zeros(robots, np.int64),
        )
        return Sessions(*(_both(getattr(self, one.name), getattr(other, one.name)) for one in fields(self)))


def _both(one: Any, other: Any) -> Any:
    return pa.concat_arrays([one, other]) if isinstance(one, pa.Array) else np.concatenate([one, other])


def sessions(options: Options, chunk: int, people: People, visits: Visits) -> Sessions:
    """Say what each visit carries."""
    customer, device = visits.customer, visits.device
    safari = (device == PHONE) & people.apple[customer]
    reset = np.where(safari, (visits.at + (customer % 30) * DAY) // _FORGETS - visits.at.min(initial=0) // _FORGETS, 0)
    agreed = people.agreed[customer]
    keys = device_keys(people, options.seed, customer, device, reset)
    # Who refuses is measured without a cookie: every visit is another visitor.
    alone = mixed(np.arange(visits.count), options.seed, chunk, 5)
    keys = np.where(agreed > MEASURED, alone, keys)
    place = mixed(people.first + customer, options.seed, 3)
    octets = [
        texts.numbers(((place >> np.uint64(shift)) % np.uint64(size)).astype(np.int64))
        for shift, size in ((8, 62), (16, 256), (24, 256))
    ]
    query, referrer = _links(people, visits)
    return Sessions(
        customer=customer,
        anonymous_id=texts.uuids(keys),
        agent=_agents(people, visits),
        ip=texts.join(
            "100.",
            texts.numbers(64 + ((place >> np.uint64(8)) % np.uint64(62)).astype(np.int64)),
            ".",
            octets[1],
            ".",
            octets[2],
        ),
        analytics=agreed <= MEASURED,
        advertising=agreed == ALL,
        channel=visits.channel,
        campaign=visits.campaign,
        query=query,
        referrer=referrer,
        seen=agreed != UNSEEN,
        skew=people.skew[customer],
    )


def _agents(people: People, visits: Visits) -> Longs:
    drawn = shares(mixed(people.first + visits.customer, 8))
    phone = np.where(people.apple[visits.customer], _IPHONE, _ANDROID)
    computer = np.where(drawn < 0.68, _WINDOWS, np.where(drawn < 0.9, _MAC, _FIREFOX))
    known = np.where(visits.device == PHONE, phone, np.where(visits.device == COMPUTER, computer, _IPAD))
    return np.where(visits.device == KIOSK, _KIOSK, known)


def _links(people: People, visits: Visits) -> tuple[pa.Array, pa.Array]:
    """Write what leads to each visit: campaign parameters, a click id, whose e-mail it was; and the page before."""
    combined = [
        _tagged(channel, campaign) for channel in range(len(CHANNELS)) for campaign in range(-1, len(CAMPAIGNS))
    ]
    code = visits.channel * (len(CAMPAIGNS) + 1) + visits.campaign + 1
    tagged = texts.taken(texts.strings(combined), code)
    click = texts.hexadecimal(mixed(visits.at + visits.customer, 11), 16)
    sender = texts.hexadecimal(mixed(people.first + visits.sender, 12), 16)
    # What stands before the click's own number, per combination.
    prefixes = [_click(channel, campaign) for channel in range(len(CHANNELS)) for campaign in range(-1, len(CAMPAIGNS))]
    prefix = texts.taken(texts.strings(prefixes), code)
    number = pc.if_else(pc.equal(prefix, "&mc_eid="), sender, click)
    number = pc.if_else(pc.equal(prefix, ""), "", number)
    referrers = texts.strings([one.referrer for one in CHANNELS])
    return texts.join(tagged, prefix, number), texts.taken(referrers, visits.channel)


def _tagged(channel: int, campaign: int) -> str:
    one = CHANNELS[channel]
    if campaign < 0:
        return f"?utm_source={one.source}" if one.key == "ai_assistant" else ""
    return f"?utm_source={one.source}&utm_medium={one.medium}&utm_campaign={CAMPAIGNS[campaign].key}"


def _click(channel: int, campaign: int) -> str:
    if campaign < 0:
        return ""
    one = CHANNELS[channel]
    if one.key == "email":
        return "&mc_eid="
    if one.source == "google":
        return "&gclid="
    return "&fbclid=" if one.source == "facebook" else ""
