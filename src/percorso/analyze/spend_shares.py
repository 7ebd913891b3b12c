"""Shares of spend: what of each campaign's cost went to some customers, by the contacts it brought."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from percorso.analyze.spend import SpendRow, normal


class Touches(NamedTuple):
    """How many contacts each channel and each campaign brought."""

    channels: Mapping[str, int]
    campaigns: Mapping[str, int]


@dataclass(frozen=True)
class Shared:
    """Spend as some customers had a part in it.

    Attributes:
        rows: the rows that were given, each with its part of the cost alone, which may be none; of clicks nothing is
            known.
        untold: the rows that nobody can have a part in, since no contact of their campaign or channel was seen.
    """

    rows: tuple[SpendRow, ...]
    untold: tuple[SpendRow, ...] = ()


def shared(spend: Sequence[SpendRow], everybody: Touches, members: Touches) -> Shared:
    """Share cost as contacts were shared: those of its campaign, or of its channel where none names the campaign.

    A campaign's parts are rounded together, so that those of two halves of all customers add up to its cost, to one
    minor unit.

    Args:
        spend: the rows.
        everybody: the contacts of all customers, in the days that spend covers.
        members: those of the customers it is asked of.
    """
    whole, part = _named(everybody), _named(members)
    cost: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    given: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    rows, untold = [], []
    for row in spend:
        share = _share(row, whole, part)
        own = (normal(row.campaign), row.channel, row.currency)
        if share is None:
            untold.append(row)
            share = Fraction()
        else:
            cost[own] += row.cost
        due = round(cost[own] * share)
        rows.append(row._replace(cost=due - given[own], clicks=None))
        given[own] = due
    return Shared(tuple(rows), tuple(untold))


def _named(touches: Touches) -> Touches:
    """Bring the spellings of each campaign together."""
    found: defaultdict[str, int] = defaultdict(int)
    for campaign, count in touches.campaigns.items():
        found[normal(campaign)] += count
    return Touches(touches.channels, found)


def _share(row: SpendRow, whole: Touches, part: Touches) -> Fraction | None:
    names = {normal(name) for name in (row.campaign, row.campaign_id) if name}
    contacts = sum(whole.campaigns.get(name, 0) for name in names)
    if contacts:
        return Fraction(sum(part.campaigns.get(name, 0) for name in names), contacts)
    contacts = whole.channels.get(row.channel, 0)
    return Fraction(part.channels.get(row.channel, 0), contacts) if contacts else None
