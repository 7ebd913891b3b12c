"""A shop's raw events as the store holds them, drawn by arrays.

Straight into the columns of ``events``: what a build is measured on is the stored table, and bringing tens of millions
of rows in through files takes far longer than what is measured. What costs a build time is drawn as shops have it: ids
as texts, several devices a person, people who log in only here and there, click ids that make nearly every paid landing
an address of its own, orders of some 300 bytes, late arrivals. What the data means is not: people here want nothing in
particular, so no answer about them is of any interest.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench._harness import assortment
from bench._harness.assortment import agents, origins, pages, price, product_name
from bench._harness.texts import Numbers, chosen, hex_ids, numbered, scattered
from bench._harness.visits import DAY, EVENTS_A_VISIT, VISITS_A_PERSON, Visits, visits
from percorso.tables import EVENTS

# Raised with every change of what is drawn.
VERSION = 1
DAYS = 90
BATCH_ROWS = 400_000
FIRST_DAY = 20_500  # 2026-02-16, in days since 1970
_PAUSE = 50_000_000  # between two events, on average

_NAMES = {
    "content": "Page Viewed",
    "list": "Product List Viewed",
    "product": "Product Viewed",
    "search": "Products Searched",
    "added": "Product Added",
    "checkout": "Checkout Started",
    "payment": "Payment Info Entered",
    "order": "Order Completed",
    "login": "Identified",
}
_CODES = {kind: code for code, kind in enumerate(_NAMES)}
_LANDED = np.array([_CODES[kind] for kind in ("content", "content", "list", "product", "product")])
_BROWSED = np.array([_CODES[kind] for kind in ("content", "list", "list", "product", "product", "product", "search")])
# From a buying visit's last event backwards.
_CLOSING = np.array([_CODES[kind] for kind in ("order", "payment", "checkout", "added")])
_LOGS_IN = 0.3


@dataclass(frozen=True)
class Shop:
    """What is drawn: the number of events in the first 90 days, and the seed. The same shop draws the same rows."""

    events: int
    seed: int = 7

    @property
    def people(self) -> int:
        """How many people may come."""
        return max(20, round(self.events / EVENTS_A_VISIT / VISITS_A_PERSON))

    def batches(self) -> Iterator[pa.Table]:
        """Draw the first 90 days as they were received, exactly as many events as the shop has."""
        for day in range(DAYS):
            yield from self.received(day, self.events * (day + 1) // DAYS - self.events * day // DAYS)

    def received(self, day: int, events: int) -> Iterator[pa.Table]:
        """Draw what is received on one day, in tables with all columns of ``events`` but ``seq``."""
        for part, start in enumerate(range(0, events, BATCH_ROWS)):
            rng = np.random.Generator(np.random.PCG64([self.seed, day, part]))
            drawn = visits(rng, self.people, (FIRST_DAY + day) * DAY, min(BATCH_ROWS, events - start))
            yield _table(rng, drawn, day, day << 40 | part << 32)


def _table(rng: np.random.Generator, drawn: Visits, day: int, number: int) -> pa.Table:
    first = np.cumsum(drawn.length) - drawn.length
    of = np.repeat(np.arange(len(first)), drawn.length)
    size = len(of)
    place = np.arange(size) - first[of]
    kind = _kinds(rng, drawn, of, place)
    since = np.cumsum(rng.exponential(_PAUSE, size)).astype(np.int64)
    at = drawn.began[of] + since - since[first][of]
    midnight = (FIRST_DAY + day) * DAY
    received = np.clip(at + drawn.delay[of], midnight, midnight + DAY - 1)
    ids = np.arange(size) + number
    columns = {
        "event_id": hex_ids(ids, 1),
        "source": pa.repeat("web", size),
        "shop": pa.repeat("shop", size),
        "received_at": _instants(received),
        "received_on": pa.array(np.full(size, FIRST_DAY + day, dtype=np.int32)).cast(pa.date32()),
        "at": _instants(at),
        "kind": chosen(pa.array(["track", "page", "identify"]), (kind == 0) + 2 * (kind == _CODES["login"])),
        "name": chosen(pa.array(list(_NAMES.values())), kind),
        **_who(drawn, of, kind),
        **_where(rng, drawn, of, place, kind, ids),
    }
    missing = [name for name in EVENTS.columns if name not in columns and name != "seq"]
    return pa.table(columns | {name: pa.nulls(size, pa.string()) for name in missing})


def _kinds(rng: np.random.Generator, drawn: Visits, of: Numbers, place: Numbers) -> Numbers:
    """Say what each event is: a landing, browsing, a login, a cart at some visits' end, an order at a few."""
    kind = rng.choice(_BROWSED, len(of))
    landing = place == 0
    kind[landing] = rng.choice(_LANDED, len(drawn.length))
    back = drawn.length[of] - 1 - place
    kind[(place == 1) & (drawn.user[of] >= 0) & (rng.random(len(of)) < _LOGS_IN)] = _CODES["login"]
    kind[drawn.carts[of] & (back == 0)] = _CODES["added"]
    closing = drawn.buys[of] & (back < len(_CLOSING))
    kind[closing] = _CLOSING[back[closing]]
    return kind


