"""Known: everybody, with all that says who they are, as numbers that later events add to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.sequence.codes import Bools, Ints, Numbers
from percorso.sequence.kernels import kernel
from percorso.unify.admission import admitted
from percorso.unify.assignment import assign
from percorso.unify.clusters import clusters
from percorso.unify.dictionary import Dictionary
from percorso.unify.identifiers import Columns, Identifiers, Texts
from percorso.unify.identities import NEVER
from percorso.unify.links import CHANGE, CHOICE, PLACED, UNTIED, Links, Naming, known_orders, links, tied_device
from percorso.unify.names import Kinds, Names
from percorso.unify.rules import LinkRules
from percorso.unify.withdrawal import speakers, words

_FLAGS = {"placed": PLACED, "change": CHANGE, "untied": UNTIED, "choice": CHOICE}


@dataclass(frozen=True)
class Known:
    """Everybody. Identifiers and identities keep their numbers for good; customers do not.

    Attributes:
        rank: each identifier's kind, as an index into KINDS.
        values: each identifier's text.
        first, last: when each was seen, microseconds.
        customer: each identifier's customer, -1 for one that no link tells of.
        shared: whether each is a device that several people use.
        apart: whether its devices are not to be tied, since that was denied.
        keys: each customer's id as a number (see ``sequence.keys``).
        canonical: each customer's canonical identifier.
        later: the identifiers that later events added (see ``Dictionary``).
        kinds, named: which identifiers identities name (see ``Names``).
        flags: of each identity, what is told of it beside that (see ``Naming``).
        seen: of each identity, when first and last, and by which event first.
        said: the identities that said something of tying devices, when they last allowed it, and when they denied it.
        source: who told of each identity first, as a place in ``sources``.
        owner: each identity's customer, -1 for nobody's.
        floating, telling: see ``Assignment``.
        left, right, evidence, status, link_first, link_last, link_seq, link_source: the links (see ``Links``), and
            what became of each (see ``Admitted``).
        lent_seq: events on shared devices that are somebody's who used them then; ``lent_device``, on which;
            ``lent_owner``, whose.
        aliases: previous ids of aliases that are no known user's.
        sources: names of sources.
    """

    rank: NDArray[np.int8]
    values: pa.Array
    first: Ints
    last: Ints
    customer: NDArray[np.int32]
    shared: Bools
    apart: Bools
    keys: NDArray[np.uint64]
    canonical: Ints
    later: Numbers
    kinds: Kinds
    named: Numbers
    flags: NDArray[np.int8]
    seen: Ints
    said: Ints
    source: NDArray[np.int16]
    owner: NDArray[np.int32]
    floating: Bools
    telling: Bools
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    evidence: NDArray[np.int8]
    status: NDArray[np.int8]
    link_first: Ints
    link_last: Ints
    link_seq: Ints
    link_source: NDArray[np.int16]
    lent_seq: Ints
    lent_device: NDArray[np.int32]
    lent_owner: NDArray[np.int32]
    aliases: pa.Array
    sources: pa.Array

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return len(self.keys)

    @property
    def dictionary(self) -> Dictionary:
        """All identifiers by their kinds and texts."""
        return Dictionary(self.rank, self.values, self.later)

    @property
    def device(self) -> NDArray[np.int32]:
        """The device that each identity names and may be tied to, -1 for none."""
        return tied_device(Names(self.kinds, self.named), self.flags)

    def key_of_identifier(self) -> NDArray[np.uint64]:
        """Give each identifier its customer's key, 0 for none."""
        return np.append(self.keys, np.uint64(0))[self.customer]

    def apart_of_identity(self) -> Bools:
        """Tell of each identity whether devices are not to be tied to its owner."""
        return np.append(self.apart[self.canonical], False)[self.owner]

    def key_of_identity(self) -> NDArray[np.uint64]:
        """Give each identity its owner's key, 0 for none."""
        return np.append(self.keys, np.uint64(0))[self.owner]

    def owners(self, identity: NDArray[np.integer], seq: Ints) -> NDArray[np.int32]:
        """Give the customer of events, -1 for nobody's.

        Args:
            identity: each event's identity.
            seq: its number of arrival.
        """
        owner: NDArray[np.int32] = self.owner[identity]
        rows, lent = self.lent(identity, seq)
        owner[rows] = lent
        return owner

    def lent(self, identity: NDArray[np.integer], seq: Ints) -> tuple[Ints, NDArray[np.int32]]:
        """Find which of some events are on shared devices and yet somebody's, and whose."""
        if not len(self.lent_seq):
            return np.zeros(0, dtype=np.int64), self.lent_owner
        rows = np.flatnonzero(self.floating[identity])
        place = np.minimum(np.searchsorted(self.lent_seq, seq[rows]), len(self.lent_seq) - 1)
        found = self.lent_seq[place] == seq[rows]
        return rows[found], self.lent_owner[place[found]]


def everybody(named: Identifiers, identities: Columns, rules: LinkRules) -> Known:
    """Make customers of all identifiers that identities name.

    Args:
        named: which they name.
        identities: the identities (see ``identities``).
        rules: how links make customers.
    """
    return solved(faces_of(named, identities), rules)


@dataclass(frozen=True)
class Faces:
    """What is known before links are looked at; fields as those of ``Known``."""

    rank: NDArray[np.int8]
    values: pa.Array
    later: Numbers
    kinds: Kinds
    named: Numbers
    flags: NDArray[np.int8]
    seen: Ints
    said: Ints
    source: NDArray[np.int16]
    aliases: pa.Array
    sources: pa.Array


