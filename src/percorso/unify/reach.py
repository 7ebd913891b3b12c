"""Reach: whom later identities may change, found anew alone, and put back among everybody else.

A link may part what was together as well as tie what was apart, but only among identifiers that links connect. Links
that tie nobody count: a limit that set one aside may be undone by another. What is connected is known from before: a
customer's identifiers are, and beside these only what links tie that were set aside.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from percorso.core.identity import EVIDENCE, KINDS
from percorso.sequence.codes import Bools, Ints, Numbers
from percorso.sequence.components import components
from percorso.sequence.kernels import side_by_side
from percorso.unify.admission import Admitted, admitted
from percorso.unify.assignment import assign
from percorso.unify.clusters import Clusters, clusters
from percorso.unify.known import NOTHING_LENT, Faces, Known, naming_of, seen_in
from percorso.unify.likely import pairs_of
from percorso.unify.links import PLACED, Links, Naming, known_orders, links
from percorso.unify.names import Names
from percorso.unify.rules import LinkRules
from percorso.unify.splicing import Ends, Splice
from percorso.unify.withdrawal import speakers, words

_ORDER, _PICKUP = (KINDS.index(kind) for kind in ("order", "pickup"))
# Fields of ``Known`` by those of ``Links``.
_LINKS = {
    "left": "left",
    "right": "right",
    "evidence": "evidence",
    "link_first": "first",
    "link_last": "last",
    "link_seq": "seq",
    "link_source": "source",
}
# Those by which links differ whose ends and evidence are the same.
_TOLD = ("status", "link_first", "link_last", "link_seq")


class Reached(NamedTuple):
    """What later identities may have changed.

    Attributes:
        identifiers, identities: those that were looked at again, ascending.
        links: the links that are new, or say something else.
    """

    identifiers: Ints
    identities: Ints
    links: Ints


@dataclass(frozen=True)
class _Part:
    """What is found anew, by the places of identifiers here.

    Attributes:
        among: their numbers, ascending: those that are touched, and what else is named beside them.
        touched: which of them are.
        named: what identities name that name any of those.
        tied: the links between them.
        held: what links hold together.
        people: their customers.
        first, last: when each was seen.
        speaker: the identifier to which belongs what each says of consent.
    """

    among: Ints
    touched: Bools
    named: Naming
    tied: Links
    held: Admitted
    people: Clusters
    first: Ints
    last: Ints
    speaker: Numbers


def solved_again(faces: Faces, rules: LinkRules, before: Known) -> tuple[Known, Reached]:
    """Find the customers behind all identities, where all but the last are known; the same as ``known.solved``.

    Customers' numbers apart, since who stays keeps theirs where that can be.

    Args:
        faces: the identities; those of before come first, under their numbers.
        rules: how links make customers, as before.
        before: everybody behind the first ones.
    """
    touched = _touched(faces, before, rules)
    asked, names = Names(faces.kinds, faces.named).naming(touched)
    part = _solved(faces, rules, before, touched, asked, names)
    people, renumbered = _renumbered(before, part)
    whole = people | _identifiers_put_back(before, part, len(faces.rank), renumbered)
    links, changed = _links_put_back(before, part)
    customer = whole["customer"][part.among]
    assignment = assign(part.named, customer, whole["shared"][part.among], customer >= 0, part.speaker)
    count = len(faces.flags)
    owner = renumbered.of(_lengthened(before.owner, count, -1))
    floating, telling = (_lengthened(one, count, False) for one in (before.floating, before.telling))
    owner[asked], floating[asked], telling[asked] = assignment.owner, assignment.floating, assignment.telling
    known = Known(**vars(faces), **whole, **links, **NOTHING_LENT, owner=owner, floating=floating, telling=telling)
    return known, Reached(part.among[part.touched], asked, changed)


def _touched(faces: Faces, before: Known, rules: LinkRules) -> Bools:
    """Tell the identifiers that new identities name, and those that links, or likely pairs, connect to one of them."""
    count, held = len(faces.rank), len(before.rank)
    came = naming_of(faces).names.since(Names(before.kinds, before.named))
    told = np.zeros(count, dtype=bool)
    told[came.numbers] = True
    told[held:] = True
    told[_parcels_taken(faces, before, came)] = True
    reached = np.zeros(before.customers + 1, dtype=bool)
    reached[before.customer[np.flatnonzero(told[:held])]] = True
    _follow(faces, before, rules, told, reached)
    # Nobody's are told themselves.
    reached[-1] = False
    told[:held] |= reached[before.customer]
    return told


def _parcels_taken(faces: Faces, before: Known, came: Names) -> Numbers:
    """Find the parcels of orders that turn out to be placed, which take them from whomever they were tied to."""
    numbered = len(before.owner)
    orders = came.column(_ORDER)[(faces.flags[numbered:] & PLACED) > 0]
    orders = orders[(orders >= 0) & (orders < len(before.rank))]
    orders = orders[before.customer[orders] < 0]
    if not len(orders):
        return orders
    placed = np.zeros(len(before.rank), dtype=bool)
    placed[orders] = True
    names = Names(before.kinds, before.named)
    fetched = names.naming(placed)[1].column(_PICKUP)
    return fetched[fetched >= 0]


def _follow(faces: Faces, before: Known, rules: LinkRules, told: Bools, reached: Bools) -> None:
    """Mark whom links that were set aside, or likely pairs, connect to those marked.

    Args:
        faces, before, rules: as of ``solved_again``.
        told: the identifiers that are marked.
        reached: the customers that are; the last slot is for nobody.
    """
    aside = np.flatnonzero((before.status != 0) | _untying(rules)[before.evidence])
    _, *pairs = pairs_of(faces.rank, faces.values, rules)
    ends = [np.append(end[aside], pair) for end, pair in zip((before.left, before.right), pairs, strict=True)]
    if not len(ends[0]):
        return
    customer = np.append(before.customer, np.full(len(told) - len(before.customer), -1, dtype=np.int32))
    # Whoever is nobody's stands for itself.
    nodes, place = np.unique(
        np.concatenate([np.where(customer[end] < 0, before.customers + end, customer[end]) for end in ends]),
        return_inverse=True,
    )
    group = components(len(nodes), *np.split(place, 2))
    person = nodes < before.customers
    marked = np.zeros(len(nodes), dtype=bool)
    marked[person] = reached[nodes[person]]
    marked[~person] = told[nodes[~person] - before.customers]
    hit = np.zeros(len(nodes), dtype=bool)
    hit[group[marked]] = True
    hit = hit[group]
    reached[nodes[hit & person]] = True
    told[nodes[hit & ~person] - before.customers] = True


def _untying(rules: LinkRules) -> Bools:
    """Tell the kinds of evidence by which nobody is tied; what is seen alone, and devices, to which logins tie, are."""
    return np.array([kind not in (*rules.priority, "alone", "login") for kind in EVIDENCE])


def _solved(faces: Faces, rules: LinkRules, before: Known, touched: Bools, asked: Ints, names: Names) -> _Part:
    """Find the customers of some identifiers; links that other identities may show as well are none of theirs."""
    named = naming_of(faces).told_of(asked, names)
    inside = touched.copy()
    inside[named.names.numbers] = True
    among = np.flatnonzero(inside)
    place = np.empty(len(inside), dtype=np.int32)
    place[among] = np.arange(len(among), dtype=np.int32)
    named, own = named.renumbered(place), touched[among]
    rank, values = faces.rank[among], faces.values.take(pa.array(among))
    held = among[among < len(before.rank)]
    # An order that nobody new names is placed where a link tells of it.
    ordered = known_orders(named, len(among))
    ordered[: len(held)] |= ~own[: len(held)] & (rank[: len(held)] == _ORDER) & (before.customer[held] >= 0)
    tied = _of(links(named, ordered), own)
    admission = admitted(tied, rank, values, rules, words(named, _said(faces.said, asked)))
    first, last, told = seen_in(tied, len(among))
    speaker = speakers(admission.allowed, admission.apart, told, rank, first, values)
    keys = np.zeros(len(held), dtype=np.uint64)
    went = _customers_of(before, held[own[: len(held)]])
    keys[place[before.canonical[went]]] = before.keys[went]
    people = clusters(admission.label, told, rank, first, values, keys)
    return _Part(among, own, named, tied, admission, people, first, last, speaker)


def _customers_of(known: Known, identifiers: Ints) -> Ints:
    """Give the customers of some identifiers, ascending."""
    found = np.zeros(known.customers + 1, dtype=bool)
    found[known.customer[identifiers]] = True
    return np.flatnonzero(found[:-1])


def _of(found: Links, own: Bools) -> Links:
    """Keep the links of some identifiers."""
    kept = own[found.left]
    return found if kept.all() else Links(*(getattr(found, one.name)[kept] for one in fields(Links)))


def _said(said: Ints, asked: Ints) -> Ints:
    """Give what some identities said of tying devices, by their places."""
    place = np.minimum(np.searchsorted(asked, said[0]), len(asked) - 1)
    kept = asked[place] == said[0] if len(asked) else np.zeros(len(said[0]), dtype=bool)
    return np.array([place[kept], said[1][kept], said[2][kept]], dtype=np.int64)


class _Renumbered(NamedTuple):
    """What became of customers' numbers.

    Attributes:
        least: from this one on they changed.
        number: the new number of each of those, -1 for one that was found anew.
        found: the numbers of those that were found anew.
    """

    least: int
    number: Numbers
    found: Numbers

    def of(self, customer: Numbers) -> Numbers:
        """Renumber customers in place, and give them."""
        if len(self.number):
            rows = np.flatnonzero(customer >= self.least)
            customer[rows] = self.number[customer[rows] - self.least]
        return customer


def _renumbered(before: Known, part: _Part) -> tuple[dict[str, Any], _Renumbered]:
    """Give those that were found anew the numbers of those they stand for; where there are fewer, the last fill gaps.

    Returns:
        fields of ``Known``, of customers; and their numbers.
    """
    own = part.among[part.touched]
    free = _customers_of(before, own[own < len(before.rank)])
    came, old = len(part.people.keys), before.customers
    count = old - len(free) + came
    gaps = free[free < count]
    moving = np.setdiff1d(np.arange(count, old), free)
    found = np.append(gaps, np.arange(old, max(count, old)))
    found, filled = found[:came], found[came:]
    number = np.full(max(old - count, 0), -1, dtype=np.int32)
    number[moving - count] = filled
    columns = {}
    for name, new in (("keys", part.people.keys), ("canonical", part.among[part.people.canonical])):
        column = getattr(before, name)
        after = _lengthened(column[:count], count, 0)
        after[filled], after[found] = column[moving], new
        columns[name] = after
    return columns, _Renumbered(count, number, found.astype(np.int32))


def _identifiers_put_back(before: Known, part: _Part, count: int, renumbered: _Renumbered) -> dict[str, Any]:
    """Give fields of ``Known``, of identifiers: those that were found anew among the rest."""
    rows = part.among[part.touched]
    new = {
        "first": part.first,
        "last": part.last,
        "shared": part.held.shared,
        "apart": part.held.apart,
        "customer": np.append(renumbered.found, np.int32(-1))[part.people.customer],
    }
    copies = side_by_side(lambda name: _lengthened(getattr(before, name), count, 0), new)
    whole = dict(zip(new, copies, strict=True))
    renumbered.of(whole["customer"])
    for name, column in new.items():
        whole[name][rows] = column[part.touched]
    return whole


def _links_put_back(before: Known, part: _Part) -> tuple[dict[str, NDArray[Any]], Ints]:
    """Put links in the place of those between the same identifiers, in the order of their ends and evidence.

    Returns:
        fields of ``Known``; and the links that are new, or say something else.
    """
    touched = np.zeros(len(before.rank), dtype=bool)
    rows = part.among[part.touched]
    touched[rows[rows < len(touched)]] = True
    new = {name: getattr(part.tied, own) for name, own in _LINKS.items()} | {"status": part.held.status}
    new |= {end: part.among[new[end]].astype(np.int32) for end in ("left", "right")}
    gone = np.flatnonzero(touched[before.left])
    held, came = Ends(before.left, before.right, before.evidence), Ends(new["left"], new["right"], new["evidence"])
    splice = Splice.of(held, came, gone)
    whole = dict(zip(new, side_by_side(lambda name: splice.into(getattr(before, name), new[name]), new), strict=True))
    met = np.flatnonzero(splice.same >= 0)
    changed = splice.same < 0
    for name in _TOLD:
        changed[met] |= getattr(before, name)[splice.same[met]] != new[name][met]
    return whole, splice.stands[changed]


def _lengthened(column: NDArray[Any], count: int, value: int) -> NDArray[Any]:
    """Give a column more rows, of one value."""
    longer = np.empty(count, dtype=column.dtype)
    longer[: len(column)] = column
    longer[len(column) :] = value
    return longer
