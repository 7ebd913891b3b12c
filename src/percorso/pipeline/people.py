"""One person: who they are and what happened, in order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from percorso.core.answer import Argument, Message, Unit
from percorso.core.consent import GRANTED, PURPOSES
from percorso.core.errors import PercorsoError
from percorso.core.money import format_plain
from percorso.core.time import from_micros, zone
from percorso.pipeline.evidence import likely_of, told
from percorso.pipeline.finding import Everybody, meant_by
from percorso.pipeline.portrait import computed, favourite_category
from percorso.pipeline.products import catalogue_of
from percorso.pipeline.published import Published
from percorso.pipeline.recent import Recent, recent
from percorso.pipeline.touch_costs import touch_costs
from percorso.sequence.codes import Ints
from percorso.sequence.keys import bucket_of
from percorso.speak.catalogue import Catalogue
from percorso.store.bucket import Bucket
from percorso.store.workspace import Workspace
from percorso.tables import CONSENTS, CUSTOMERS, EVENTS, MERGES, ORDERS, TOUCHPOINTS
from percorso.unify.known import Known

# How many links are told of: a kiosk has as many as it has seen people.
_LINKS = 200
# How many orders are looked into for what was bought, the last ones: a reseller's thousands are not.
_ORDERS = 200
# What the timeline is made with and does not show.
_BEHIND = ("seq", "withheld")
_CHOICES = """
SELECT purpose, state, "at", name, source FROM consents WHERE customer_id = $customer ORDER BY "at" DESC, seq DESC
"""
_TIMELINE = """
SELECT "at", name, role, direction, channel, channel_rule, campaign, stage, stage_rule, cycle, session, landing, device,
    order_id, source, seq, excluded_from_credit = 'order without consent' AS withheld
FROM touchpoints WHERE customer_id = $customer ORDER BY n
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
        return _newcomer(workspace, published, given, catalogue)
    customer = everybody.id_of(number)
    bucket = int(bucket_of([customer], workspace.settings.store.buckets)[0])
    with published.opened(CUSTOMERS, ORDERS, TOUCHPOINTS, CONSENTS, bucket=bucket) as people:
        orders = _orders(people, customer)
        timeline = _timeline(people, customer, orders, catalogue)
        traits, origins = _traits(people, customer)
        chosen = _choices(people, customer, catalogue)
    own = np.flatnonzero(known_by.customer == number)
    known = sorted(everybody.names_of(own), key=lambda one: (one["kind"], one["value"]))
    names = [(one["kind"], one["value"]) for one in known]
    tied = not known_by.apart[own].any()
    fresh = recent(workspace, published.build, names, measured=_measured(workspace, chosen), tied=tied)
    return {
        "customer_id": customer,
        "headline": catalogue.say(_headline(len(orders), timeline)),
        "identifiers": known,
        "links": [
            *likely_of(everybody, known),
            *told(everybody, _links_of(known_by, own)[:_LINKS]),
        ],
        "merges": _merges(published, customer),
        "traits": traits,
        "traits_from": origins,
        "computed": _computed(published, timeline, orders, catalogue),
        "orders": orders,
        "consent": chosen,
        "timeline": [{name: row[name] for name in row if name not in _BEHIND} for row in timeline],
        "recent": _fresh(fresh, catalogue),
    }


