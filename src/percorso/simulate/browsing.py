"""Browsing: what is done in each visit, event by event, as rows of numbers."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import NamedTuple

import numpy as np

from percorso.simulate.baskets import CART, Baskets
from percorso.simulate.catalogue import Catalogue
from percorso.simulate.needs import Needs
from percorso.simulate.options import Options
from percorso.simulate.outcomes import STEPS
from percorso.simulate.people import People
from percorso.simulate.planted import CHANNELS
from percorso.simulate.streams import Bools, Longs, Reals, repeated, stream
from percorso.simulate.visits import ACCOUNT, BROWSE, Visits
from percorso.simulate.vocabulary import SEARCHES, Details, Pages


class Kind(NamedTuple):
    """A kind of event: the call's type, its event name or page name, and the usual seconds before it."""

    type: str
    name: str
    pause: float


KINDS = (
    Kind("page", "Pagina", 22.0),
    Kind("track", "Products Searched", 0.6),
    Kind("track", "Product List Viewed", 0.5),
    Kind("track", "Product Viewed", 0.5),
    Kind("track", "Product Added", 18.0),
    Kind("track", "Cart Viewed", 0.5),
    Kind("track", "Coupon Applied", 20.0),
    Kind("track", "Coupon Denied", 20.0),
    Kind("track", "Checkout Started", 0.5),
    Kind("track", "Checkout Step Viewed", 2.0),
    Kind("track", "Checkout Step Completed", 45.0),
    Kind("track", "Payment Info Entered", 40.0),
    Kind("track", "Order Completed", 9.0),
    Kind("identify", "", 3.0),
    Kind("track", "Booking Completed", 9.0),
    Kind("track", "Product Added to Wishlist", 12.0),
    Kind("alias", "", 0.4),
)
(PAGE, SEARCHED, LISTED, VIEWED, ADDED, CARTED, COUPON, DENIED, STARTED, STEP_VIEWED, STEP_DONE, PAID, ORDER, IDENTIFY,
 BOOKING, WISHED, ALIAS) = range(len(KINDS))  # fmt: skip
PAUSES = np.array([one.pause for one in KINDS])


@dataclass(frozen=True)
class Events:
    """Events as numbers.

    Attributes:
        visit: its place among the visits.
        at: wall-clock milliseconds by the person's own time.
        page: its place among the pages; ``lands`` says it is the page the visit opened with.
        detail: its place among the vocabulary's details.
        known: whether the account's id is on it.
    """

    visit: Longs
    at: Longs
    kind: Longs
    page: Longs
    detail: Longs
    lands: Bools
    known: Bools

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.visit)

    def where(self, rows: Bools | Longs) -> Events:
        """Give some of the events."""
        return Events(*(getattr(self, one.name)[rows] for one in fields(self)))


@dataclass
class _Rows:
    """Rows being gathered: of which visit, in which order within it."""

    columns: list[tuple[Longs, Longs, Longs, Longs, Longs]] = field(default_factory=list)

    def put(self, visit: Longs, rank: Longs | int, kind: Longs | int, page: Longs | int, detail: Longs | int) -> None:
        """Add one row for each visit given."""
        same = [np.broadcast_to(np.asarray(one, np.int64), visit.shape) for one in (rank, kind, page, detail)]
        self.columns.append((visit, same[0], same[1], same[2], same[3]))

    def gathered(self) -> tuple[Longs, Longs, Longs, Longs]:
        """Give visit, kind, page and detail, by visit and rank."""
        visit, rank, kind, page, detail = (np.concatenate(column) for column in zip(*self.columns, strict=True))
        order = np.argsort(visit * 4096 + rank, kind="stable")
        return visit[order], kind[order], page[order], detail[order]


