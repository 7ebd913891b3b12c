"""Admission: which links tie customers together, and which are set aside and why; a function of the set of links.

Kinds of evidence are taken in their order of priority, all links of one kind at once, so that when a limit is hit it
does not matter which link came first. What is only likely comes after all that is certain of people, and links of
devices last (see ``devices``), but for those whose use was denied (see ``withdrawal``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.core.identity import EVIDENCE, KINDS
from percorso.sequence.codes import Bools, Ints, Numbers, distinct
from percorso.sequence.components import joined
from percorso.sequence.kernels import kernel
from percorso.unify.devices import DEVICE, divided
from percorso.unify.likely import pairs_of
from percorso.unify.links import Links
from percorso.unify.rules import LinkRules
from percorso.unify.withdrawal import UNSAID, Words, withdrawn

# Why a link ties nobody; the first is that of one that does.
REASONS = ("", "unlinked", "level", "too_many_customers", "too_many_values", "shared_device", "withdrawn")
_UNLINKED, _LEVEL, _CUSTOMERS, _VALUES, _SHARED, _WITHDRAWN = range(1, len(REASONS))
_THINGS = tuple(KINDS.index(kind) for kind in ("order", "pickup"))


@dataclass(frozen=True)
class Admitted:
    """What links hold together.

    Attributes:
        label: each identifier's component, as the smallest number in it.
        status: each link's place in REASONS.
        shared: whether each identifier is a device that several people use.
        allowed: the components there would be had nobody denied that devices be tied to them.
        apart: whether each identifier's devices are not to be tied, since that was denied.
    """

    label: Numbers
    status: NDArray[np.int8]
    shared: Bools
    allowed: Numbers
    apart: Bools


def admitted(
    links: Links, rank: NDArray[np.integer], values: pa.Array, rules: LinkRules, words: Words = UNSAID
) -> Admitted:
    """Tie identifiers together as far as the rules allow.

    Args:
        links: every link once.
        rank: each identifier's kind, as an index into KINDS.
        values: each identifier's text.
        rules: priorities, limits, and what is forbidden.
        words: what was said of tying devices.
    """
    status = np.zeros(len(links.left), dtype=np.int8)
    status[_forbidden(links, rank, values, rules)] = _UNLINKED
    if rules.evidence is not None:
        _only_trusted(links, rank, values, rules.evidence, status)
    of_device = (rank[links.left] == DEVICE) | (rank[links.right] == DEVICE)
    label = np.arange(len(rank), dtype=np.int32)
    for kind in rules.priority:
        rows = np.flatnonzero((links.evidence == EVIDENCE.index(kind)) & ~of_device & (status == 0))
        if len(rows):
            label = _tied(links, rows, rank, values, label, kind, rules, status)
    _, left, right = pairs_of(rank, values, rules)
    by_device = (rank[left] == DEVICE) | (rank[right] == DEVICE)
    label, _ = _joined(label, left[~by_device], right[~by_device], rank, rules)
    rows = np.flatnonzero(of_device & (links.left != links.right) & (status == 0))
    whole, set_aside, shared = divided(
        links, rows, rank.astype(np.int8, copy=False), label, rules.max_customers.get("anonymous", len(rank))
    )
    status[set_aside] = _SHARED
    own = by_device & ~shared[left] & ~shared[right]
    whole, _ = _joined(whole, left[own], right[own], rank, rules)
    apart = withdrawn(words, whole)
    if not apart.any():
        return Admitted(whole, status, shared, whole, apart)
    rows = rows[status[rows] == 0]
    barred = apart[links.left[rows]] | apart[links.right[rows]]
    status[rows[barred]] = _WITHDRAWN
    kept = rows[~barred]
    label = joined(label, links.left[kept], links.right[kept])
    own &= ~apart[left] & ~apart[right]
    label, _ = _joined(label, left[own], right[own], rank, rules)
    return Admitted(label, status, shared, whole, apart)


def _forbidden(links: Links, rank: NDArray[np.integer], values: pa.Array, rules: LinkRules) -> Ints:
    """Find the links between pairs that somebody has parted."""
    found = [np.zeros(0, dtype=np.int64)]
    for pair in rules.forbidden:
        ends = [_numbers(one, rank, values) for one in pair]
        for one, other in (ends, ends[::-1]):
            found.append(np.flatnonzero(np.isin(links.left, one) & np.isin(links.right, other)))
    return np.concatenate(found)


def _numbers(identifier: str, rank: NDArray[np.integer], values: pa.Array) -> Ints:
    kind, _, value = identifier.partition(":")
    return np.flatnonzero(np.asarray(pc.equal(values, value)) & (rank == KINDS.index(kind)))


def _only_trusted(
    links: Links, rank: NDArray[np.integer], values: pa.Array, trusted: frozenset[str], status: NDArray[np.int8]
) -> None:
    """Set aside what a level of trust does not take for evidence; an order stays with one of those who placed it."""
    told = np.array([kind in trusted for kind in EVIDENCE])
    thing = np.isin(rank[links.right], _THINGS)
    status[~told[links.evidence] & ~thing & (status == 0)] = _LEVEL
    rows = np.flatnonzero(thing & (status == 0))
    status[np.setdiff1d(rows, _best(links, rows, rank, values))] = _LEVEL


def _best(links: Links, rows: Ints, rank: NDArray[np.integer], values: pa.Array) -> Ints:
    """Choose for each right end one of its links: of the strongest kind, then the earliest, then the smallest value."""
    ends = links.left[rows]
    among, place = np.unique(ends, return_inverse=True)
    order = np.lexsort((_spelled(values, among)[place], links.first[rows], rank[ends], links.right[rows]))
    _, first = np.unique(links.right[rows][order], return_index=True)
    return rows[order][first]


def _spelled(values: pa.Array, among: Numbers) -> Ints:
    """Give some texts their places in the order of their letters."""
    place = np.empty(len(among), dtype=np.int64)
    place[pc.sort_indices(values.take(pa.array(among))).to_numpy()] = np.arange(len(among))
    return place


def _tied(
    links: Links,
    rows: Ints,
    rank: NDArray[np.integer],
    values: pa.Array,
    label: Numbers,
    kind: str,
    rules: LinkRules,
    status: NDArray[np.int8],
) -> Numbers:
    """Tie by the links of one kind, but for those of values and of customers that are too many; gives the labels."""
    crowded = _crowded(label[links.left[rows]], links.right[rows], rules.max_customers.get(kind))
    if crowded.any():
        over = rows[crowded]
        if kind in ("order", "pickup"):
            over = np.setdiff1d(over, _best(links, over, rank, values))
        status[over] = _CUSTOMERS
        rows = np.setdiff1d(rows, over)
    label, held = _joined(label, links.left[rows], links.right[rows], rank, rules)
    status[rows[~held]] = _VALUES
    return label


def _joined(
    label: Numbers, left: NDArray[np.integer], right: NDArray[np.integer], rank: NDArray[np.integer], rules: LinkRules
) -> tuple[Numbers, Bools]:
    """Tie pairs, but for those whose customer would have too many values; gives the labels, and which pairs tie."""
    held = np.ones(len(left), dtype=bool)
    if not len(left):
        return label, held
    after = joined(label, left, right)
    full = _full(after, rank, rules)
    if full is not None:
        held = ~full[after[left]]
        after = joined(label, left[held], right[held])
    return after, held


def _crowded(customer: Numbers, value: Numbers, most: int | None) -> Bools:
    """Tell the links of values that would tie more customers together than one value may."""
    several: Bools = np.zeros(len(value), dtype=bool)
    if most is None or not len(value):
        return several
    busy = np.flatnonzero(np.bincount(value)[value] > most)
    if len(busy):
        first, _ = distinct([value[busy], customer[busy]])
        count = np.bincount(value[busy][first], minlength=int(value.max()) + 1)
        several[busy] = count[value[busy]] > most
    return several


def _full(label: Numbers, rank: NDArray[np.integer], rules: LinkRules) -> Bools | None:
    """Tell which components have more values of some kind than a customer may; None where none has."""
    if not rules.max_values:
        return None
    size = np.zeros(len(label), dtype=np.int32)
    _count(label, size)
    large = np.flatnonzero((size > min(rules.max_values.values()))[label])
    if not len(large):
        return None
    full = np.zeros(len(label), dtype=bool)
    for kind, most in rules.max_values.items():
        own = large[rank[large] == KINDS.index(kind)]
        full |= np.bincount(label[own], minlength=len(label)) > most
    return full if full.any() else None


@kernel("int32[] int32[]!")
def _count(label: Numbers, size: Numbers) -> None:
    """Count how many identifiers have each label."""
    for one in label:
        size[one] += 1
