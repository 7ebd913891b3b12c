"""Withdrawal: whose devices are not tied to them, by what was said last of it (the purpose cross_device)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from percorso.core.identity import KINDS, PERSONAL
from percorso.sequence.codes import Bools, Ints, Numbers
from percorso.unify.clusters import canonical
from percorso.unify.devices import DEVICE
from percorso.unify.identities import NEVER
from percorso.unify.links import Naming

_NOBODY: Ints = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Words:
    """What was said of tying devices to people; int64 columns of one length.

    Attributes:
        of: the identifier of whom it was said: the person where one is named, else the device, or the order where that
            device is not to be tied to it; -1 for none that is asked for.
        on: the device it was said on, -1 for none.
        granted, denied: when it was last allowed, and denied, microseconds (see ``identities.NEVER``).
    """

    of: Ints
    on: Ints
    granted: Ints
    denied: Ints


UNSAID = Words(_NOBODY, _NOBODY, _NOBODY, _NOBODY)


def words(named: Naming, said: Ints) -> Words:
    """Read what identities said of tying devices.

    Args:
        named: what identities name.
        said: the identities that said something, when they last allowed it, and when they denied it.
    """
    rows, granted, denied = said
    if not len(rows):
        return UNSAID
    own = named.some(rows)
    of = np.full(len(rows), -1, dtype=np.int32)
    for kind in range(len(KINDS)):
        of = np.where(of >= 0, of, own.column(kind))
    return Words(of.astype(np.int64), own.names.column(DEVICE).astype(np.int64), granted, denied)


def withdrawn(said: Words, label: Numbers) -> Bools:
    """Tell the identifiers whose devices are not to be tied.

    The last word counts: of somebody, for all that would be theirs; on a device, for that device too. Of two words of
    the same moment the denial counts.

    Args:
        said: what was said.
        label: the component of each identifier, had nobody denied anything.
    """
    if not (said.denied > NEVER).any():
        return np.zeros(len(label), dtype=bool)
    theirs = _denied(said, np.append(label, -1)[said.of], len(label))
    return theirs[label] | _denied(said, said.on, len(label))


def _denied(said: Words, of: Ints, count: int) -> Bools:
    """Tell of whom, or of what, the last word is a denial."""
    rows = np.flatnonzero(of >= 0)
    last = []
    for when in (said.granted, said.denied):
        found = np.full(count, NEVER)
        np.maximum.at(found, of[rows], when[rows])
        last.append(found)
    granted, denied = last
    return (denied > NEVER) & (denied >= granted)


def speakers(
    allowed: Numbers, apart: Bools, told: Bools, rank: NDArray[np.integer], first: Ints, values: pa.Array
) -> Numbers:
    """Give each identifier the one of which what it says of consent is: its person, for a device kept apart.

    Args:
        allowed: the component of each identifier, had nobody denied anything.
        apart: whether its devices are not to be tied.
        told: whether a link tells of it.
        rank: its kind, as an index into KINDS.
        first: when it was first seen.
        values: its text.
    """
    speaker = np.arange(len(rank), dtype=np.int32)
    rows = np.flatnonzero(apart & told & (rank == DEVICE))
    if len(rows):
        best = canonical(allowed, told, rank, first, values)[allowed[rows]]
        personal = rank[best] < len(PERSONAL)
        speaker[rows[personal]] = best[personal]
    return speaker
