"""Identities: the few distinct ways in which many events name the person behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.core.consent import CONSENT_EVENTS, read
from percorso.core.settings import CONVERSIONS, DELIVERIES, ORDER_CHANGES, UNPAID_ORDERS
from percorso.sequence.codes import Bools, Coded, Ints, distinct
from percorso.unify.identifiers import PREVIOUS, addresses, cleaned

# The columns of events that say who somebody is, when, and by whom it was told.
COLUMNS = ("user_id", "email", "phone", "anonymous_id", "order_id", "shop", "source", "name", "at", "seq", "consent")
# What events name somebody by within their traits or properties, under which names.
_WITHIN = {
    "crm": ("crm_id", "crmId"),
    "loyalty": ("loyalty_id", "loyaltyId", "loyalty_card"),
    "tax": ("tax_code", "taxCode", "codice_fiscale"),
    "pickup": ("pickup_code", "pickupCode"),
}
WITHIN = ("previous", *_WITHIN)
_PLACED = frozenset(name for names in CONVERSIONS.values() for name in names)
# What belongs to whoever placed the order it names: a parcel may be received by somebody else.
_CHANGES = frozenset((*ORDER_CHANGES, *UNPAID_ORDERS, *DELIVERIES))
_PERSONAL = ("user_id", "email", "phone", "crm", "loyalty", "tax")
_NAMES = (*_PERSONAL, "anonymous_id")
# Order ids and codes of parcels mean something within one shop.
_THINGS = ("order_id", "pickup", "shop")
_INSTANT = pa.timestamp("us", "UTC")
# When something was said that was never said.
NEVER = np.iinfo(np.int64).min


def _first_of(keys: Sequence[str], *places: str) -> str:
    return "coalesce(" + ", ".join(f"{place} ->> '$.{key}'" for place in places for key in keys) + ")"


# Properties are long and unlike; so they are looked into only where an order or its delivery is told of.
_TOLD = "name IN (" + ", ".join(f"'{name}'" for name in sorted(_PLACED | _CHANGES)) + ")"
_KEYS = "|".join(key for keys in _WITHIN.values() for key in keys)
# Over ``events``: what those that name somebody within name them by; of an alias its previous id.
WITHIN_SQL = f"""
SELECT seq, CASE WHEN kind = 'alias' THEN {PREVIOUS} END AS previous,
    {", ".join(f"{_first_of(keys, 'traits', 'told')} AS {kind}" for kind, keys in _WITHIN.items())}
FROM (SELECT seq, kind, traits, properties, CASE WHEN {_TOLD} THEN properties END AS told FROM events
    WHERE kind = 'alias' OR {_TOLD} OR regexp_matches(traits, '"({_KEYS})"'))
