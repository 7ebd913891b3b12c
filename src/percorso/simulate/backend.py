"""The back end's own calls: what the shop's or the hotel's system tells of an order afterwards, without a visit."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.simulate import texts
from percorso.simulate.aftermath import NEVER, Aftermath
from percorso.simulate.baskets import Baskets
from percorso.simulate.clock import DAY, HOUR, Clock
from percorso.simulate.people import People
from percorso.simulate.streams import Longs, mixed, shares

# How many weeks ahead people book, and what part of the price they pay at once.
_WEEKS_AHEAD = 5
_DEPOSIT = 0.3


def calls(kind: str, seed: int, people: People, baskets: Baskets, after: Aftermath, clock: Clock) -> pa.Table:
    """Lay out the back end's calls by moment: refunds of a shop; deposits, cancellations and stays of a hotel.

    Returns:
        type, event, userId, messageId, timestamp, properties and traits, the last two as JSON text.
    """
    told = _hotel(seed, baskets, after) if kind == "hotel" else _shop(baskets, after)
    order = np.concatenate([np.flatnonzero(moment < clock.last) for _, moment, _ in told])
    name = np.repeat(np.arange(len(told)), [int((moment < clock.last).sum()) for _, moment, _ in told])
    moments = np.concatenate([moment[moment < clock.last] for _, moment, _ in told])
    amounts = np.concatenate([amount[moment < clock.last] for _, moment, amount in told])
    rows = np.argsort(moments, kind="stable")
    order, name, moments, amounts = order[rows], name[rows], moments[rows], amounts[rows]
    basket = after.basket[order]
    customer = baskets.customer[basket]
    number = texts.taken(baskets.number, basket)
    reference = texts.join('","refund_id":"F', pc.utf8_slice_codeunits(number, 1))
    refunds = texts.strings([""] * len(number)) if kind == "hotel" else reference
    accounts = pc.if_else(pa.array(people.registered[customer]), texts.taken(people.user_id, customer), None)
    return pa.table(
        {
            "type": texts.taken(texts.strings(["track"]), np.zeros(len(order), np.int64)),
            "event": texts.taken(texts.strings([word for word, _, _ in told]), name),
            "userId": accounts,
            "messageId": texts.join(
                "server-",
                texts.hexadecimal(mixed(baskets.need[basket], seed, people.first, 6) + name.astype(np.uint64)),
            ),
            "timestamp": pa.array(clock.instant(moments)).cast(pa.timestamp("ms", "UTC")),
            "properties": texts.join(
                '{"order_id":"', number, refunds, '","total":', texts.money(amounts), ',"currency":"EUR"}'
            ),
            "traits": texts.join('{"email":"', texts.taken(people.email, customer), '"}'),
        }
    )


def lines(table: pa.Table) -> pa.Array:
    """Write the calls as JSON lines."""
    account = pc.if_else(table["userId"].is_valid(), texts.join(',"userId":"', table["userId"], '"'), "")
    at = texts.instants(table["timestamp"].cast(pa.int64()).to_numpy())
    joined = texts.join(
        '{"type":"track","event":"', table["event"], '"', account, ',"messageId":"', table["messageId"],
        '","timestamp":"', at, '","properties":', table["properties"], ',"traits":', table["traits"], "}\n",
    )  # fmt: skip
    return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined


def _shop(baskets: Baskets, after: Aftermath) -> list[tuple[str, Longs, Longs]]:
    return [
        ("Order Cancelled", after.cancelled, baskets.total[after.basket]),
        ("Order Refunded", np.where(after.cancelled < NEVER, NEVER, after.refunded_at), after.refunded),
    ]


def _hotel(seed: int, baskets: Baskets, after: Aftermath) -> list[tuple[str, Longs, Longs]]:
    """Let guests pay a deposit, and come weeks later unless they cancel."""
    total = baskets.total[after.basket]
    drawn = shares(mixed(after.basket, seed, 21))
    ahead = (-np.log1p(-drawn) * _WEEKS_AHEAD * 7 * DAY).astype(np.int64)
    arrives = (after.placed + DAY + ahead) // DAY * DAY + 15 * HOUR
    stays = baskets.nights[after.basket] * DAY
    calls_off = shares(mixed(after.basket, seed, 22)) < 0.14
    off = after.placed + ((arrives - after.placed) * shares(mixed(after.basket, seed, 23))).astype(np.int64)
    comes = np.where(calls_off, NEVER, arrives)
    return [
        ("Deposit Paid", after.placed + HOUR, (total * _DEPOSIT).astype(np.int64)),
        ("Booking Cancelled", np.where(calls_off, off, NEVER), total),
        ("Stay Started", comes, total),
        ("Stay Completed", np.where(calls_off, NEVER, arrives + stays), total),
    ]
