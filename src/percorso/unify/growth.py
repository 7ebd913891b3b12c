"""Growth: what later events add to everybody already known, without looking at the earlier ones again.

Identifiers, customers and identities keep their numbers for good; what is new is numbered on. Customers only merge as
links are added, so what was found before holds, but for what is looked at again here: a customer's canonical
identifier, and events of an order that is placed later. Where an earlier alias turns out to have named a known user,
links are taken back, and everybody has to be found anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.core.identity import KINDS
from percorso.sequence.codes import Bools, Ints, picked
from percorso.sequence.components import components
from percorso.sequence.keys import customer_id_of, key_of
from percorso.unify.assignment import assign
from percorso.unify.clusters import Clusters, listed
from percorso.unify.identifiers import Before, Identifiers, identifiers
from percorso.unify.links import Links, links

_USER, _ORDER = KINDS.index("user"), KINDS.index("order")
_NOBODY = np.uint64(0)


@dataclass(frozen=True)
class Known:
    """Everybody, as numbers that later events add to.

    Attributes:
        rank: each identifier's kind, as an index into KINDS.
        values: each identifier's text.
        first, last: when each was seen, microseconds.
        customer: each identifier's customer.
        keys: each customer's id as a number (see ``sequence.keys``).
        canonical: each customer's canonical identifier, -1 for a customer that was merged into another.
        owner: each identity's customer, -1 for nobody's.
        waiting: ``identity, order``: identities that would be somebody else's were their order placed.
        aliases: previous ids of aliases that are no known user's.
    """

    rank: NDArray[np.int8]
    values: pa.Array
    first: Ints
    last: Ints
    customer: NDArray[np.int32]
    keys: NDArray[np.uint64]
    canonical: Ints
    owner: NDArray[np.int32]
    waiting: pa.Table
    aliases: pa.Array

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return int((self.canonical >= 0).sum())


@dataclass(frozen=True)
class Growth:
    """What later events changed.

    Attributes:
        known: everybody.
        dirty: the customers to trace again: they have new events, or other identifiers, or another id.
        retired: the ids, as keys, under which those were traced before, sorted.
        identifiers: the rows of the identifiers table that are new or say something else, as ``Clusters`` has them.
    """

    known: Known
    dirty: Ints
    retired: NDArray[np.uint64]
    identifiers: pa.Table


def known_of(named: Identifiers, people: Clusters, owner: Ints, change: Bools) -> Known:
    """Take down what was found of everybody at once; customers keep the numbers they have in ``people``.

    Args:
        named: the identifiers that the identities name.
        people: the customers.
        owner: each identity's customer.
        change: whether an identity's events change or deliver an order.
    """
    first, last = (people.identifiers[name].cast(pa.int64()).to_numpy() for name in ("first_seen_at", "last_seen_at"))
    return Known(
        rank=named.rank.astype(np.int8),
        values=named.values,
        first=first,
        last=last,
        customer=people.customer.astype(np.int32),
        keys=key_of(people.customers["customer_id"]),
        canonical=people.canonical,
        owner=owner.astype(np.int32),
        waiting=_waiting(named, change | (owner < 0), 0),
        aliases=named.aliases,
    )


def grown(known: Known, fresh: pa.Table, buckets: int) -> Growth | None:
    """Add later events' identities to everybody known; None where everybody must be found anew.

    The result is what all events at once would give, numbers apart.

    Args:
        known: everybody before.
        fresh: the identities in the later events (see ``identities``); they are numbered on.
        buckets: how many buckets there are.
    """
    of_kind = (known.values.filter(pa.array(known.rank == kind)) for kind in (_USER, _ORDER))
    named = identifiers(fresh, Before(*of_kind))
    number = _numbers(known, named)
    new = np.flatnonzero(number < 0)
    number[new] = len(known.rank) + np.arange(len(new))
    users = named.values.take(pa.array(new[named.rank[new] == _USER]))
    if pc.any(pc.is_in(users, value_set=known.aliases)).as_py():
        return None
    merged = _merged(known, named, links(named, fresh), number, new)
    change = np.asarray(fresh["change"])
    owner = assign(named, merged.known.customer[number].astype(np.int64), change)
    known, claimed = _claimed(merged.known, named, owner, change, number, new)
    dirty = np.unique(np.concatenate([np.flatnonzero(merged.moved), owner[owner >= 0], claimed]))
    rows = np.flatnonzero(merged.touched | merged.moved[known.customer])
    return Growth(known, dirty, merged.retired(dirty), identifier_rows(known, rows, buckets))


def people_of(known: Known, customers: Ints, buckets: int) -> tuple[pa.Table, Ints]:
    """Lay customers out as ``Clusters.customers`` does, and give the order in which they stand there."""
    keys = known.keys[customers]
    place = (keys % np.uint64(buckets)).astype(np.int32)
    order = np.lexsort((keys, place))
    canonical = known.canonical[customers[order]]
    table = pa.table(
        {
            "customer_id": ids_of(keys[order]),
            "bucket": pa.array(place[order]),
            "identifier": _identifiers(known, canonical),
        }
    )
    return table, order


def identifier_rows(known: Known, rows: Ints, buckets: int) -> pa.Table:
    """Lay identifiers out as the table of that name."""
    keys = known.keys[known.customer[rows]]
    distinct, place = np.unique(keys, return_inverse=True)
    owner = ids_of(distinct).take(pa.array(place))
    values = known.values.take(pa.array(rows))
    bucket = (keys % np.uint64(buckets)).astype(np.int32)
    return listed(known.rank[rows], values, owner, bucket, known.first[rows], known.last[rows])


def everyone(known: Known, buckets: int) -> pa.Table:
    """Lay all identifiers out as the table of that name, in the order of kind, then value."""
    order = np.lexsort((_spelled(known.values), known.rank))
    return identifier_rows(known, order, buckets)


def ids_of(keys: NDArray[np.uint64]) -> pa.Array:
    """Write keys as the customer ids they are."""
    digits = keys.astype(">u8").tobytes().hex()
    return pa.array([digits[place : place + 16] for place in range(0, len(digits), 16)], pa.string())


class _Merge(NamedTuple):
    """Everybody with the new identifiers and links, and what that did.

    ``touched`` tells of each identifier, ``moved`` of each customer; ``root`` is the customer that each one of before
    went into, ``keys`` its key then, and ``lived`` whether it was one then.
    """

    known: Known
    touched: Bools
    moved: Bools
    root: Ints
    keys: NDArray[np.uint64]
    lived: Bools

    def retired(self, customers: Ints) -> NDArray[np.uint64]:
        """Give the keys, as they were, of all that went into some customers."""
        wanted = np.zeros(len(self.root), dtype=bool)
        wanted[customers] = True
        count = len(self.keys)
        return np.sort(self.keys[self.lived & wanted[self.root[:count]]])


def _numbers(known: Known, named: Identifiers) -> Ints:
    """Give each named identifier's number among those known, -1 for a new one."""
    texts = named.values.dictionary_encode()
    found = pc.index_in(known.values, value_set=texts.dictionary)
    rows = np.flatnonzero(np.asarray(pc.is_valid(found)))
    place = found.take(pa.array(rows)).to_numpy().astype(np.int64)
    number = np.full(len(texts.dictionary) * len(KINDS), -1, dtype=np.int64)
    number[place * len(KINDS) + known.rank[rows]] = rows
    numbers: Ints = number[texts.indices.to_numpy().astype(np.int64) * len(KINDS) + named.rank]
    return numbers


