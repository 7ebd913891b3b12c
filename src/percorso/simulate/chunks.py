"""Chunks: one part of the customers from the first random number to all that happened to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from percorso.simulate.aftermath import Aftermath, aftermath
from percorso.simulate.arrivals import Arrivals, arrivals, robots
from percorso.simulate.baskets import Baskets, baskets
from percorso.simulate.browsing import BOOKING, ORDER, Events, browsing
from percorso.simulate.calls import Caller
from percorso.simulate.catalogue import Catalogue, catalogue
from percorso.simulate.clock import Clock
from percorso.simulate.exposures import Exposures, exposures
from percorso.simulate.needs import Needs, needs
from percorso.simulate.options import Options
from percorso.simulate.outcomes import Outcomes, outcomes
from percorso.simulate.people import People, people
from percorso.simulate.sessions import sessions
from percorso.simulate.visits import Visits, visits
from percorso.simulate.vocabulary import Pages, details


@dataclass(frozen=True)
class Chunk:
    """All that happened to one part of the customers."""

    options: Options
    number: int
    clock: Clock
    catalogue: Catalogue
    people: People
    needs: Needs
    exposures: Exposures
    outcomes: Outcomes
    baskets: Baskets
    visits: Visits
    arrivals: Arrivals
    caller: Caller
    after: Aftermath


def simulate_chunk(options: Options, number: int, clock: Clock) -> Chunk:
    """Live through the period with one chunk of customers."""
    sold = catalogue(options.kind)
    who = people(options, number)
    wants = needs(options, number, who, clock, sold)
    met = exposures(options, number, who, wants)
    came = outcomes(options, who, wants, met, clock)
    filled = baskets(options, number, who, wants, came, sold)
    went = visits(options, number, who, wants, met, came, clock)
    pages = Pages.of(sold)
    said = details(sold, pages, who, filled)
    did = browsing(options, number, who, wants, went, filled, sold, pages, said)
    count, crawled = robots(options, number, went.count, sold, pages, said, clock)
    carried = sessions(options, number, who, went).and_robots(count, options.seed + number)
    everything = Events(
        *(np.concatenate(pair) for pair in zip(vars(did).values(), vars(crawled).values(), strict=True))
    )
    return Chunk(
        options=options,
        number=number,
        clock=clock,
        catalogue=sold,
        people=who,
        needs=wants,
        exposures=met,
        outcomes=came,
        baskets=filled,
        visits=went,
        arrivals=arrivals(options, number, everything, carried, clock),
        caller=Caller.of(sold.host, pages, said, carried, who.user_id),
        after=_orders(options, number, filled, went, did),
    )


def _orders(options: Options, number: int, filled: Baskets, went: Visits, did: Events) -> Aftermath:
    """Find the moment of each order, in the visit it was placed in, and what followed."""
    rows = np.flatnonzero((did.kind == ORDER) | (did.kind == BOOKING))
    basket_of_need = np.zeros(int(filled.need.max(initial=-1)) + 1, np.int64)
    basket_of_need[filled.need] = np.arange(filled.count)
    visit = did.visit[rows]
    return aftermath(options, number, filled, basket_of_need[went.need[visit]], visit, did.at[rows])
