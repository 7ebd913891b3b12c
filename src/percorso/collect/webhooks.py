"""Webhooks, as the log keeps them, become events, rows of quarantine, and notes of what is no event.

What comes of a request depends on it and on what came before it alone, and every event is known by what it says: a
delivery that comes again, under whatever id and topic, changes nothing.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from percorso.collect import jsontext, mapped, shopify_payloads, woocommerce_payloads
from percorso.collect.batches import Item, batches
from percorso.collect.catalogue import ProductState, is_of_product, product
from percorso.collect.identity import digest
from percorso.collect.json_pieces import pieces
from percorso.collect.mapping import RowMapping, read_mapping
from percorso.collect.nested import known, table, text, texts
from percorso.collect.options import ReadOptions
from percorso.collect.paths import reader
from percorso.collect.payload_files import taken
from percorso.collect.received import Received
from percorso.collect.rows import Occurrences, Stamp, tables_of
from percorso.core.errors import PercorsoError
from percorso.core.record import Rejected
from percorso.core.settings import Shop

# Under which webhooks come in, and lie in the log without their key.
PREFIX = "/webhooks/"
PRIVACY = ("customers/data_request", "customers/redact", "shop/redact")
_UNINSTALLED = "app/uninstalled"
# Rows set aside are read again by the connector that reads such records from files.
_CONNECTORS = {"shopify": "shopify", "woocommerce": "woocommerce", "generic": "jsonl"}

# Finds the number that customers see of an order, by source, shop and the platform's own id.
Known = Callable[[str, str, str], str | None]


class PrivacyRequest(NamedTuple):
    """What a person, or a shop that left, asks for by law; ``received_at`` is microseconds since 1970 UTC.

    Attributes:
        kind: one of PRIVACY.
        identifiers: JSON: ``customer_id``, ``email``, ``phone``, ``orders`` (the platform's ids), ``order_numbers``,
            ``shop_domain``; those that are said.
    """

    id: str
    kind: str
    source: str
    shop: str
    identifiers: str
    received_at: int


@dataclass
class Notes:
    """What came besides events.

    Attributes:
        privacy: requests, oldest first.
        uninstalled: source and shop to when its shop took the app away.
        topics: source, shop and topic of every delivery, and when it came.
        orders: source, shop and the platform's id of an order to the number customers see.
        products: what was said of products.
    """

    privacy: list[PrivacyRequest] = field(default_factory=list)
    uninstalled: dict[tuple[str, str], int] = field(default_factory=dict)
    topics: list[tuple[str, str, str, int]] = field(default_factory=list)
    orders: dict[tuple[str, str, str], str] = field(default_factory=dict)
    products: list[ProductState] = field(default_factory=list)


class _Delivery(NamedTuple):
    """One request; ``platform`` is the last part of its path."""

    request: Received
    platform: str
    topic: str
    id: str


def opened(
    requests: pa.Table, shop: Shop, known_order: Known = lambda _source, _shop, _id: None
) -> tuple[dict[str, pa.Table], Notes]:
    """Open deliveries into the tables of the events they carry, and notes.

    Args:
        requests: as REQUESTS says, all of them with a path under PREFIX, their signatures checked before.
        shop: the shop's settings.
        known_order: the orders of former deliveries.

    Returns:
        ``events`` (all columns but ``seq``), ``spend`` and ``quarantine``, those that have rows, each with ``request``,
        the row of the delivery that carried it; and the notes.
    """
    columns = requests.set_column(2, "received_at", requests["received_at"].cast(pa.int64()))
    notes = Notes()
    tables: defaultdict[str, list[pa.Table]] = defaultdict(list)
    for place, row in enumerate(columns.select(Received._fields).to_pylist()):
        delivery = _delivery(Received(**row))
        request = delivery.request
        stamp = Stamp(
            request.source, request.shop, _CONNECTORS[delivery.platform], "", request.received_at, request.mapping
        )
        options, seen = ReadOptions(shop, now=request.received_at), Occurrences()
        notes.topics.append((request.source, request.shop, delivery.topic, request.received_at))
        for batch in batches(_items(delivery, options, notes, known_order)):
            for name, found in tables_of(batch, stamp, seen).items():
                origin = pa.array(np.full(found.num_rows, place, dtype=np.int64))
                tables[name].append(found.append_column("request", origin))
    return {name: pa.concat_tables(found) for name, found in tables.items()}, notes


def connector_of(path: str) -> str | None:
    """Name the connector that reads what came under a path; None where that is no webhooks'."""
    return _CONNECTORS.get(path.removeprefix(PREFIX)) if path.startswith(PREFIX) else None


def _delivery(request: Received) -> _Delivery:
    told = jsontext.decode(request.headers or "{}")
    topic, own = text(told, "topic") or "", text(told, "delivery") or ""
    return _Delivery(request, request.path.removeprefix(PREFIX), topic, own)


def _items(delivery: _Delivery, options: ReadOptions, notes: Notes, known_order: Known) -> Iterator[Item]:
    request = delivery.request
    original = request.body.decode("utf-8", "replace")
    if delivery.platform == "generic":
        yield from _mapped(request.mapping or "", original, options)
        return
    try:
        document = jsontext.decode(original)
    except PercorsoError as problem:
        yield Rejected(1, problem.code, problem.message, original, delivery.topic)
        return
    if not isinstance(document, Mapping):
        yield Rejected(1, "bad_json", "The body is no JSON object.", original, delivery.topic)
    elif is_of_product(delivery.platform, delivery.topic):
        try:
            came = request.received_at
            told = product(delivery.platform, delivery.topic, document, request.source, request.shop, came)
            notes.products.append(told)
        except PercorsoError as problem:
            yield Rejected(1, problem.code, problem.message, original, delivery.topic)
    elif delivery.platform == "woocommerce":
        yield from taken(document, delivery.topic, 1, original, options, woocommerce_payloads.items)
    elif delivery.topic in PRIVACY:
        notes.privacy.append(_privacy(delivery, document, _numbers(request, notes, known_order)))
    elif delivery.topic == _UNINSTALLED:
        notes.uninstalled[request.source, request.shop] = request.received_at
    else:
        for own, number in shopify_payloads.order_numbers(document):
            notes.orders[request.source, request.shop, own] = number
        numbers = _numbers(request, notes, known_order)
        yield from taken(
            document,
            delivery.topic,
            1,
            original,
            options,
            lambda topic, payload: shopify_payloads.items(topic, payload, numbers),
        )


def _numbers(request: Received, notes: Notes, known_order: Known) -> shopify_payloads.Numbers:
    """Look an order's number up in what these deliveries told so far, then in what former ones did."""
    source, shop = request.source, request.shop
    return lambda own: notes.orders.get((source, shop, own)) or known_order(source, shop, own)


def _privacy(delivery: _Delivery, payload: Mapping[str, Any], numbers: shopify_payloads.Numbers) -> PrivacyRequest:
    request, customer = delivery.request, table(payload, "customer")
    orders = texts(payload, "orders_to_redact") or texts(payload, "orders_requested")
    identifiers = known(
        customer_id=text(customer, "id"),
        email=text(customer, "email"),
        phone=text(customer, "phone"),
        orders=orders,
        order_numbers=[number for own in orders if (number := numbers(own))],
        shop_domain=text(payload, "shop_domain"),
    )
    # Asked twice is asked twice; delivered twice is not.
    own = digest("privacy", request.source, request.shop, delivery.topic, delivery.id or jsontext.encode(payload))
    written = jsontext.encode(identifiers)
    return PrivacyRequest(own, delivery.topic, request.source, request.shop, written, request.received_at)


def _mapped(mapping: str, body: str, options: ReadOptions) -> Iterator[Item]:
    """Read what a generic webhook brought, an object or a list of them, through its mapping."""
    try:
        build = mapped.builder(_mapping(mapping, options.shop), reader, options)
    except PercorsoError as problem:
        # It was checked when it was set, by a version of the program or of the settings that took it.
        yield Rejected(1, problem.code, problem.message, body)
        return
    for number, (row, original) in enumerate(_rows(body), start=1):
        if isinstance(row, PercorsoError):
            yield Rejected(number, row.code, row.message, original)
        elif not isinstance(row, dict):
            yield Rejected(number, "bad_json", "A row must be a JSON object.", original)
        elif item := mapped.convert(build, row, number, original):
            yield item


def _rows(body: str) -> Iterator[tuple[Any, str]]:
    """Give each row with its text; of a list that cannot be read whole each by itself, with why where one cannot be."""
    try:
        document = jsontext.decode(body)
    except PercorsoError as problem:
        listed = pieces(body.strip()) if body.lstrip().startswith("[") else None
        if listed is None:
            yield problem, body
            return
        for text in listed:
            yield _row(text)
        return
    for row in document if isinstance(document, list) else [document]:
        yield row, jsontext.encode(row)


def _row(text: str) -> tuple[Any, str]:
    try:
        row = jsontext.decode(text)
    except PercorsoError as problem:
        return problem, text
    return row, jsontext.encode(row)


@lru_cache(maxsize=64)
def _parsed(mapping: str) -> dict[str, Any]:
    return tomllib.loads(mapping)


def _mapping(mapping: str, shop: Shop) -> RowMapping:
    return read_mapping(_parsed(mapping), shop)
