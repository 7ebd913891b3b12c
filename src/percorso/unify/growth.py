"""Growth: what later events add to everybody already known, and whom that changes.

Only the later events' texts are looked up and numbered on; who belongs together is found anew, from all that was taken
down as numbers, for whomever links connect to them, since a new link may part what was together: a second person on a
device makes it a shared one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.core.identity import EVIDENCE, KINDS
from percorso.sequence.codes import Bools, Ints, Numbers, distinct
from percorso.sequence.kernels import side_by_side
from percorso.sequence.lookup import rows_having
from percorso.sequence.spelling import spelled
from percorso.unify.admission import REASONS
from percorso.unify.clusters import listed, written
from percorso.unify.dictionary import Dictionary, in_order
from percorso.unify.identifiers import PLAINLY, Columns, Identifiers, Reading, Texts, identifiers
from percorso.unify.known import Faces, Known, flags_of, said_of, seen_of
from percorso.unify.reach import Reached, solved_again
from percorso.unify.rules import DEFAULT_RULES, LinkRules

_USER = KINDS.index("user")
_INSTANT = pa.timestamp("us", "UTC")


class Growth(NamedTuple):
    """Everybody after later events, and what these may have changed."""

    known: Known
    reached: Reached


@dataclass(frozen=True)
class Changes:
    """What later events changed.

    Attributes:
        dirty: the customers to trace again: they have new events, or other identifiers, or another id.
        retired: the ids, as keys, under which those were traced before, sorted.
        identifiers: the identifiers of which their table is to say something new.
        links: the same of links.
    """

    dirty: Ints
    retired: NDArray[np.uint64]
    identifiers: Ints
    links: Ints


def grown(
    known: Known,
    fresh: Columns,
    rules: LinkRules = DEFAULT_RULES,
    reading: Reading = PLAINLY,
) -> Growth | None:
    """Add later events' identities to everybody known; None where everybody must be found anew.

    The result is what all events at once would give, numbers apart. An alias that turns out to have named a known user
    was numbered as somebody else: then all is to be read again.

    Args:
        known: everybody before.
        fresh: the identities in the later events (see ``identities``); they are numbered on.
        rules: how links make customers.
        reading: how identifiers are read.
    """
    dictionary = known.dictionary
    named = identifiers(fresh, reading, partial(_users_among, dictionary))
    number, place = dictionary.numbers(named.rank, named.values)
    new = np.flatnonzero(number < 0)
    number[new] = len(known.rank) + np.arange(len(new))
    users = named.values.take(pa.array(new[named.rank[new] == _USER]))
    if pc.any(pc.is_in(users, value_set=known.aliases)).as_py():
        return None
    later = dictionary.with_later(number[new], place[new])
    return Growth(*solved_again(_added(known, fresh, named, number, new, later), rules, known))


def _users_among(dictionary: Dictionary, words: pa.Array) -> pa.Array:
    """Give those of some texts that name a known user."""
    texts = words.drop_null()
    texts = texts.take(pa.array(spelled(texts)))
    number, _ = dictionary.numbers(np.full(len(texts), _USER, dtype=np.int8), texts)
    return texts.filter(pa.array(number >= 0))


def changes(before: Known, after: Known, reached: Reached) -> Changes:
    """Find whom later events changed.

    Args:
        before: everybody.
        after: everybody later; identifiers and identities have the numbers they had.
        reached: what may have changed.
    """
    old, new, moved = _moved(before.customer, before.keys, after.customer, after.keys, reached.identifiers)
    owned, owns, passed = _moved(before.owner, before.keys, after.owner, after.keys, reached.identities)
    lent = _lent_otherwise(before, after)
    keys = np.sort(np.concatenate([old[moved], new[moved], owned[passed], owns[passed], lent]))
    keys = keys[np.searchsorted(keys, np.uint64(1)) :]
    dirty, retired = (
        _having(known, np.concatenate([known.customer[identifiers], known.owner[identities]]), keys, lent)
        for known, identifiers, identities in (
            (after, reached.identifiers, reached.identities),
            (
                before,
                reached.identifiers[reached.identifiers < len(before.customer)],
                reached.identities[reached.identities < len(before.owner)],
            ),
        )
    )
    rows = reached.identifiers
    seen = np.ones(len(rows), dtype=bool)
    held = rows[rows < len(before.customer)]
    seen[: len(held)] = (after.first[held] != before.first[held]) | (after.last[held] != before.last[held])
    anew = rows[(moved | seen) & (after.customer[rows] >= 0)]
    return Changes(dirty, np.sort(before.keys[retired]), anew, reached.links)


# Nobody goes by another id.
NOBODY = pa.schema(
    [("former", pa.string()), ("customer_id", pa.string()), ("kind", pa.string()), ("identifiers", pa.int32())]
).empty_table()


def moves(before: Known, after: Known, among: Ints | None) -> pa.Table:
    """List the customers whose identifiers are another's now.

    Args:
        before: everybody.
        after: everybody later.
        among: the identifiers that may be, of which each has the number it had; None where all were numbered anew.

    Returns:
        ``former, customer_id``; ``kind``, merged where nobody goes by the former id any more, else split;
        ``identifiers``, how many went over.
    """
    if among is None:
        old, number = before.key_of_identifier(), numbers(after, before.rank, before.values)
        new = np.append(after.key_of_identifier(), np.uint64(0))[number]
    else:
        old, new, _ = _moved(before.customer, before.keys, after.customer, after.keys, among)
    rows = np.flatnonzero((old != new) & (old != 0) & (new != 0))
    if not len(rows):
        return NOBODY
    first, place = distinct([_places(old[rows]), _places(new[rows])])
    former = old[rows][first]
    held = after.keys[rows_having(after.keys, np.unique(former))]
    stays = np.isin(former, held) | (np.unique(former, return_counts=True)[1] > 1)[_places(former)]
    columns = (
        ids_of(former),
        ids_of(new[rows][first]),
        pa.array(["merged", "split"]).take(pa.array(stays.astype(np.int8))),
        pa.array(np.bincount(place, minlength=len(first)), pa.int32()),
    )
    return pa.table(list(columns), schema=NOBODY.schema)


def _places(keys: NDArray[np.uint64]) -> Ints:
    """Give each key's place among the distinct ones."""
    places: Ints = np.unique(keys, return_inverse=True)[1]
    return places