def _who(drawn: Visits, of: Numbers, kind: Numbers) -> dict[str, pa.Array]:
    """Give ids as a site sends them: the device's always, the user's while logged in, an address when it is typed."""
    person = numbered(drawn.person)
    address = pc.binary_join_element_wise("customer", person, "@example.com", "")
    traits = pc.binary_join_element_wise('{"email":"', address, '","language":"it"}', "")
    login = kind == _CODES["login"]
    octets = [numbered(scattered(drawn.device, salt) % np.uint64(256)) for salt in (13, 14)]
    agent = (scattered(drawn.device, 15) % np.uint64(len(agents()))).astype(np.int64)
    return {
        "anonymous_id": chosen(hex_ids(drawn.device, 3), of),
        "user_id": chosen(pc.binary_join_element_wise("u", person, "-"), np.where(drawn.user[of] >= 0, of, -1)),
        "email": chosen(address, np.where(login | (kind == _CODES["order"]), of, -1)),
        "traits": chosen(traits, np.where(login, of, -1)).fill_null("{}"),
        "ip": chosen(pc.binary_join_element_wise("93.40", *octets, "."), of),
        "user_agent": chosen(agents(), agent[of]),
    }


def _where(
    rng: np.random.Generator, drawn: Visits, of: Numbers, place: Numbers, kind: Numbers, ids: Numbers
) -> dict[str, pa.Array]:
    """Give the page of each event, where its visit came from, and what the event tells."""
    page = _pages(rng, kind)
    origin = np.where(place == 0, drawn.origin[of], -1)
    landing = np.flatnonzero(place == 0)
    known, came = pages(), origins()
    query = chosen(came.queries, origin[landing])
    click = pc.if_else(pc.ends_with(query, "="), hex_ids(ids[landing], 5), "")
    landed = pc.binary_join_element_wise(chosen(known.addresses, page[landing]), query, click, "")
    before = np.where(place > 0, np.roll(page, 1), -1)
    ordered = np.flatnonzero(kind == _CODES["order"])
    order_ids = numbered(ids[ordered])
    properties = [_order(rng, number) for number in order_ids.to_pylist()]
    return {
        "order_id": _laid(pa.nulls(len(of), pa.string()), ordered, order_ids),
        "url": _laid(chosen(known.addresses, page), landing, landed),
        "referrer": pc.coalesce(chosen(came.referrers, origin), chosen(known.addresses, before)),
        "utm_source": chosen(came.sources, origin),
        "utm_medium": chosen(came.mediums, origin),
        "utm_campaign": chosen(came.campaigns, origin),
        "properties": _laid(chosen(known.properties, page), ordered, pa.array(properties, pa.string())),
    }


def _pages(rng: np.random.Generator, kind: Numbers) -> Numbers:
    """Draw each event's page; of each kind a few are seen far more often than the rest."""
    sizes = {"content": assortment.CONTENT, "list": assortment.LISTS, "search": assortment.SEARCHES}
    sizes |= dict.fromkeys(("product", "added"), assortment.PRODUCTS)
    firsts = [assortment.first_of("product" if name == "added" else name) for name in _NAMES]
    drawn = rng.random(len(kind)) ** 3 * np.array([sizes.get(name, 1) for name in _NAMES])[kind]
    page: Numbers = np.array(firsts)[kind] + drawn.astype(np.int64)
    return page


def _order(rng: np.random.Generator, number: str) -> str:
    """Write an order's properties, as the Segment specification has them."""
    bought = [(int(one), int(rng.integers(1, 3))) for one in rng.integers(0, assortment.PRODUCTS, rng.integers(1, 5))]
    goods = sum(price(product) * pieces for product, pieces in bought)
    told = {
        "order_id": number,
        "total": (goods + 490) / 100,
        "shipping": 4.9,
        "tax": round(goods * 22 / 122) / 100,
        "currency": "EUR",
        "products": [
            {
                "product_id": f"sku-{product:05d}",
                "name": product_name(product),
                "price": price(product) / 100,
                "quantity": pieces,
            }
            for product, pieces in bought
        ],
    }
    return json.dumps(told, separators=(",", ":"))


def _laid(column: pa.Array, places: Numbers, values: pa.Array) -> pa.Array:
    """Put values at places of a column."""
    mask = np.zeros(len(column), dtype=bool)
    mask[places] = True
    return pc.replace_with_mask(column, pa.array(mask), values)


def _instants(micros: Numbers) -> pa.Array:
    return pa.array(micros).cast(pa.timestamp("us", "UTC"))
