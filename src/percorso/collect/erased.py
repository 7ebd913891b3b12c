"""Erased: late news of people who asked to be forgotten, known by their tombstones and kept out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from percorso.collect.named import Theirs, named_in, orders_of
from percorso.collect.sightings import Sightings
from percorso.collect.stand_ins import StandIns
from percorso.collect.terms import Terms, replaced
from percorso.core.identity import normal, order_number
from percorso.core.privacy import tombstone
from percorso.core.settings import CONVERSIONS, ORDER_CHANGES, UNPAID_ORDERS, Settings
from percorso.sequence.codes import Bools, Coded, masked

# Texts of others' events in which somebody may be mentioned.
TEXTS = (
    *("name", "properties", "traits", "session_id", "url", "referrer", "utm_source", "utm_medium", "utm_campaign"),
    *("utm_term", "utm_content", "channel", "user_agent"),
)
# Marks of visits that were somebody's on a device of several people, and of those devices.
LENT, LENDER = "lent", "lender"
# The columns of a refused row that hold what somebody sent.
_SHOWN = ("original", "header", "shown", "reason")
_APART = re.compile(r"[\s,;|\"'{}\[\]()<>\\=&]+")
# A shorter text is an amount or a number of pieces more often than an identifier, and so is a number as short as this.
_SHORTEST, _SHORTEST_NUMBER = 3, 5


class _Found(NamedTuple):
    """What some events have of people who were erased.

    Attributes:
        theirs: the events that are theirs.
        device: others' events on their devices.
        order: others' events that name one of their orders.
        texts: the events in whose texts they are mentioned, by column.
    """

    theirs: Bools
    device: Bools
    order: Bools
    texts: dict[str, Bools]

    def any(self) -> Bools:
        """Tell the events that have anything."""
        found = self.theirs | self.device | self.order
        for rows in self.texts.values():
            found = found | rows
        return found


def is_erased(terms: Terms) -> Theirs:
    """Give what tells whether an identifier is one of somebody who was erased."""
    return lambda kind, value: is_marked(terms.erased, terms.secret, kind, value)


def telling(settings: Settings) -> frozenset[str]:
    """Give the names of the events whose amounts a shop counts as orders, or that change what it counts."""
    placing = (name for kind in settings.shop.conversion for name in CONVERSIONS[kind])
    return frozenset((*placing, *ORDER_CHANGES, *UNPAID_ORDERS))


def drop_erased(events: pa.Table, terms: Terms) -> pa.Table:
    """Keep out the events of people who were erased; of others' events, what names them.

    What tells of one of their orders that stay as amounts stays as an amount itself, whoever sent it.
    """
    if not terms.erased:
        return events
    found = _found(events, terms)
    if not found.any().any():
        return events
    terms.met()
    stand_ins = StandIns(None, terms.secret)
    late = found.theirs & Coded.of(events["name"]).having(telling(terms.settings).__contains__)
    late &= orders_of(events).having(lambda value: is_marked(terms.kept, terms.secret, "order", value))
    amounts = stand_ins.of(events.filter(pa.array(late)))
    others = stand_ins.renumbered(_blanked(events, found.texts, _sightings(terms)), found.order)
    if found.device.any():
        others = replaced(others, {"anonymous_id": masked(others["anonymous_id"], ~found.device)})
    others = others.filter(pa.array(~found.theirs))
    return pa.concat_tables([others, amounts.cast(others.schema)]) if amounts.num_rows else others


def carrying(events: pa.Table, terms: Terms) -> Bools:
    """Tell the events that carry anything of people who were erased: names, devices, or the number of an order."""
    return _found(events, terms).any()


def _found(events: pa.Table, terms: Terms) -> _Found:
    theirs = is_erased(terms)
    named = named_in(events, theirs, terms.settings.shop.country)
    own = named.theirs | _lent(events, theirs)
    order = orders_of(events).having(lambda value: theirs("order", value)) & ~own
    sightings = _sightings(terms)
    told = {name: sightings.rows(events[name]) & ~own for name in TEXTS if name in events.column_names}
    return _Found(own, named.device & ~own, order, {name: rows for name, rows in told.items() if rows.any()})


def _lent(events: pa.Table, theirs: Theirs) -> Bools:
    """Tell the visits that were somebody's on a device of several people, and come again."""
    rows = np.flatnonzero(Coded.of(events["anonymous_id"]).having(lambda value: theirs(LENDER, value)))
    found: Bools = np.zeros(events.num_rows, dtype=bool)
    ids = events["event_id"].take(pa.array(rows)).to_pylist() if len(rows) else []
    found[rows] = [one is not None and theirs(LENT, one) for one in ids]
    return found