def people_of(known: Known, customers: Ints, buckets: int) -> tuple[pa.Table, Ints]:
    """Lay customers out: ``customer_id, bucket, identifier`` (the canonical one), sorted by bucket, id.

    Returns:
        the table, and the order in which they stand there.
    """
    keys = known.keys[customers]
    place = (keys % np.uint64(buckets)).astype(np.int32)
    order = np.lexsort((keys, place))
    canonical = known.canonical[customers[order]]
    table = pa.table(
        {
            "customer_id": ids_of(keys[order]),
            "bucket": pa.array(place[order]),
            "identifier": written(known.rank[canonical], known.values.take(pa.array(canonical))),
        }
    )
    return table, order


def identifier_rows(known: Known, rows: Ints, buckets: int) -> pa.Table:
    """Lay identifiers out as the table of that name."""
    keys = known.keys[known.customer[rows]]
    distinct_keys, place = np.unique(keys, return_inverse=True)
    owner = ids_of(distinct_keys).take(pa.array(place))
    values = known.values.take(pa.array(rows))
    bucket = (keys % np.uint64(buckets)).astype(np.int32)
    return listed(known.rank[rows], values, owner, bucket, known.first[rows], known.last[rows])


def link_rows(known: Known, rows: Ints) -> pa.Table:
    """Lay links out as the table of that name; one that ties nobody has the reason as its status."""
    ends = {
        f"{side}_{name}": column
        for side, end in (("left", known.left[rows]), ("right", known.right[rows]))
        for name, column in (
            ("kind", pa.array(KINDS, pa.string()).take(pa.array(known.rank[end]))),
            ("value", known.values.take(pa.array(end))),
        )
    }
    seen = {
        name: pa.array(when[rows]).cast(_INSTANT)
        for name, when in (("first_seen_at", known.link_first), ("last_seen_at", known.link_last))
    }
    return pa.table(
        ends
        | {
            "kind": pa.array(EVIDENCE, pa.string()).take(pa.array(known.evidence[rows])),
            "strength": pa.array(np.ones(len(rows))),
            "status": pa.array(REASONS, pa.string()).take(pa.array(known.status[rows])),
            "source": known.sources.take(pa.array(known.link_source[rows])),
            "seq": pa.array(known.link_seq[rows]),
        }
        | seen
    )


def everyone(known: Known, *, grew: bool = True) -> Ints:
    """List all identifiers that a link tells of, in the order of kind, then value; unless they grew, that they have."""
    order: Ints = in_order(known.rank, known.values).astype(np.int64) if grew else np.arange(len(known.rank))
    return order[known.customer[order] >= 0]


def every_link(known: Known) -> Ints:
    """List all links."""
    return np.arange(len(known.left))


