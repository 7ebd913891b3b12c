"""Reach: whom later identities may change, found anew alone, and put back among everybody else.

A link may part what was together as well as tie what was apart, but only among identifiers that links connect. Links
that tie nobody count: a limit that set one aside may be undone by another.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from percorso.core.identity import KINDS
from percorso.sequence.codes import Bools, Ints, Numbers
from percorso.sequence.components import components
from percorso.sequence.kernels import kernel
from percorso.unify.admission import Admitted, admitted
from percorso.unify.assignment import assign
from percorso.unify.clusters import Clusters, clusters
from percorso.unify.known import NOTHING_LENT, Faces, Known, naming_of, seen_in, words_of
from percorso.unify.likely import pairs_of
from percorso.unify.links import Links, Naming, known_orders, links
from percorso.unify.rules import LinkRules
from percorso.unify.withdrawal import speakers

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


@dataclass(frozen=True)
class _Part:
    """What is found anew: some identifiers, all that links connect to them among them, by their places here.

    Attributes:
        among: their numbers, ascending.
        tied: the links between them, by those numbers.
        held: what links hold together; by places.
        people: their customers; by places.
        first, last: when each was seen.
        speaker: the identifier to which belongs what each says of consent, by places.
    """

    among: Ints
    tied: Links
    held: Admitted
    people: Clusters
    first: Ints
    last: Ints
    speaker: Numbers


def solved_again(faces: Faces, rules: LinkRules, before: Known) -> Known:
    """Find the customers behind all identities, where all but the last are known; the same as ``known.solved``.

    Args:
        faces: the identities; those of before come first, under their numbers.
        rules: how links make customers, as before.
        before: everybody behind the first ones.
    """
    naming = naming_of(faces)
    touched = _touched(faces, before, rules)
    asked = _naming_any(faces.names, touched)
    own = _of(naming, asked)
    part = _solved(faces, rules, before, touched, naming, links(own, known_orders(naming, len(faces.rank))))
    whole, renumbered = _put_back(before, touched, part)
    told = whole["customer"] >= 0
    # What names only a device is asked for where the device is.
    speaker = np.arange(len(faces.rank), dtype=np.int32)
    speaker[part.among] = part.among[part.speaker]
    assignment = assign(own, whole["customer"], whole["shared"], told, speaker)
    count = len(faces.flags)
    owner = renumbered[_lengthened(before.owner, count, -1)]
    floating, telling = (_lengthened(one, count, False) for one in (before.floating, before.telling))
    owner[asked], floating[asked], telling[asked] = assignment.owner, assignment.floating, assignment.telling
    return Known(**vars(faces), **whole, **NOTHING_LENT, owner=owner, floating=floating, telling=telling)


def _touched(faces: Faces, before: Known, rules: LinkRules) -> Bools:
    """Tell the identifiers that new identities name, and those that links, or likely pairs, connect to one of them.

    An order that turns out to be placed takes its parcels from whomever they were tied to.
    """
    count, numbered = len(faces.rank), len(before.owner)
    came = faces.names[:, numbered:]
    # The last slot is for no identifier.
    told, placed = np.zeros(count + 1, dtype=bool), np.zeros(count + 1, dtype=bool)
    placed[came[_ORDER][naming_of(faces).placed[numbered:]]] = True
    placed[-1] = False
    parcels = np.flatnonzero(before.names[_PICKUP] >= 0)
    told[came] = told[before.names[:, parcels[placed[before.names[_ORDER, parcels]]]]] = True
    held = len(before.rank)
    told[held:] = np.arange(held, count + 1) < count
    _, left, right = pairs_of(faces.rank, faces.values, rules)
    group = components(count, np.append(before.left, left), np.append(before.right, right))
    reached = np.zeros(count, dtype=bool)
    reached[group[told[:-1]]] = True
    touched: Bools = reached[group]
    return touched


def _naming_any(names: NDArray[np.int32], touched: Bools) -> Ints:
    """Find the identities that name any of some identifiers."""
    found = np.zeros(names.shape[1], dtype=bool)
    for column in names:
        _mark(column, touched, found)
    return np.flatnonzero(found)


@kernel("int32[] bool_[] bool_[]!")
def _mark(column: Numbers, touched: Bools, found: Bools) -> None:
    """Mark the rows whose number is one of those touched; -1 is none."""
    for row in range(len(column)):
        if column[row] >= 0 and touched[column[row]]:
            found[row] = True


def _of(naming: Naming, rows: Ints) -> Naming:
    of = tuple(column[rows] for column in naming.of)
    others = ("placed", "change", "choice", "first", "last", "seq", "source")
    return Naming(of, *(getattr(naming, name)[rows] for name in others))


def _solved(faces: Faces, rules: LinkRules, before: Known, touched: Bools, naming: Naming, found: Links) -> _Part:
    """Find the customers of some identifiers; links that other identities may show as well are none of theirs."""
    among = np.flatnonzero(touched)
    place = np.full(len(touched), -1, dtype=np.int32)
    place[among] = np.arange(len(among))
    rows = np.flatnonzero(touched[found.left])
    tied = Links(*(getattr(found, one.name)[rows] for one in fields(Links)))
    here = replace(tied, left=place[tied.left], right=place[tied.right])
    rank, values = faces.rank[among], faces.values.take(pa.array(among))
    held = admitted(here, rank, values, rules, words_of(faces, naming).among(place))
    first, last, told = seen_in(here, len(among))
    speaker = speakers(held.allowed, held.apart, told, rank, first, values)
    keys = np.zeros(len(before.rank), dtype=np.uint64)
    keys[before.canonical] = before.keys
    people = clusters(held.label, told, rank, first, values, keys[among[among < len(keys)]])
    return _Part(among, tied, held, people, first, last, speaker)


def _put_back(before: Known, touched: Bools, part: _Part) -> tuple[dict[str, Any], NDArray[np.int32]]:
    """Put what was found anew among the rest.

    Returns:
        fields of ``Known``; and the new number of each customer of before, -1 for one found anew. Its last slot, -1,
        is for nobody.
    """
    count, among = len(touched), part.among
    stays = ~touched[before.canonical]
    canonical = np.append(before.canonical[stays], among[part.people.canonical])
    order = np.argsort(canonical)
    number = np.empty(len(order) + 1, dtype=np.int32)
    number[order], number[-1] = np.arange(len(order)), -1
    staying = int(stays.sum())
    renumbered = np.full(len(stays) + 1, -1, dtype=np.int32)
    renumbered[:-1][stays] = number[:staying]
    customer = renumbered[_lengthened(before.customer, count, -1)]
    customer[among] = number[staying:][part.people.customer]
    first = _lengthened(before.first, count, 0)
    last, shared = _lengthened(before.last, count, 0), _lengthened(before.shared, count, False)
    first[among], last[among], shared[among] = part.first, part.last, part.held.shared
    apart = _lengthened(before.apart, count, False)
    apart[among] = part.held.apart
    whole = {
        "first": first,
        "last": last,
        "shared": shared,
        "apart": apart,
        "customer": customer,
        "canonical": canonical[order],
        "keys": np.append(before.keys[stays], part.people.keys)[order],
    }
    return whole | _links_put_back(before, ~touched[before.left], part), renumbered


def _links_put_back(before: Known, stays: Bools, part: _Part) -> dict[str, NDArray[Any]]:
    """Put links in the place of those between the same identifiers, in the order of their ends and evidence."""
    rows = np.empty(len(before.left) + len(part.tied.left), dtype=np.int32)
    ends = (before.left, before.right, before.evidence)
    count = np.zeros(1, dtype=np.int64)
    _merge(*ends, stays, part.tied.left, part.tied.right, part.tied.evidence, rows, count)
    rows = rows[: count[0]]
    came = {"status": part.held.status} | {name: getattr(part.tied, own) for name, own in _LINKS.items()}
    anew = rows < 0
    whole = {name: np.empty(len(rows), dtype=column.dtype) for name, column in came.items()}
    for name, column in came.items():
        whole[name][anew], whole[name][~anew] = column, getattr(before, name)[rows[~anew]]
    return whole


@kernel("int32[] int32[] int8[] bool_[] int32[] int32[] int8[] int32[]! int64[]!")
def _merge(
    left: Numbers,
    right: Numbers,
    evidence: NDArray[np.int8],
    stays: Bools,
    new_left: Numbers,
    new_right: Numbers,
    new_evidence: NDArray[np.int8],
    rows: Numbers,
    count: Ints,
) -> None:
    """Give the rows of the links that stay, and -1 for each of the new ones where it belongs among them."""
    place, new = 0, 0
    for row in range(len(left)):
        if not stays[row]:
            continue
        while new < len(new_left) and (
            new_left[new] < left[row]
            or (
                new_left[new] == left[row]
                and (
                    new_right[new] < right[row] or (new_right[new] == right[row] and new_evidence[new] < evidence[row])
                )
            )
        ):
            rows[place] = -1
            place, new = place + 1, new + 1
        rows[place] = row
        place += 1
    while new < len(new_left):
        rows[place] = -1
        place, new = place + 1, new + 1
    count[0] = place


def _lengthened(column: NDArray[Any], count: int, value: int) -> NDArray[Any]:
    """Give a column more rows, of one value."""
    longer = np.full(count, value, dtype=column.dtype)
    longer[: len(column)] = column
    return longer