def _links_of(known: Known, own: Ints) -> Ints:
    """Find the links with an end among some identifiers; they stand in the order of their left ends."""
    begins, ends = (np.searchsorted(known.left, own, side) for side in ("left", "right"))
    places = [np.arange(begin, end) for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
    among = np.zeros(len(known.rank), dtype=bool)
    among[own] = True
    rows = np.unique(np.concatenate([*places, np.flatnonzero(among[known.right])]))
    links: Ints = rows[known.left[rows] != known.right[rows]]
    return links


def _newcomer(workspace: Workspace, published: Published, given: str, catalogue: Catalogue) -> dict[str, Any]:
    """Tell of somebody whom only events that no build has seen know."""
    names = meant_by(given, workspace.settings.shop)
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
        "computed": _computed(published, [], [], catalogue),
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


def _traits(people: Bucket, customer: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give somebody's traits, and of each who said it and when."""
    query = "SELECT traits, origins FROM customers WHERE customer_id = $customer"
    rows = people.sql(query, customer=customer).to_pylist()
    if not rows:
        return {}, {}
    origins = json.loads(rows[0]["origins"] or "{}")
    said = {name: {"source": source, "at": from_micros(at).isoformat()} for name, (source, at) in origins.items()}
    return dict(json.loads(rows[0]["traits"])), said


def _orders(people: Bucket, customer: str) -> list[dict[str, Any]]:
    query = 'SELECT order_id, "at", number, revenue, gross, margin, currency, basis, sold_in, status FROM orders'
    query += " WHERE customer_id = $customer ORDER BY number"
    rows: list[dict[str, Any]] = people.sql(query, customer=customer).to_pylist()
    for row in rows:
        row["at"] = row["at"].isoformat()
        for name in ("revenue", "gross", "margin"):
            row[name] = None if row[name] is None else format_plain(row[name], row["currency"])
    return rows


def _computed(
    published: Published, timeline: list[dict[str, Any]], orders: list[dict[str, Any]], catalogue: Catalogue
) -> dict[str, Any]:
    """Compute what somebody's way amounts to, with what they bought most and what they cost."""
    found = computed(timeline, orders, zone(published.workspace.settings.shop.time_zone))
    # Of an order whose buyer denied to be measured the amounts count, and nothing else is looked at.
    ordered = [row["seq"] for row in timeline if row["role"] == "order" and not row["withheld"]]
    category = favourite_category(_told(published, ordered), catalogue_of(published.workspace))
    return found | {"favourite_category": category, "cost": _cost(published, timeline, catalogue)}


def _told(published: Published, seqs: Sequence[int]) -> list[str]:
    """Read what somebody's last orders told, in order; numbers of arrival in the text let most rows be passed over."""
    if not seqs:
        return []
    wanted = seqs[-_ORDERS:]
    files = published.workspace.lake.files_holding(EVENTS, "seq", wanted, published.build.version(EVENTS))
    query = f"SELECT properties FROM events WHERE seq IN ({', '.join(map(str, wanted))}) ORDER BY seq"
    with Bucket(-1, {EVENTS.name: files}) as told:
        return [row["properties"] for row in told.sql(query).to_pylist()]


def _cost(published: Published, timeline: list[dict[str, Any]], catalogue: Catalogue) -> dict[str, Any]:
    """Say what somebody cost: their share of each channel's spend, by touches; or why that cannot be told."""
    costs = touch_costs(published)
    touches = [one for one in timeline if one["role"] == "touch" and one["channel"]]
    share = None if costs is None else costs.share(touches)
    if costs is None or share is None:
        reason = "no_spend" if costs is None else "no_touch_in_spend"
        said = {"reason": catalogue.text(f"reason.{reason}")}
        return {"status": "cannot_tell", "amount": None, "currency": None, **said}
    amount = format_plain(share, costs.currency)
    return {"status": "ok", "amount": amount, "currency": costs.currency, "reason": None}


def _choices(people: Bucket, customer: str, catalogue: Catalogue) -> list[dict[str, Any]]:
    """List what a person allowed and denied, by purpose, each purpose's newest choice first."""
    rows: list[dict[str, Any]] = people.sql(_CHOICES, customer=customer).to_pylist()
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


def _timeline(
    people: Bucket, customer: str, orders: list[dict[str, Any]], catalogue: Catalogue
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = people.sql(_TIMELINE, customer=customer).to_pylist()
    placed = {order["order_id"]: order for order in orders}
    # Few words name many moments, and each is looked up in the language once.
    labels, channels, stages = (
        {word: catalogue.named(family, word) for word in {row[column] for row in rows} if word}
        for family, column in (("touchpoint", "name"), ("channel", "channel"), ("stage", "stage"))
    )
    for row in rows:
        order = placed.get(row["order_id"], {}) if row["role"] == "order" else {}
        row["at"] = row["at"].isoformat()
        row["value"], row["currency"] = order.get("revenue"), order.get("currency")
        row["label"] = labels[row["name"]]
        row["channel_label"], row["stage_label"] = channels.get(row["channel"]), stages.get(row["stage"])
    return rows
