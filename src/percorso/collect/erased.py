"""Erased: late news of people who asked to be forgotten, known by their tombstones and kept out."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from percorso.collect.named import Theirs, named_in, orders_of
from percorso.collect.stand_ins import StandIns
from percorso.collect.terms import Terms, replaced
from percorso.core.identity import cleaned
from percorso.core.privacy import digits, tombstone
from percorso.core.settings import ORDER_CHANGES, UNPAID_ORDERS
from percorso.sequence.codes import Bools, Coded, masked

# The columns of a refused row that hold what somebody sent.
_SHOWN = ("original", "header", "shown", "reason")
_APART = re.compile(r"[\s,;|\"'{}\[\]()<>\\=&]+")
# A shorter text is an amount or a number of pieces more often than an identifier.
_SHORTEST = 3


def is_erased(terms: Terms) -> Theirs:
    """Give what tells whether an identifier is one of somebody who was erased."""
    return lambda kind, value: tombstone(kind, value, terms.secret) in terms.erased


def drop_erased(events: pa.Table, terms: Terms) -> pa.Table:
    """Keep out the events of people who were erased; of others' events on their devices, the device is not kept.

    What changes one of their orders that stay as amounts stays as an amount itself, whoever sent it.
    """
    if not terms.erased:
        return events
    named = named_in(events, is_erased(terms))
    changing = _changing(events, is_erased(terms))
    if named.device.any():
        events = replaced(events, {"anonymous_id": masked(events["anonymous_id"], ~named.device)})
    gone = named.theirs | changing
    if not gone.any():
        return events
    late = changing & _changing(events, lambda kind, value: tombstone(kind, value, terms.secret) in terms.kept)
    others = events.filter(pa.array(~gone))
    if not late.any():
        return others
    return pa.concat_tables([others, StandIns(None, terms.secret).of(events.filter(pa.array(late)))])


def carrying(events: pa.Table, terms: Terms) -> Bools:
    """Tell the events that carry anything of people who were erased: names, devices, or the number of an order."""
    named = named_in(events, is_erased(terms))
    return named.theirs | named.device | _changing(events, is_erased(terms))


def _changing(events: pa.Table, theirs: Theirs) -> Bools:
    """Tell the events that change an order of somebody; a shop's own staff may send them."""
    changes = Coded.of(events["name"]).having((*ORDER_CHANGES, *UNPAID_ORDERS).__contains__)
    found: Bools = np.zeros(events.num_rows, dtype=bool)
    rows = np.flatnonzero(changes)
    if len(rows):
        found[rows] = orders_of(events.take(pa.array(rows))).having(lambda value: theirs("order", value))
    return found


def drop_erased_rows(quarantine: pa.Table, terms: Terms) -> pa.Table:
    """Keep out refused rows that name somebody who was erased anywhere in what they hold."""
    if not terms.erased:
        return quarantine
    kept = ~naming(quarantine, is_erased(terms))
    return quarantine if kept.all() else quarantine.filter(pa.array(kept))


def naming(quarantine: pa.Table, theirs: Theirs) -> Bools:
    """Tell the refused rows one of whose words is an identifier of somebody."""
    columns = (quarantine[name].to_pylist() for name in _SHOWN)
    rows = (any(_is(word, theirs) for text in row for word in _words(text)) for row in zip(*columns, strict=True))
    return np.fromiter(rows, bool, quarantine.num_rows)


def _words(text: str | None) -> Iterator[str]:
    """Give the words of a text, and of those with a colon what stands after it."""
    for word in set(_APART.split(text or "")):
        yield word
        if ":" in word:
            yield from word.split(":")


def _is(word: str, theirs: Theirs) -> bool:
    bare = cleaned(word)
    if bare is None or len(bare) < _SHORTEST:
        return False
    number = digits(bare)
    named = theirs("user", bare) or theirs("anonymous", bare)
    named = named or ("@" in bare and theirs("email", bare.lower()))
    return named or (len(number) > 2 * _SHORTEST and theirs("phone", number))
