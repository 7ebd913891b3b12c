"""Arrivals: where each event says it came from, judged once per distinct combination of what it carries."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.sequence.codes import Bools, Coded, Ints, distinct
from percorso.trace.channels import ChannelRules, Classified, Visit
from percorso.trace.pages import Links
from percorso.trace.stages import StageRules

_CARRIED = ("referrer", "utm_source", "utm_medium", "utm_campaign", "channel", "utm_content")
# The host of an address, with its scheme.
_PAGE = re.compile(r"([a-z][a-z0-9+.-]*://[^/?#]+)", re.IGNORECASE)
# What a shop's system tells of a cart by itself is, like an order, no evidence of a direct visit.
_OF_CARTS = frozenset(("Cart Updated", "Cart Emptied"))
_SILENT = Classified(None, "no source stated", None, None, None, False)
_ORDER_ALONE = Classified(None, "no source: an order alone shows no arrival", None, None, None, False)


@dataclass(frozen=True)
class Arrivals:
    """What every event says about where it came from.

    Attributes:
        on_site: whether the event happened on the site or in the app, and so belongs to a session.
        outbound: whether the shop sent it.
        after_named: whether its name is of those that concern an order that was placed.
        origin: each event's place in ``origins``.
        origins: the distinct answers.
        touch: whether the event may be an arrival (False: a return, or nothing is known).
        sent: whether it is a return from where the shop had sent the visitor.
        campaign: what the event names as its source, as a dense number; -1 when it names none (direct, or a return).
    """

    on_site: Bools
    outbound: Bools
    after_named: Bools
    origin: Ints
    origins: tuple[Classified, ...]
    touch: Bools
    sent: Bools
    campaign: Ints


class _Case(NamedTuple):
    visit: Visit
    on_site: bool
    conversion: bool
    named: str | None  # the channel its event name gives


def arrivals_of(
    moments: pa.Table, links: Links, conversion: Bools, channels: ChannelRules, stages: StageRules
) -> Arrivals:
    """Judge every event.

    On the site is what has a page (or screen), a session or, where neither its name nor the shop's sending it says
    otherwise, an anonymous visitor. An order that names no source is no evidence of a direct visit: servers report
    orders without a page, often long after the visit.

    Args:
        moments: events of kinds track, page and screen.
        links: the address of each one's page.
        conversion: whether each is part of an order.
        channels: the rules that classify a visit.
        stages: the rules that read event names.
    """
    name = Coded.of(moments["name"])
    outbound = name.having(stages.outbound.match)
    after_named = name.having(stages.after_order.match) & ~conversion
    named = name.into(stages.channel_named)
    on_site = _on_site(moments, links, outbound, after_named, named)
    carried = _pageless(links, [Coded.of(moments[column]) for column in _CARRIED])
    first, place = distinct([*(one.codes for one in carried), named.codes, on_site, conversion])
    columns = [[one.words[code] if code >= 0 else None for code in one.codes[first]] for one in (*carried, named)]
    judged = [
        _judge(_Case(_visit(*texts[:-1]), bool(on_site[row]), bool(conversion[row]), texts[-1]), channels)
        for row, texts in zip(first.tolist(), zip(*columns, strict=True), strict=True)
    ]
    origins = tuple(dict.fromkeys(origin for origin, _ in judged))
    numbers = {origin: number for number, origin in enumerate(origins)}
    origin = np.array([numbers[origin] for origin, _ in judged], dtype=np.int64)[place]
    touch, sent = (np.array([getattr(one, name) for one in origins], dtype=bool)[origin] for name in ("touch", "sent"))
    return Arrivals(on_site, outbound, after_named, origin, origins, touch, sent, _campaigns(judged)[place])


def _pageless(links: Links, carried: list[Coded]) -> list[Coded]:
    """Drop the path of the shop's own pages, which says nothing of where a visit came from.

    It leaves a handful of combinations to judge where otherwise every pair of pages would be one.
    """
    referrer, *others = carried
    page = links.page.into(_pathless, key=_pathless)
    shop = frozenset(_host(word)[0] for word in page.used()) - {""}

    def outside(address: str) -> str:
        host, written = _host(address)
        return f"{written}/" if host in shop else address

    return [page, links.rest, referrer.into(outside, key=(_pageless, shop)), *others]


def _visit(page: str | None, rest: str | None, *told: str | None) -> Visit:
    return Visit(None if page is None else page + (rest or ""), *told)


@lru_cache(maxsize=1 << 17)
def _pathless(address: str) -> str:
    """Take the path out of an address that names a host."""
    place = address.partition("?")[0].partition("#")[0]
    written = _host(place)[1]
    return f"{written}/{address[len(place) :]}" if written else address


@lru_cache(maxsize=1 << 17)
def _host(address: str) -> tuple[str, str]:
    """Give the host of an address, in small letters and as written; empty where it has none."""
    found = _PAGE.match(address)
    return (found[1].lower(), found[1]) if found else ("", "")


def _on_site(moments: pa.Table, links: Links, outbound: Bools, after_named: Bools, named: Coded) -> Bools:
    paged: Bools = (links.page.codes >= 0) | np.asarray(pc.is_valid(moments["session_id"]))
    paged = paged | Coded.of(moments["kind"]).having(("page", "screen").__contains__)
    told_by_shop = Coded.of(moments["name"]).having(_OF_CARTS.__contains__)
    anonymous = np.asarray(pc.is_valid(moments["anonymous_id"])) & ~told_by_shop
    off_by_name = outbound | (named.codes >= 0)
    found: Bools = ~off_by_name & (paged | (anonymous & ~after_named))
    return found


def _judge(case: _Case, channels: ChannelRules) -> tuple[Classified, bool]:
    """Give the origin, and whether the event itself names it."""
    visit = case.visit
    if not case.on_site and not any(visit):
        if case.named is None:
            return _SILENT, False
        return Classified(case.named, "event name", None, None, None, True), True
    origin = channels.classify(visit)
    declared = bool(visit.channel and visit.channel.strip())
    direct = (origin.channel or "").casefold() == "direct" if declared else origin.source == "(direct)"
    names_it = origin.touch and not direct
    stated = declared or visit.source is not None or visit.medium is not None
    if names_it or (stated and origin.touch):
        return origin, names_it
    if case.on_site:
        return _ORDER_ALONE if case.conversion and origin.touch else origin, False
    return _judge(case._replace(visit=Visit()), channels)


def _campaigns(judged: list[tuple[Classified, bool]]) -> Ints:
    """Number what is named; a campaign is a channel, source, medium and campaign together."""
    numbers: dict[tuple[str | None, ...], int] = {}
    return np.array(
        [
            numbers.setdefault((one.channel, one.source, one.medium, one.campaign), len(numbers)) if names_it else -1
            for one, names_it in judged
        ],
        dtype=np.int64,
    )
