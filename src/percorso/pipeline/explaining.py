"""Explaining: of one order, each touch before it, what every model gives it, and why it counts or does not."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta, tzinfo
from typing import Any

import numpy as np

from percorso.analyze.attribution import Credit
from percorso.analyze.attribution._one_order import weighed
from percorso.core.errors import PercorsoError
from percorso.core.identity import order_number
from percorso.core.money import format_plain
from percorso.core.time import zone
from percorso.pipeline.published import Published
from percorso.sequence.journeys import Journeys
from percorso.speak.catalogue import Catalogue
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, EXCLUDED, IDENTIFIERS, ORDERS, TOUCHPOINTS

_FIND = """
SELECT customer_id, bucket, order_id, "at", revenue, currency, number FROM orders
WHERE order_id IN ($given, $number, $own_order) ORDER BY "at" LIMIT 1
"""
_ROWS = """
SELECT n, seq, "at", name, role, channel, campaign, cycle, order_id, source, excluded_from_credit, channel_rule
FROM touchpoints WHERE customer_id = $customer AND role <> 'message' ORDER BY n
"""
# Models whose credit is not of one way.
_BY_SHOP = ("markov", "shapley")
_WITHHELD = """
SELECT "at", source, reason FROM excluded
WHERE customer_id = $customer AND "at" <= $until AND reason = 'no_consent' ORDER BY "at", seq
"""
# What an event itself says of whose it is, what proves most first.
_KNOWN_BY = ("user_id", "email", "anonymous_id", "order_id")
_ORDERS = "SELECT order_id FROM orders WHERE customer_id = $customer ORDER BY order_id"
_LINKS = "SELECT kind, value FROM identifiers WHERE customer_id = $customer ORDER BY kind, value"


def explain(workspace: Workspace, order: str, language: str = "en") -> dict[str, Any]:
    """Explain one order.

    Returns:
        the document of ``percorso explain --format json``: the order, the identifiers that made its customer one, and
        ``touches``: each with ``counts``, the ``reason`` (a stable word and its sentence) and its credit by model.
        Models that weigh each way by itself say what they give; ``markov`` and ``shapley`` share over the whole shop,
        so of them the channel's part of this order is that of its credit among the channels on the way.

    Raises:
        PercorsoError: ``unknown_order``.
    """
    published = Published.open(workspace)
    told = _found(published, order.strip())
    customer, bucket, where = told["customer_id"], told["bucket"], zone(workspace.settings.shop.time_zone)
    rows = published.rows(_ROWS, TOUCHPOINTS, bucket=bucket, customer=customer)
    journeys = _alone(published, bucket, customer)
    place = next(i for i, row in enumerate(rows) if row["role"] == "order" and row["order_id"] == told["order_id"])
    reach, catalogue = workspace.settings.trace.look_back, Catalogue.of(language)
    shares = {**weighed(journeys, place, reach), **_shared_by_shop(published, rows, place, reach)}
    known = _known_by(published, [row["seq"] for row in rows[: place + 1]])
    touches = []
    for number, row in enumerate(rows[: place + 1]):
        if row["role"] == "step":  # a page of a visit, which the visit's touch stands for
            continue
        reason = _reason(rows, number, place, reach)
        touches.append(
            {
                "at": row["at"].astimezone(where).isoformat(),
                "name": row["name"],
                "channel": row["channel"],
                "campaign": row["campaign"],
                "source": row["source"],
                "rule": row["channel_rule"],
                "counts": reason == "counts",
                "reason": reason,
                "why": catalogue.text(f"explain.{reason}"),
                "known_by": known[row["seq"]],
                "credit": {model: shares[model].get(number, 0.0) for model in sorted(shares)},
            }
        )
    withheld = published.rows(_WITHHELD, EXCLUDED, bucket=bucket, customer=customer, until=told["at"])
    nothing = dict.fromkeys(sorted(shares), 0.0)
    touches += [_withheld(row, where, catalogue, nothing) for row in withheld]
    return {
        "order_id": told["order_id"],
        "customer_id": customer,
        "at": told["at"].astimezone(where).isoformat(),
        "time_zone": workspace.settings.shop.time_zone,
        "number": told["number"],
        "value": format_plain(told["revenue"], told["currency"]),
        "currency": told["currency"],
        "look_back_days": reach.days,
        "identifiers": published.rows(_LINKS, IDENTIFIERS, customer=customer),
        "models": sorted(shares),
        "touches": sorted(touches, key=lambda one: datetime.fromisoformat(one["at"])),
        "incremental": "not_identified",
    }


def orders_of(workspace: Workspace, customer: str) -> list[str]:
    """List the numbers of a customer's orders, by the customer's id."""
    published = Published.open(workspace)
    return [row["order_id"] for row in published.rows(_ORDERS, ORDERS, customer=customer)]


def _found(published: Published, given: str) -> dict[str, Any]:
    """Find an order by what the shop calls it."""
    plain = order_number(given)
    own = f"{published.workspace.settings.shop.id}:{plain}"
    found = published.rows(_FIND, ORDERS, given=given, number=plain, own_order=own)
    if not found:
        hint = "Give the number the shop gave it."
        raise PercorsoError("unknown_order", f"No order is known by '{given}'.", hint=hint, given={"order": given})
    return found[0]


def _withheld(row: dict[str, Any], where: tzinfo, catalogue: Catalogue, nothing: dict[str, float]) -> dict[str, Any]:
    """Tell of an event that may not be looked at that it was there, and no more."""
    told = {"at": row["at"].astimezone(where).isoformat(), "name": "withheld", "source": row["source"]}
    unknown = dict.fromkeys(("channel", "campaign", "rule", "known_by"))
    why = {"counts": False, "reason": row["reason"], "why": catalogue.text(f"explain.{row['reason']}")}
    return {**told, **unknown, **why, "credit": nothing}


def _known_by(published: Published, seqs: list[int]) -> dict[int, dict[str, str] | None]:
    """Say of each event by which identifier of its own it is its customer's.

    Numbers of arrival in the text let most files be passed over.
    """
    listed = ", ".join(str(seq) for seq in sorted(set(seqs)))
    query = f"SELECT seq, {', '.join(_KNOWN_BY)} FROM events WHERE seq IN ({listed})"
    found: dict[int, dict[str, str] | None] = dict.fromkeys(seqs)
    for row in published.rows(query, EVENTS):
        named = next(((kind, row[kind]) for kind in _KNOWN_BY if row[kind]), None)
        found[row["seq"]] = named and {"kind": named[0].removesuffix("_id"), "identifier": named[1]}
    return found


def _alone(published: Published, bucket: int, customer: str) -> Journeys:
    """Take one customer's journey out of the bucket it lies in."""
    cached = next(one for one in published.buckets if one.number == bucket)
    whole = cached.journeys()
    place = cached.customers().to_pylist().index(customer)
    begin, end = int(whole.offsets[place]), int(whole.offsets[place + 1])
    columns = {name: column[begin:end] for name, column in whole.columns.items()}
    return Journeys(whole.keys[place : place + 1], np.array([0, end - begin]), columns, whole.words)


