"""One person: who they are and what happened, in order."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from percorso.core.answer import Argument, Message, Unit
from percorso.core.consent import GRANTED, PURPOSES
from percorso.core.errors import PercorsoError
from percorso.core.identity import order_number
from percorso.core.money import format_plain
from percorso.core.time import from_micros, zone
from percorso.pipeline.evidence import likely_of, told
from percorso.pipeline.finding import Everybody
from percorso.pipeline.portrait import computed
from percorso.pipeline.published import Published
from percorso.pipeline.recent import Recent, recent
from percorso.sequence.keys import bucket_of
from percorso.speak.catalogue import Catalogue
from percorso.store.workspace import Workspace
from percorso.tables import CONSENTS, CUSTOMERS, MERGES, ORDERS, TOUCHPOINTS

# How many links are told of: a kiosk has as many as it has seen people.
_LINKS = 200
_CHOICES = """
SELECT purpose, state, "at", name, source FROM consents WHERE customer_id = $customer ORDER BY "at" DESC, seq DESC
"""
_TIMELINE = """
SELECT t."at", t.name, t.role, t.direction, t.channel, t.channel_rule, t.campaign, t.stage, t.stage_rule, t.cycle,
    t.session, t.landing, t.device, t.order_id, t.source, o.revenue, o.currency
FROM touchpoints t
LEFT JOIN orders o ON t.role = 'order' AND o.customer_id = t.customer_id AND o.order_id = t.order_id
WHERE t.customer_id = $customer ORDER BY t.n
"""


def person(workspace: Workspace, identifier: str, language: str = "en") -> dict[str, Any]:
    """Find one person by any identifier and tell their way; names of channels and stages also in a language.

    What came in since the last build stands apart, under ``recent``; somebody of whom nothing else is known yet has no
    ``customer_id``.

    Raises:
        PercorsoError: ``unknown_person`` when no identifier of that value is known.
    """
    everybody = Everybody.open(workspace)
    published, known_by = everybody.published, everybody.known
    given = identifier.strip()
    number = everybody.customer(given)
    catalogue = Catalogue.of(language)
    if number is None:
        own_order = f"{workspace.settings.shop.id}:{order_number(given)}"
        return _newcomer(workspace, published, given, own_order, catalogue)
    customer = everybody.id_of(number)
    bucket = int(bucket_of([customer], workspace.settings.store.buckets)[0])
    orders = _orders(published, customer, bucket)
    timeline = _timeline(published, customer, bucket, catalogue)
    own = np.flatnonzero(known_by.customer == number)
    known = sorted(everybody.names_of(own), key=lambda one: (one["kind"], one["value"]))
    tied = (known_by.customer[known_by.left] == number) | (known_by.customer[known_by.right] == number)
    traits, origins = _traits(published, customer, bucket)
    chosen = _choices(published, customer, bucket, catalogue)
    names = [(one["kind"], one["value"]) for one in known]
    fresh = recent(workspace, published.build, names, measured=_measured(workspace, chosen))
    return {
        "customer_id": customer,
        "headline": catalogue.say(_headline(len(orders), timeline)),
        "identifiers": known,
        "links": [
            *likely_of(everybody, known),
            *told(everybody, np.flatnonzero(tied & (known_by.left != known_by.right))[:_LINKS]),
        ],
        "merges": _merges(published, customer),
        "traits": traits,
        "traits_from": origins,
        "computed": computed(timeline, orders, zone(workspace.settings.shop.time_zone)),
        "orders": orders,
        "consent": chosen,
        "timeline": timeline,
        "recent": _fresh(fresh, catalogue),
    }


def _newcomer(
    workspace: Workspace, published: Published, given: str, own_order: str, catalogue: Catalogue
) -> dict[str, Any]:
    """Tell of somebody whom only events that no build has seen know."""
    names = [("user", given), ("email", given.lower()), ("anonymous", given), ("order", own_order)]
    fresh = recent(workspace, published.build, names, measured=_measured(workspace, []))
    if not fresh.events:
        raise PercorsoError(
            "unknown_person",
            f"Nobody is known by '{given}'.",
            hint="Try a user id, an e-mail address or an order number.",
            given={"identifier": given},
        )
    return {
        "customer_id": None,
        "headline": catalogue.text("person.newcomer"),
        "identifiers": [{"kind": kind, "value": value} for kind, value in sorted(fresh.identifiers)],
        "links": [],
        "merges": [],
        "traits": {},
        "traits_from": {},
        "computed": computed([], [], zone(workspace.settings.shop.time_zone)),
        "orders": [],
        "consent": [],
        "timeline": [],
        "recent": _fresh(fresh, catalogue),
    }


def _fresh(found: Recent, catalogue: Catalogue) -> list[dict[str, Any]]:
    return [
        {**one, "at": one["at"].isoformat(), "label": catalogue.named("touchpoint", one["name"])}
        for one in found.events
    ]


def _headline(orders: int, timeline: list[dict[str, Any]]) -> Message:
    """Say how often a person ordered, and which channel their way began with where one is known."""
    opener = next((row["channel"] for row in timeline if row["channel"] and row["role"] != "message"), None)
    said: dict[str, tuple[Argument, Unit]] = {"n": (orders, "count"), "channel": (opener, "the_channel")}
    if not orders:
        return Message("person.open_from" if opener else "person.open", said)
    return Message("person.orders_from" if opener else "person.orders", said)


def _merges(published: Published, customer: str) -> list[dict[str, Any]]:
    """List the ids that somebody had before, and when that changed."""
    query = 'SELECT build, "at", former, customer_id, kind, identifiers FROM merges'
    query += " WHERE customer_id = $customer OR former = $customer ORDER BY build, former, customer_id"
    rows = published.rows(query, MERGES, customer=customer)
    return [{**row, "at": row["at"].isoformat()} for row in rows]


def _traits(published: Published, customer: str, bucket: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give somebody's traits, and of each who said it and when."""
    query = "SELECT traits, origins FROM customers WHERE customer_id = $customer"
    rows = published.rows(query, CUSTOMERS, bucket=bucket, customer=customer)
    if not rows:
        return {}, {}
    origins = json.loads(rows[0]["origins"] or "{}")
    said = {name: {"source": source, "at": from_micros(at).isoformat()} for name, (source, at) in origins.items()}
    return dict(json.loads(rows[0]["traits"])), said


