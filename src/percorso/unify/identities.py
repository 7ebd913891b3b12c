"""Identities: the few distinct ways in which many events name the person behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.core.consent import read
from percorso.core.settings import CONVERSIONS, DELIVERIES, ORDER_CHANGES, UNPAID_ORDERS
from percorso.sequence.codes import Bools, Coded, Ints, distinct
from percorso.unify.identifiers import PREVIOUS, addresses, cleaned

# The columns of events that say who somebody is, and when.
COLUMNS = ("user_id", "email", "anonymous_id", "order_id", "shop", "name", "at", "seq", "consent")
# Over ``events``: what an alias names as its previous id.
ALIASES_SQL = f"SELECT seq, {PREVIOUS} AS previous FROM events WHERE kind = 'alias'"

_PLACED = frozenset(name for names in CONVERSIONS.values() for name in names)
# What belongs to whoever placed the order it names: a parcel may be received by somebody else.
_CHANGES = frozenset((*ORDER_CHANGES, *UNPAID_ORDERS, *DELIVERIES))
_NAMES = ("user_id", "email", "anonymous_id")
_PERSONAL = ("user_id", "email")
_INSTANT = pa.timestamp("us", "UTC")


@dataclass(frozen=True)
class Identities:
    """The identities in some events.

    Attributes:
        table: one row per identity: ``user_id, email, anonymous_id, order_id, shop, previous`` as received, in
            dictionaries; ``placed`` and ``change``, whether its events place the order, or change or deliver one;
            ``first_seen_at, last_seen_at``; ``seq`` of the first of its events in time, ``last_seq`` of the last to
            arrive.
        of_event: each event's row in it.
        stated: whether any event states a choice of consent.
    """

    table: pa.Table
    of_event: Ints
    stated: bool


def identities(events: pa.Table, aliases: pa.Table) -> Identities:
    """Find the identities in events.

    An order id is kept where it may say whose the event is: where the order is placed or changed, and where nothing
    else is named. An event that denies to have its device tied to a person names the person alone, and an alias that
    denies it no former id.

    Args:
        events: the columns in COLUMNS; texts may be dictionaries.
        aliases: ``seq`` and ``previous`` of alias events (see ALIASES_SQL), of these events and maybe of others.
    """
    name = Coded.of(events["name"])
    placed, change = name.having(_PLACED.__contains__), name.having(_CHANGES.__contains__)
    at, seq = (events[column].cast(pa.int64()).to_numpy() for column in ("at", "seq"))
    texts = {column: _encoded(events[column]) for column in _NAMES}
    named = placed | change | ~_names_somebody(texts)
    texts |= {column: _where(_encoded(events[column]), named) for column in ("order_id", "shop")}
    previous = aliases["previous"].combine_chunks().take(pc.index_in(seq, value_set=aliases["seq"]))
    texts["previous"] = previous.dictionary_encode()
    texts |= _apart(texts, events["consent"])
    first, of_event = distinct([*(_codes(column) for column in texts.values()), placed, change])
    rows = pa.array(first)
    seen = _seen(of_event, len(first), at, seq)
    flags = {"placed": pa.array(placed[first]), "change": pa.array(change[first])}
    table = pa.table({name: column.take(rows) for name, column in texts.items()} | flags | seen)
    return Identities(table, of_event, events["consent"].null_count < events.num_rows)


def _apart(texts: Mapping[str, pa.DictionaryArray], consent: pa.ChunkedArray) -> dict[str, pa.DictionaryArray]:
    """Take the device from the events that name a person or an order, and deny that it be tied to them."""
    denied = Coded.of(consent).having(lambda text: not read(text).get("cross_device", True))
    if not denied.any():
        return {}
    personal = _names_somebody({name: texts[name] for name in _PERSONAL}) | np.asarray(pc.is_valid(texts["order_id"]))
    device = _where(texts["anonymous_id"], ~(denied & personal))
    return {"anonymous_id": device, "previous": _where(texts["previous"], ~denied)}


def _names_somebody(texts: Mapping[str, pa.DictionaryArray]) -> Bools:
    """Tell the events that have at least one identifier of a person."""
    found: Bools = np.zeros(len(next(iter(texts.values()))), dtype=bool)
    for column, encoded in texts.items():
        named = pc.is_valid((addresses if column == "email" else cleaned)(encoded.dictionary.cast(pa.string())))
        found |= np.append(np.asarray(named), False)[_codes(encoded)]
    return found


def _encoded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    whole = column.combine_chunks()
    return whole if pa.types.is_dictionary(whole.type) else whole.dictionary_encode()


def _codes(column: pa.DictionaryArray) -> Ints:
    codes: Ints = pc.fill_null(column.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes


def _where(column: pa.DictionaryArray, kept: Bools) -> pa.DictionaryArray:
    """Take the text away from the rows that are not kept."""
    indices = pc.if_else(pa.array(kept), column.indices, pa.scalar(None, column.indices.type))
    return pa.DictionaryArray.from_arrays(indices, column.dictionary)


def _seen(of_event: Ints, count: int, at: Ints, seq: Ints) -> dict[str, pa.Array]:
    """Tell when each identity was seen, by which event first, and by which last to arrive."""
    first, last = np.full(count, np.iinfo(np.int64).max), np.full(count, np.iinfo(np.int64).min)
    earliest, latest = first.copy(), last.copy()
    np.minimum.at(first, of_event, at)
    np.maximum.at(last, of_event, at)
    np.maximum.at(latest, of_event, seq)
    opening = at == first[of_event]
    np.minimum.at(earliest, of_event[opening], seq[opening])
    return {
        "first_seen_at": pa.array(first).cast(_INSTANT),
        "last_seen_at": pa.array(last).cast(_INSTANT),
        "seq": pa.array(earliest),
        "last_seq": pa.array(latest),
    }