def _shared_by_shop(
    published: Published, rows: list[dict[str, Any]], order: int, reach: timedelta
) -> dict[str, dict[int, float]]:
    """Give each row its channel's part of what a model of the whole shop credits to the channels on this way."""
    on_way = {
        number: row["channel"]
        for number, row in enumerate(rows[:order])
        if row["channel"] and _reason(rows, number, order, reach) == "counts"
    }
    found = {}
    for model in _BY_SHOP:
        credited = published.ask(Credit("channel", model, reach, interval=False))
        earned = {row.subject: row.conversions for row in credited.rows}
        whole = sum(earned.get(channel, 0.0) for channel in set(on_way.values()))
        times = Counter(on_way.values())
        found[model] = {
            number: earned.get(channel, 0.0) / whole / times[channel] for number, channel in on_way.items() if whole
        }
    return found


def _reason(rows: list[dict[str, Any]], number: int, order: int, reach: timedelta) -> str:
    """Say in a word why a row counts for an order or does not."""
    row, closing = rows[number], rows[order]
    if number == order:
        return "order"
    if row["role"] == "after":
        return "after_order"
    if row["cycle"] != closing["cycle"]:
        return "another_cycle"
    if row["excluded_from_credit"]:
        return "no_channel"
    return "outside_window" if closing["at"] - row["at"] > reach else "counts"