WHERE kind = 'alias' OR regexp_matches(traits, '"({_KEYS})"') OR regexp_matches(told, '"({_KEYS})"')
"""


@dataclass(frozen=True)
class Identities:
    """The identities in some events.

    Attributes:
        table: one row per identity: ``user_id, email, phone, crm, loyalty, tax, anonymous_id, order_id, pickup, shop,
            previous`` as received, in dictionaries; ``placed`` and ``change``, whether its events place the order, or
            change or deliver one; ``untied``, whether they deny to have their device tied to whom they name;
            ``choice``, whether they only tell a choice of consent; ``first_seen_at, last_seen_at``; ``seq`` and
            ``source`` of the first of its events in time, ``last_seq`` of the last to arrive; ``granted_at`` and
            ``denied_at``, when one of them last said that devices may be tied, and that they may not (see NEVER).
        of_event: each event's row in it.
        stated: whether any event states a choice of consent.
    """

    table: pa.Table
    of_event: Ints
    stated: bool


def identities(events: pa.Table, within: pa.Table) -> Identities:
    """Find the identities in events.

    An order id is kept where it may say whose the event is: where the order is placed or changed, and where nothing
    else is named. An alias that denies to have a device tied to a person names no former id.

    Args:
        events: the columns in COLUMNS; texts may be dictionaries.
        within: what some of these events, and maybe others, name somebody by within (see WITHIN_SQL).
    """
    name = Coded.of(events["name"])
    placed, change = name.having(_PLACED.__contains__), name.having(_CHANGES.__contains__)
    at, seq = (events[column].cast(pa.int64()).to_numpy() for column in ("at", "seq"))
    place = pc.index_in(events["seq"].combine_chunks(), value_set=within["seq"].combine_chunks())
    told = {name: within[name].combine_chunks().take(place).dictionary_encode() for name in WITHIN}
    texts = {column: told[column] if column in told else _encoded(events[column]) for column in _NAMES}
    named = placed | change | ~_names_somebody(texts)
    things = {column: told[column] if column in told else _encoded(events[column]) for column in _THINGS}
    texts |= {column: _where(thing, named) for column, thing in things.items()}
    texts["previous"] = told["previous"]
    allowed = _allowed(events["consent"])
    flags = {"placed": placed, "change": change, "untied": _untied(texts, allowed == 0)}
    flags["choice"] = name.having(CONSENT_EVENTS.__contains__) & (allowed >= 0)
    if (allowed == 0).any():
        texts["previous"] = _where(texts["previous"], allowed != 0)
    first, of_event = distinct([*(_codes(column) for column in texts.values()), *flags.values()])
    rows = pa.array(first)
    seen = _seen(of_event, len(first), at, seq, events["source"]) | _said(of_event, len(first), at, allowed)
    flagged = {one: pa.array(flag[first]) for one, flag in flags.items()}
    table = pa.table({one: column.take(rows) for one, column in texts.items()} | flagged | seen)
    return Identities(table, of_event, events["consent"].null_count < events.num_rows)


def _allowed(consent: pa.ChunkedArray) -> Ints:
    """Tell what each event says of tying devices to people: 1 that they may be, 0 that they may not, -1 nothing."""
    stated = Coded.of(consent)
    return np.array([*(int(read(text).get("cross_device", -1)) for text in stated.words), -1])[stated.codes]


def _untied(texts: Mapping[str, pa.DictionaryArray], denied: Bools) -> Bools:
    """Tell the events that name a person or an order, and deny that their device be tied to them."""
    if not denied.any():
        return denied
    personal = _names_somebody({name: texts[name] for name in _PERSONAL}) | np.asarray(pc.is_valid(texts["order_id"]))
    untied: Bools = denied & personal
    return untied


def _said(of_event: Ints, count: int, at: Ints, allowed: Ints) -> dict[str, pa.Array]:
    """Tell when each identity last allowed that devices be tied, and when it last denied it."""
    told = {}
    for name, state in (("granted_at", 1), ("denied_at", 0)):
        last = np.full(count, NEVER)
        own = np.flatnonzero(allowed == state)
        np.maximum.at(last, of_event[own], at[own])
        told[name] = pa.array(last)
    return told


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


def _seen(of_event: Ints, count: int, at: Ints, seq: Ints, source: pa.ChunkedArray) -> dict[str, pa.Array]:
    """Tell when each identity was seen, by which event first and told by whom, and by which last to arrive."""
    first, last = np.full(count, np.iinfo(np.int64).max), np.full(count, np.iinfo(np.int64).min)
    earliest, latest = first.copy(), last.copy()
    np.minimum.at(first, of_event, at)
    np.maximum.at(last, of_event, at)
    np.maximum.at(latest, of_event, seq)
    opening = at == first[of_event]
    np.minimum.at(earliest, of_event[opening], seq[opening])
    row = np.empty(count, dtype=np.int64)
    opener = np.flatnonzero(opening & (seq == earliest[of_event]))
    row[of_event[opener]] = opener
    return {
        "first_seen_at": pa.array(first).cast(_INSTANT),
        "last_seen_at": pa.array(last).cast(_INSTANT),
        "seq": pa.array(earliest),
        "last_seq": pa.array(latest),
        "source": _encoded(source).take(pa.array(row)),
    }
