"""Arrivals: how events reach whoever collects them: late, twice, out of order, by wrong clocks, or not at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from percorso.simulate.browsing import PAGE, VIEWED, Events
from percorso.simulate.catalogue import Catalogue
from percorso.simulate.clock import DAY, HOUR, Clock
from percorso.simulate.options import Options
from percorso.simulate.sessions import Sessions
from percorso.simulate.streams import Keys, Longs, mixed, repeated, stream
from percorso.simulate.vocabulary import Details, Pages


@dataclass(frozen=True)
class Arrivals:
    """Events as collected, by arrival.

    Attributes:
        events: what they say.
        message: the key of each message's id; a repetition has its original's.
        timestamp, sent: milliseconds since 1970 UTC by the device's clock; ``received`` by the collector's.
    """

    events: Events
    message: Keys
    timestamp: Longs
    sent: Longs
    received: Longs

    def piece(self, start: int, end: int) -> Arrivals:
        """Give some that arrived one after another."""
        cut = slice(start, end)
        events = self.events.where(np.arange(start, min(end, self.events.count)))
        return Arrivals(events, self.message[cut], self.timestamp[cut], self.sent[cut], self.received[cut])


def arrivals(options: Options, chunk: int, events: Events, sessions: Sessions, clock: Clock) -> Arrivals:
    """Deliver a chunk's events."""
    rng = stream(options.seed, chunk, "arrivals")
    true = clock.instant(events.at)
    middle = (clock.first + clock.last) // 2 + 10 * DAY
    broken = (events.at >= middle) & (events.at < middle + options.dirt.outage_hours * HOUR)
    kept = np.flatnonzero(sessions.seen[events.visit] & ~broken)
    again = kept[rng.random(len(kept)) < options.dirt.duplicated]
    rows = np.concatenate([kept, again])
    skew = sessions.skew[events.visit[rows]]
    delay = 60 + rng.exponential(900, len(rows))
    late = rng.random(len(rows)) < options.dirt.late
    delay = np.where(late, rng.lognormal(np.log(3 * HOUR), 1.2, len(rows)), delay)
    delay = np.where(np.arange(len(rows)) >= len(kept), delay + rng.exponential(20_000, len(rows)), delay)
    sent = true[rows] + delay.astype(np.int64)
    received = sent + 20 + rng.exponential(120, len(rows)).astype(np.int64)
    order = np.argsort(received, kind="stable")
    rows, skew = rows[order], skew[order]
    return Arrivals(
        events=events.where(rows),
        message=mixed(rows, options.seed, chunk, 1),
        timestamp=true[rows] + skew,
        sent=sent[order] + skew,
        received=received[order],
    )


def robots(
    options: Options, chunk: int, visits: int, catalogue: Catalogue, pages: Pages, details: Details, clock: Clock
) -> tuple[int, Events]:
    """Let robots look at products; give how many visits they make, numbered after people's, and their events."""
    rng = stream(options.seed, chunk, "robots")
    count = int(rng.poisson(visits * options.dirt.bots))
    owner, turn = repeated(2 + rng.poisson(6, count))
    product = rng.integers(0, len(catalogue.price), len(owner))
    start = clock.first + (rng.random(count) * (clock.last - clock.first)).astype(np.int64)
    views = rng.random(len(owner)) < 0.5
    page = pages.product + product
    events = Events(
        visit=visits + owner,
        at=start[owner] + turn * 4_000,
        kind=np.where(views, VIEWED, PAGE),
        page=page,
        detail=np.where(views, details["viewed"] + product, details["page"] + page),
        lands=turn == 0,
        known=np.zeros(len(owner), bool),
    )
    return count, events