def _merged(known: Known, named: Identifiers, tied: Links, number: Ints, new: Ints) -> _Merge:
    """Add new identifiers, each a customer of its own at first, then merge what links hold together."""
    before, count = len(known.keys), len(known.keys) + len(new)
    beyond = np.iinfo(np.int64)
    first = np.append(known.first, np.full(len(new), beyond.max))
    last = np.append(known.last, np.full(len(new), beyond.min))
    touched = np.zeros(len(first), dtype=bool)
    ends = (number[tied.left], number[tied.right])
    for end in ends:
        np.minimum.at(first, end, tied.first)
        np.maximum.at(last, end, tied.last)
        touched[end] = True
    customer = np.append(known.customer, np.arange(before, count, dtype=np.int32))
    root = components(count, *(customer[end].astype(np.int64) for end in ends))
    wider = replace(
        known,
        rank=np.append(known.rank, named.rank[new].astype(np.int8)),
        values=pa.concat_arrays([known.values, named.values.take(pa.array(new))]),
        first=first,
        last=last,
        customer=root[customer].astype(np.int32),
        keys=np.append(known.keys, np.full(len(new), _NOBODY)),
        canonical=np.append(known.canonical, np.arange(len(known.rank), len(first))),
        owner=picked(root, known.owner.astype(np.int64), -1).astype(np.int32),
    )
    renamed = _named_again(wider, root, touched)
    moved = (np.bincount(root, minlength=count) > 1) | (np.arange(count) >= before) | (renamed.keys != wider.keys)
    return _Merge(renamed, touched, moved & (renamed.canonical >= 0), root, known.keys, known.canonical >= 0)