def ids_of(keys: NDArray[np.uint64]) -> pa.Array:
    """Write keys as the customer ids they are."""
    digits = keys.astype(">u8").tobytes().hex().encode()
    begins = np.arange(0, len(digits) + 1, 16, dtype=np.int32)
    return pa.StringArray.from_buffers(len(keys), pa.py_buffer(begins), pa.py_buffer(digits))


def numbers(known: Known, rank: NDArray[np.integer], values: pa.Array) -> Ints:
    """Give identifiers' numbers among those known, -1 for one that is not."""
    texts = values.dictionary_encode()
    found = pc.index_in(known.values, value_set=texts.dictionary)
    rows = np.flatnonzero(np.asarray(pc.is_valid(found)))
    place = found.drop_null().to_numpy().astype(np.int64)
    number = np.full(len(texts.dictionary) * len(KINDS), -1, dtype=np.int64)
    number[place * len(KINDS) + known.rank[rows]] = rows
    result: Ints = number[texts.indices.to_numpy().astype(np.int64) * len(KINDS) + rank]
    return result


def _added(known: Known, fresh: Columns, named: Identifiers, number: Numbers, new: Ints, later: Numbers) -> Faces:
    """Number new identifiers and identities on; ``number`` is each named one's."""
    source = Texts.of(fresh["source"])
    sources = pc.unique(pa.concat_arrays([known.sources, source.words]))
    code = pc.index_in(source.words, value_set=sources).to_numpy().astype(np.int16)
    said = said_of(fresh)
    said[0] += len(known.flags)
    more = {
        "rank": named.rank[new],
        "kinds": named.of.kinds,
        "named": number[named.of.numbers],
        "flags": flags_of(fresh),
        "seen": seen_of(fresh),
        "said": said,
        "source": code[source.codes],
    }
    texts = named.values.take(pa.array(new))

    def longer(name: str) -> Any:
        if name == "values":
            return pa.concat_arrays([known.values, texts])
        return np.concatenate([getattr(known, name), more[name]], axis=-1)

    # The longest ones first.
    names = ("seen", "values", *(name for name in more if name != "seen"))
    columns = dict(zip(names, side_by_side(longer, names), strict=True))
    aliases = pc.unique(pa.concat_arrays([known.aliases, named.aliases]))
    return Faces(**columns, later=later, aliases=aliases, sources=sources)


def _lent_otherwise(before: Known, after: Known) -> NDArray[np.uint64]:
    """Give the keys of all between whom events on shared devices passed, to whom new ones belong included."""
    old, new = before.keys[before.lent_owner], after.keys[after.lent_owner]
    _, place, other = np.intersect1d(before.lent_seq, after.lent_seq, return_indices=True)
    same = old[place] == new[other]
    gone = np.setdiff1d(np.arange(len(old)), place[same])
    come = np.setdiff1d(np.arange(len(new)), other[same])
    if not len(gone) and not len(come):
        return np.zeros(0, dtype=np.uint64)
    # What is lent no longer, or was not lent before, is or was the device's own.
    floats = after.floating.copy()
    floats[: len(before.floating)] |= before.floating
    devices = np.unique(after.owner[np.flatnonzero(floats)])
    return np.concatenate([old[gone], new[come], after.keys[devices[devices >= 0]]])


def _moved(
    customer: Numbers, keys: NDArray[np.uint64], customer_after: Numbers, keys_after: NDArray[np.uint64], rows: Ints
) -> tuple[NDArray[np.uint64], NDArray[np.uint64], Bools]:
    """Give to which customers rows belonged and belong, by their keys, 0 for none, and whether they moved.

    All who were not there before did.
    """
    old, moved = np.zeros(len(rows), dtype=np.uint64), np.ones(len(rows), dtype=bool)
    held = rows[rows < len(customer)]
    old[: len(held)] = np.append(keys, np.uint64(0))[customer[held]]
    new = np.append(keys_after, np.uint64(0))[customer_after[rows]]
    moved[: len(held)] = old[: len(held)] != new[: len(held)]
    return old, new, moved


def _having(known: Known, among: Numbers, keys: NDArray[np.uint64], lent: NDArray[np.uint64]) -> Ints:
    """Find the customers of some keys: those there may be, and those of what was lent."""
    asked = np.zeros(known.customers + 1, dtype=bool)
    asked[among] = True
    asked[rows_having(known.keys, np.sort(lent))] = True
    rows = np.flatnonzero(asked[:-1])
    found: Ints = rows[rows_having(known.keys[rows], keys)]
    return found