def browsing(
    options: Options,
    chunk: int,
    people: People,
    needs: Needs,
    visits: Visits,
    baskets: Baskets,
    catalogue: Catalogue,
    pages: Pages,
    details: Details,
) -> Events:
    """Play every visit."""
    rng = stream(options.seed, chunk, "browsing")
    rows = _Rows()
    landing = _landing(rng, needs, visits, catalogue, pages)
    all_visits = np.arange(visits.count)
    rows.put(all_visits, 0, PAGE, landing, details["page"] + landing)
    on_product = np.flatnonzero((landing >= pages.product) & (landing < pages.search))
    rows.put(on_product, 1, VIEWED, landing[on_product], details["viewed"] + landing[on_product] - pages.product)
    if options.holdouts:
        first = _first_on_device(visits)
        rows.put(first, 2, IDENTIFY, landing[first], details["arms"] + visits.customer[first])
    logged = people.registered[visits.customer] & (rng.random(visits.count) < 0.35)
    _look_around(rng, options, rows, needs, visits, catalogue, pages, details)
    basket = _basket_of(visits, needs, baskets)
    _buy(rows, people, visits, basket, baskets, pages, details, hotel=options.kind == "hotel")
    visit, kind, page, detail = rows.gathered()
    starts = np.searchsorted(visit, np.arange(visits.count))
    lands = np.zeros(len(visit), bool)
    lands[starts] = True
    lands |= (np.arange(len(visit)) == starts[visit] + 1) & (kind == VIEWED) & (page == landing[visit])
    at = visits.at[visit] + _elapsed(rng, kind, starts, visit)
    return Events(visit, at, kind, page, detail, lands, _known(people, visits, logged, visit, kind, starts))


def _first_on_device(visits: Visits) -> Longs:
    """Find the first visit of each person on each device: there a platform's tag learns who is in which arm."""
    _, first = np.unique(visits.customer * 4 + visits.device, return_index=True)
    return np.sort(first)


def _landing(rng: np.random.Generator, needs: Needs, visits: Visits, catalogue: Catalogue, pages: Pages) -> Longs:
    """Choose the page each visit opens with, as its channel leads to."""
    need = visits.need
    home, category, product = 0, pages.category + needs.category[need], pages.product + needs.product[need]
    other = pages.product + catalogue.of_category(needs.category[need], rng.random(visits.count))
    key = np.array([one.key for one in CHANNELS])[visits.channel]
    drawn = rng.random(visits.count)
    page = np.where(drawn < 0.55, home, np.where(drawn < 0.8, category, other))
    page = np.where(np.isin(key, ["brand_search", "direct"]), np.where(drawn < 0.8, home, category), page)
    page = np.where(np.isin(key, ["paid_shopping", "retargeting"]), product, page)
    leads = np.where(drawn < 0.7, category, other)
    page = np.where(np.isin(key, ["display", "paid_social", "email", "generic_search", "affiliates"]), leads, page)
    reads = (key == "organic_search") & (drawn > 0.85)
    page = np.where(reads, pages.blog + (need % 2), page)
    return np.where(visits.ends == ACCOUNT, pages.account, page)