def faces_of(named: Identifiers, identities: Columns) -> Faces:
    """Take what links are read from out of identities, column by column; arguments as ``everybody``."""
    source = Texts.of(identities["source"])
    return Faces(
        named.rank,
        named.values,
        np.zeros(0, dtype=np.int32),
        *named.of,
        flags_of(identities),
        seen_of(identities),
        said_of(identities),
        source.codes.astype(np.int16),
        named.aliases,
        source.words,
    )


def flags_of(identities: Columns) -> NDArray[np.int8]:
    """Bring the flags of identities into one number each."""
    flags = np.zeros(identities.num_rows, dtype=np.int8)
    for name, flag in _FLAGS.items():
        flags[np.asarray(identities[name])] |= np.int8(flag)
    return flags


def seen_of(identities: Columns) -> Ints:
    """Give when identities were seen first and last, and by which event first."""
    names = ("first_seen_at", "last_seen_at", "seq")
    seen = np.empty((len(names), identities.num_rows), dtype=np.int64)
    for place, name in enumerate(names):
        seen[place] = identities[name].cast(pa.int64()).to_numpy()
    return seen


def said_of(identities: Columns) -> Ints:
    """Give which identities said something of tying devices, when they last allowed it, and when they denied it."""
    granted, denied = (
        pc.fill_null(identities[name].cast(pa.int64()), NEVER).to_numpy() for name in ("granted_at", "denied_at")
    )
    rows = np.flatnonzero((granted > NEVER) | (denied > NEVER))
    return np.array([rows, granted[rows], denied[rows]], dtype=np.int64)


# No event on a shared device is anybody's yet.
NOTHING_LENT: Mapping[str, Any] = {
    "lent_seq": np.zeros(0, dtype=np.int64),
    "lent_device": np.zeros(0, dtype=np.int32),
    "lent_owner": np.zeros(0, dtype=np.int32),
}


def naming_of(faces: Faces) -> Naming:
    """Give what identities name as links are read from it."""
    first, last, seq = faces.seen
    return Naming(Names(faces.kinds, faces.named), faces.flags, first, last, seq, faces.source)


def solved(faces: Faces, rules: LinkRules) -> Known:
    """Find the customers behind all identities; a pure function of them, whatever their order, numbers apart.

    Events on shared devices are nobody's yet but the device's.

    Args:
        faces: the identities.
        rules: how links make customers.
    """
    count = len(faces.rank)
    naming = naming_of(faces)
    tied = links(naming, known_orders(naming, count))
    held = admitted(tied, faces.rank, faces.values, rules, words(naming, faces.said))
    first, last, told = seen_in(tied, count)
    speaker = speakers(held.allowed, held.apart, told, faces.rank, first, faces.values)
    people = clusters(held.label, told, faces.rank, first, faces.values)
    assignment = assign(naming, people.customer, held.shared, told, speaker)
    return Known(
        **vars(faces),
        **NOTHING_LENT,
        first=first,
        last=last,
        customer=people.customer,
        shared=held.shared,
        apart=held.apart,
        keys=people.keys,
        canonical=people.canonical.astype(np.int64),
        owner=assignment.owner,
        floating=assignment.floating,
        telling=assignment.telling,
        left=tied.left,
        right=tied.right,
        evidence=tied.evidence,
        link_first=tied.first,
        link_last=tied.last,
        link_seq=tied.seq,
        link_source=tied.source,
        status=held.status,
    )


def seen_in(tied: Links, count: int) -> tuple[Ints, Ints, Bools]:
    """Give when identifiers were seen first and last, and whether a link tells of each."""
    first = np.full(count, np.iinfo(np.int64).max)
    last = np.full(count, np.iinfo(np.int64).min)
    told = np.zeros(count, dtype=bool)
    _see(tied.left, tied.right, tied.first, tied.last, first, last, told)
    return first, last, told


@kernel("int32[] int32[] int64[] int64[] int64[]! int64[]! bool_[]!")
def _see(
    left: Numbers, right: Numbers, link_first: Ints, link_last: Ints, first: Ints, last: Ints, told: Bools
) -> None:
    """Let both ends of each link be seen when it was."""
    for link in range(len(left)):
        for one in (left[link], right[link]):
            first[one] = min(first[one], link_first[link])
            last[one] = max(last[one], link_last[link])
            told[one] = True


def with_lent(known: Known, seq: Ints, device: Ints, owner: Ints) -> Known:
    """Tell whose some events on shared devices are."""
    order = np.argsort(seq)
    place, person = device[order].astype(np.int32), owner[order].astype(np.int32)
    return replace(known, lent_seq=seq[order], lent_device=place, lent_owner=person)


def devices_to_divide(known: Known, before: Known | None) -> Bools:
    """Tell the shared devices whose events must be given to their users again: all where nothing was known before.

    Those are the ones that are shared since, have new events, or whose users go by another id, or said otherwise of
    tying devices.
    """
    if before is None:
        return known.shared
    count, device = len(before.owner), known.device
    held = before.key_of_identity() == known.key_of_identity()[:count]
    held &= before.apart_of_identity() == known.apart_of_identity()[:count]
    same = np.append(held, np.zeros(len(device) - count, bool))
    touched = np.append(known.shared, False)
    touched[: len(before.shared)] &= ~before.shared | (before.apart != known.apart[: len(before.shared)])
    touched[device[~same]] = True
    return touched[:-1] & known.shared


def still_lent(known: Known, before: Known, divided: Bools) -> tuple[Ints, Ints, Ints]:
    """Give the events of other shared devices, their devices and owners, as they were."""
    rows = np.flatnonzero(~divided[before.lent_device] & known.shared[before.lent_device])
    order = np.argsort(known.keys)
    owner = order[np.searchsorted(known.keys[order], before.keys[before.lent_owner[rows]])]
    return before.lent_seq[rows], before.lent_device[rows].astype(np.int64), owner