def _named_again(known: Known, root: Ints, touched: Bools) -> Known:
    """Find the canonical identifier of every customer that may have another now, and its key.

    Of all its identifiers that is one which was canonical before, or was seen again: the others rank as they did.
    """
    looked = np.zeros(len(root), dtype=bool)
    looked[known.customer[touched]] = True
    canonical = known.canonical.copy()
    likely = np.flatnonzero(touched)
    among = np.unique(np.append(canonical[looked[root] & (canonical >= 0)], likely))
    spelled = _spelled(known.values.take(pa.array(among)))
    owner = known.customer[among]
    order = np.lexsort((spelled, known.first[among], known.rank[among], owner))
    customers, best = np.unique(owner[order], return_index=True)
    chosen = among[order][best]
    other = chosen != canonical[customers]
    other |= known.keys[customers] == _NOBODY
    canonical[customers] = chosen
    canonical[root != np.arange(len(root))] = -1
    keys = known.keys.copy()
    names = _identifiers(known, chosen[other]).to_pylist()
    keys[customers[other]] = key_of([customer_id_of(name) for name in names])
    return replace(known, canonical=canonical, keys=keys)


def _claimed(
    known: Known, named: Identifiers, owner: Ints, change: Bools, number: Ints, new: Ints
) -> tuple[Known, Ints]:
    """Number the new identities on, and give earlier ones to whoever has placed their order since.

    Returns:
        everybody, and the customers between whom identities changed hands.
    """
    before = len(known.owner)
    owners = np.append(known.owner, owner.astype(np.int32))
    orders = new[named.rank[new] == _ORDER]
    found = pc.index_in(known.waiting["order"].combine_chunks(), value_set=named.values.take(pa.array(orders)))
    rows = np.flatnonzero(np.asarray(pc.is_valid(found)))
    identity = known.waiting["identity"].to_numpy()[rows]
    buyer = known.customer[number[orders[found.take(pa.array(rows)).to_numpy()]]]
    between = np.append(owners[identity], buyer)
    owners[identity] = buyer
    still = np.ones(known.waiting.num_rows, dtype=bool)
    still[rows] = False
    later = _waiting(named, change | (owner < 0), before)
    waiting = pa.concat_tables([known.waiting.filter(pa.array(still)), later]).combine_chunks()
    aliases = pc.unique(pa.concat_arrays([known.aliases, named.aliases]))
    return replace(known, owner=owners, waiting=waiting, aliases=aliases), between[between >= 0].astype(np.int64)


def _waiting(named: Identifiers, would: Bools, before: int) -> pa.Table:
    """List the identities that name an order nobody placed, and would be its buyer's."""
    rows = np.flatnonzero((named.unplaced.codes >= 0) & would)
    orders = named.unplaced.words.take(pa.array(named.unplaced.codes[rows]))
    return pa.table({"identity": pa.array(rows + before), "order": orders})


def _spelled(values: pa.Array) -> Ints:
    """Give texts their places in the order of their letters."""
    place = np.empty(len(values), dtype=np.int64)
    place[pc.sort_indices(values).to_numpy()] = np.arange(len(values))
    return place


def _identifiers(known: Known, rows: Ints) -> pa.Array:
    """Write identifiers as texts such as ``user:42``."""
    kinds = pa.array(KINDS, pa.string()).take(pa.array(known.rank[rows]))
    return pc.binary_join_element_wise(kinds, known.values.take(pa.array(rows)), ":")