def _look_around(
    rng: np.random.Generator,
    options: Options,
    rows: _Rows,
    needs: Needs,
    visits: Visits,
    catalogue: Catalogue,
    pages: Pages,
    details: Details,
) -> None:
    """Search, look through lists and at products: in every visit that is more than a glance."""
    looks = (visits.ends >= BROWSE) & (visits.ends != ACCOUNT)
    much = options.people.browsing
    searches = np.flatnonzero(looks & (rng.random(visits.count) < min(1.0, 0.16 * much)))
    word = rng.integers(0, len(SEARCHES), len(searches))
    rows.put(searches, 10, PAGE, pages.search + word, details["page"] + pages.search + word)
    rows.put(searches, 11, SEARCHED, pages.search + word, details["searched"] + word)
    lists, turn = repeated(np.where(looks, np.minimum(rng.poisson(0.8 * much, visits.count), 20), 0))
    category = needs.category[visits.need[lists]]
    rows.put(lists, 20 + turn * 20, PAGE, pages.category + category, details["page"] + pages.category + category)
    rows.put(lists, 21 + turn * 20, LISTED, pages.category + category, details["listed"] + category)
    views, turn = repeated(np.where(looks, np.minimum(rng.poisson(1.5 * much, visits.count), 40), 0))
    product = catalogue.of_category(needs.category[visits.need[views]], rng.random(len(views)))
    product = np.where(rng.random(len(views)) < 0.35, needs.product[visits.need[views]], product)
    # Two products to a list, as people go back and forth.
    rank = 22 + (turn // 2) * 20 + (turn % 2) * 3
    rows.put(views, rank, PAGE, pages.product + product, details["page"] + pages.product + product)
    rows.put(views, rank + 1, VIEWED, pages.product + product, details["viewed"] + product)
    likes = rng.random(len(views)) < 0.02
    rows.put(views[likes], rank[likes] + 2, WISHED, pages.product + product[likes], details["added"] + product[likes])


def _basket_of(visits: Visits, needs: Needs, baskets: Baskets) -> Longs:
    """Give each visit the basket it fills, or -1."""
    basket_of_need = np.full(needs.count, -1, np.int64)
    basket_of_need[baskets.need] = np.arange(baskets.count)
    fills = (visits.ends >= CART) & (visits.ends != ACCOUNT)
    return np.where(fills, basket_of_need[visits.need], -1)


def _buy(
    rows: _Rows,
    people: People,
    visits: Visits,
    basket_of: Longs,
    baskets: Baskets,
    pages: Pages,
    details: Details,
    *,
    hotel: bool,
) -> None:
    """Go from the cart as far as the visit goes."""

    def who(step: str, condition: Bools | None = None) -> tuple[Longs, Longs]:
        goes = (basket_of >= 0) & (visits.ends > STEPS.index(step))
        found = np.flatnonzero(goes if condition is None else goes & condition)
        return found, basket_of[found]

    filling, basket = who("cart")
    of, place = repeated(np.diff(baskets.starts)[basket])
    product = baskets.product[baskets.starts[basket[of]] + place]
    rows.put(filling[of], 1000 + 2 * np.minimum(place, 400), ADDED, pages.product + product, details["added"] + product)
    rows.put(filling, 2000, PAGE, pages.cart, details["page"] + pages.cart)
    rows.put(filling, 2001, CARTED, pages.cart, details["cart"] + basket)
    for taken, kind, name in ((baskets.coupon, COUPON, "coupon"), (baskets.denied, DENIED, "denied")):
        found, basket = who("cart", (basket_of >= 0) & taken[basket_of] if baskets.count else None)
        rows.put(found, 2002, kind, pages.cart, details[name] + basket)
    found, basket = who("checkout")
    rows.put(found, 2010, PAGE, pages.checkout, details["page"] + pages.checkout)
    rows.put(found, 2011, STARTED, pages.checkout, details["checkout"] + basket)
    rows.put(found, 2012, STEP_VIEWED, pages.checkout, details["step"] + 3 * basket)
    for number, step in enumerate(("delivery", "payment"), start=1):
        found, basket = who(step)
        rows.put(found, 2020 + 10 * number, STEP_DONE, pages.checkout, details["step"] + 3 * basket + number - 1)
        rows.put(found, 2021 + 10 * number, STEP_VIEWED, pages.checkout, details["step"] + 3 * basket + number)
        if step == "delivery":
            customer = visits.customer[found]
            traits = np.where(people.registered[customer], details["login"], details["guest"])
            rows.put(found, 2029, IDENTIFY, pages.checkout, traits + customer)
            # Some accounts are made on the spot: older SDKs say so by an alias.
            made = people.registered[customer] & (baskets.need[basket] % 8 == 0)
            rows.put(found[made], 2028, ALIAS, pages.checkout, details["nothing"])
    found, basket = who("payment")
    rows.put(found, 2050, PAID, pages.checkout, details["payment"] + basket)
    found, basket = who("order")
    rows.put(found, 2051, STEP_DONE, pages.checkout, details["step"] + 3 * basket + 2)
    rows.put(found, 2060, BOOKING if hotel else ORDER, pages.checkout, details["order"] + basket)
    rows.put(found, 2061, PAGE, pages.thanks, details["page"] + pages.thanks)


def _elapsed(rng: np.random.Generator, kind: Longs, starts: Longs, visit: Longs) -> Longs:
    """Give milliseconds since each visit's start; nobody pauses long enough to end a visit."""
    pause: Reals = PAUSES[kind] * np.exp(rng.normal(0, 0.7, len(kind))) * 1000
    pause = np.minimum(pause, 15 * 60_000)
    pause[starts] = 0
    total = np.cumsum(pause.astype(np.int64) + 1)
    return total - total[starts][visit]


def _known(people: People, visits: Visits, logged: Bools, visit: Longs, kind: Longs, starts: Longs) -> Bools:
    """Say which events carry the account's id: of those who are logged in all, else from the checkout's log-in on."""
    logs_in = ((kind == IDENTIFY) | (kind == ALIAS)) & (np.arange(len(kind)) > starts[visit] + 3)
    since = np.cumsum(logs_in)
    before = since[starts] - logs_in[starts]
    inside = (since - before[visit]) > 0
    account = logged[visit] | (visits.ends[visit] == ACCOUNT) | inside
    known: Bools = people.registered[visits.customer[visit]] & account
    return known