def _blanked(events: pa.Table, told: dict[str, Bools], sightings: Sightings) -> pa.Table:
    for name, rows in told.items():
        texts = events[name].cast(pa.string()).to_pylist()
        for row in np.flatnonzero(rows).tolist():
            texts[row] = sightings.blanked(texts[row])
        column = pa.chunked_array([pa.array(texts, pa.string())])
        events = replaced(events, {name: column.cast(events.schema.field(name).type)})
    return events


def _sightings(terms: Terms) -> Sightings:
    return Sightings(is_erased(terms), terms.settings.shop.country)


def is_marked(marks: Collection[str], secret: bytes, kind: str, value: str) -> bool:
    """Say whether an identifier has a tombstone among some."""
    if tombstone(kind, value, secret) in marks:
        return True
    # Telephone numbers were marked by their digits alone once.
    return kind == "phone" and tombstone(kind, value.removeprefix("+"), secret) in marks


def drop_erased_rows(quarantine: pa.Table, terms: Terms) -> pa.Table:
    """Keep out refused rows that name somebody who was erased anywhere in what they hold."""
    if not terms.erased:
        return quarantine
    kept = ~naming(quarantine, is_erased(terms), terms.settings.shop.country)
    return quarantine if kept.all() else quarantine.filter(pa.array(kept))


def naming(quarantine: pa.Table, theirs: Theirs, country: str = "") -> Bools:
    """Tell the refused rows one of whose words is an identifier of somebody.

    Args:
        quarantine: ``original, header, shown, reason`` and ``shop``, whose orders are meant.
        theirs: says whether an identifier is somebody's.
        country: where telephone numbers without a country's code are dialled.
    """
    sightings = Sightings(theirs, country)
    shops = quarantine["shop"].to_pylist() if "shop" in quarantine.column_names else [""] * quarantine.num_rows
    columns = (quarantine[name].to_pylist() for name in _SHOWN)
    found = (
        any(sightings.said(text or "") or any(_is(word, theirs, shop) for word in _words(text)) for text in row)
        for shop, row in zip(shops, zip(*columns, strict=True), strict=True)
    )
    return np.fromiter(found, bool, quarantine.num_rows)


def _words(text: str | None) -> Iterator[str]:
    """Give the words of a text, and of those with a colon what stands after it."""
    for word in set(_APART.split(text or "")):
        yield word
        if ":" in word:
            yield from word.split(":")


def _is(word: str, theirs: Theirs, shop: str) -> bool:
    bare = normal("user", word)
    if bare is None or len(bare) < _SHORTEST:
        return False
    if theirs("user", bare) or theirs("anonymous", bare):
        return True
    if any(theirs(kind, one) for kind in ("crm", "loyalty", "tax") for one in {bare, bare.upper()}):
        return True
    return _is_number(bare) and theirs("order", f"{shop}:{order_number(bare)}")


def _is_number(word: str) -> bool:
    """Say whether a word may be an order's number, and is no mere amount."""
    return word.startswith("#") or not word.isdecimal() or len(word) >= _SHORTEST_NUMBER