def _orders(published: Published, customer: str, bucket: int) -> list[dict[str, Any]]:
    query = 'SELECT order_id, "at", number, revenue, gross, currency, basis, sold_in, status FROM orders'
    query += " WHERE customer_id = $customer ORDER BY number"
    rows = published.rows(query, ORDERS, bucket=bucket, customer=customer)
    for row in rows:
        row["at"] = row["at"].isoformat()
        row["revenue"], row["gross"] = (format_plain(row[name], row["currency"]) for name in ("revenue", "gross"))
    return rows


def _choices(published: Published, customer: str, bucket: int, catalogue: Catalogue) -> list[dict[str, Any]]:
    """List what a person allowed and denied, by purpose, each purpose's newest choice first."""
    rows = published.rows(_CHOICES, CONSENTS, bucket=bucket, customer=customer)
    for row in rows:
        row["at"] = row["at"].isoformat()
        row["purpose_label"] = catalogue.named("purpose", row["purpose"])
        row["state_label"] = catalogue.named("consent", row["state"])
        row["label"] = catalogue.named("touchpoint", row["name"])
    return sorted(rows, key=lambda row: PURPOSES.index(row["purpose"]))


def _measured(workspace: Workspace, chosen: list[dict[str, Any]]) -> bool:
    """Say whether somebody's last choice allows to measure, or the shop's default where there is none."""
    stated = (one["state"] for one in chosen if one["purpose"] == "analytics")
    return next(stated, workspace.settings.consent.default) == GRANTED


def _timeline(published: Published, customer: str, bucket: int, catalogue: Catalogue) -> list[dict[str, Any]]:
    rows = published.rows(_TIMELINE, TOUCHPOINTS, ORDERS, bucket=bucket, customer=customer)
    for row in rows:
        row["at"] = row["at"].isoformat()
        revenue = row.pop("revenue")
        row["value"] = None if revenue is None else format_plain(revenue, row["currency"])
        row["label"] = catalogue.named("touchpoint", row["name"])
        row["channel_label"] = row["channel"] and catalogue.named("channel", row["channel"])
        row["stage_label"] = row["stage"] and catalogue.named("stage", row["stage"])
    return rows
