"""Segments in journeys: which customers the conditions hold for, and the journeys of those alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import tzinfo

import numpy as np

from percorso.core.money import places
from percorso.core.period import WHOLE
from percorso.core.segments import ENDS, MET, Condition
from percorso.sequence.codes import Bools, Ints
from percorso.sequence.journeys import ORDER, STAGES, TOUCH, Journeys
from percorso.sequence.period import Cut, inside
from percorso.sequence.units import codes, longs, owners


def among(journeys: Journeys, members: Bools) -> Journeys:
    """Keep some customers with all of their rows; the others are as if they had never been."""
    sizes = np.diff(journeys.offsets)
    offsets = np.concatenate([[0], np.cumsum(sizes[members])]).astype(np.int64)
    kept = np.flatnonzero(np.repeat(members, sizes))
    ids = [one for one, held in zip(journeys.ids, members, strict=True) if held] if len(journeys.ids) else ()
    return replace(journeys, keys=journeys.keys[members], offsets=offsets, columns=Cut(journeys.columns, kept), ids=ids)


def holding(journeys: Journeys, condition: Condition, where: tzinfo, currency: str) -> Bools:
    """Say of each customer of a bucket whether a condition holds; one about a trait is not told by journeys.

    Args:
        journeys: the whole of them, uncut: a condition names its own days.
        where: the shop's zone, in which its days lie.
        currency: the shop's, in which revenue is counted; orders in another count nothing.
    """
    asked = condition.period
    rows = inside(longs(journeys, "at"), asked.moments(where)) if asked != WHOLE else None
    if condition.field in MET:
        found = _met(journeys, condition, rows)
    elif condition.field in ENDS:
        found = _ends(journeys, condition, rows)
    else:
        return _as_asked(condition, *_COUNTED[condition.field](journeys, rows, currency))
    return found if condition.operator == "=" else ~found


def _asked(journeys: Journeys, condition: Condition, column: str) -> Bools:
    """Mark the rows whose value in a column is one of those asked for."""
    words = STAGES if column == "stage" else journeys.words.get(column, ())
    wanted = [code for code, word in enumerate(words) if word in condition.values]
    return np.isin(codes(journeys, column), np.array(wanted, np.int32))


def _met(journeys: Journeys, condition: Condition, rows: Bools | None) -> Bools:
    column = MET[condition.field]
    found = _asked(journeys, condition, column)
    # What an order came by is told by the contacts before it.
    if condition.field == "channel":
        found &= journeys["role"] == TOUCH
    return _any(journeys, found if rows is None else found & rows)


def _ends(journeys: Journeys, condition: Condition, rows: Bools | None) -> Bools:
    touches = (journeys["role"] == TOUCH) & (codes(journeys, "channel") >= 0)
    touch = np.flatnonzero(touches if rows is None else touches & rows)
    owner = owners(journeys)[touch]
    first = condition.field == "first_channel"
    # Of several rows set for one customer the last one stays.
    end = np.full(journeys.customers, -1, np.int64)
    end[owner[::-1] if first else owner] = touch[::-1] if first else touch
    asked = np.append(_asked(journeys, condition, "channel"), False)
    return np.asarray(asked[end])


def _any(journeys: Journeys, rows: Bools) -> Bools:
    before = np.concatenate([[0], np.cumsum(rows)])
    return np.asarray(before[journeys.offsets[1:]] > before[journeys.offsets[:-1]])


def _as_asked(condition: Condition, counts: Ints, scale: int) -> Bools:
    distinct, place = np.unique(counts, return_inverse=True)
    held = np.array([condition.holds(one, scale) for one in distinct.tolist()], np.bool_)
    return np.asarray(held[place] if len(distinct) else np.zeros(0, np.bool_))


def _rows_of(journeys: Journeys, rows: Bools | None, role: int) -> Bools:
    own = journeys["role"] == role
    return np.asarray(own if rows is None else own & rows)


def _orders(journeys: Journeys, rows: Bools | None, _currency: str) -> tuple[Ints, int]:
    return _summed(journeys, _rows_of(journeys, rows, ORDER).astype(np.int64)), 1


def _contacts(journeys: Journeys, rows: Bools | None, _currency: str) -> tuple[Ints, int]:
    return _summed(journeys, _rows_of(journeys, rows, TOUCH).astype(np.int64)), 1


def _revenue(journeys: Journeys, rows: Bools | None, currency: str) -> tuple[Ints, int]:
    words = journeys.words.get("currency", ())
    code = words.index(currency) if currency in words else -2
    # An order that names no currency is counted in the shop's.
    own = _rows_of(journeys, rows, ORDER) & np.isin(codes(journeys, "currency"), [code, -1])
    return _summed(journeys, np.where(own, longs(journeys, "value"), 0)), int(10 ** places(currency))


def _cycles(journeys: Journeys, rows: Bools | None, _currency: str) -> tuple[Ints, int]:
    cycle = longs(journeys, "cycle")
    kept = np.flatnonzero(cycle >= 0 if rows is None else (cycle >= 0) & rows)
    width = int(cycle.max(initial=0)) + 1
    own = np.unique(owners(journeys)[kept] * width + cycle[kept]) // width
    return np.bincount(own, minlength=journeys.customers).astype(np.int64), 1


def _summed(journeys: Journeys, values: Ints) -> Ints:
    before = np.concatenate([[0], np.cumsum(values)]).astype(np.int64)
    return np.asarray(before[journeys.offsets[1:]] - before[journeys.offsets[:-1]])


_COUNTED: Mapping[str, Callable[[Journeys, Bools | None, str], tuple[Ints, int]]] = {
    "orders": _orders,
    "revenue": _revenue,
    "cycles": _cycles,
    "contacts": _contacts,
}
