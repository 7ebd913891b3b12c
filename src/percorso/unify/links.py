"""Links: which identifiers belong to one person, and what says so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from percorso.sequence.codes import Ints
from percorso.unify.identifiers import Identifiers

# What a link rests on: an identifier seen by itself, a user on a device, an address, an order as placed, an alias.
EVIDENCE = ("alone", "login", "email", "order", "alias")
_ALONE, _LOGIN, _EMAIL, _ORDER, _ALIAS = range(len(EVIDENCE))


@dataclass(frozen=True)
class Links:
    """Links between identifiers, by their numbers; one that many identities show stands there as often.

    Attributes:
        rank: each identifier's kind, as an index into KINDS; identifiers stand in the order of kind, then value.
        values: each identifier's text.
        left: the stronger end; the other end is ``right``, the same for an identifier that is seen alone.
        evidence: places in EVIDENCE.
        first, last: when the link was seen, microseconds.
    """

    rank: Ints
    values: pa.Array
    left: Ints
    right: Ints
    evidence: Ints
    first: Ints
    last: Ints


def links(named: Identifiers, identities: pa.Table) -> Links:
    """Find every link that identities show.

    The identifiers of one identity form a star around the strongest; one with a single identifier links it to itself,
    so that every identifier is known. Order ids link only where the order is placed: who opens, ships or refunds it may
    be another.

    Args:
        named: the identifiers that each of the identities names.
        identities: ``placed, first_seen_at, last_seen_at``.
    """
    order = np.where(np.asarray(identities["placed"]), named.order, -1)
    points = (named.user, named.email, named.anonymous, order, named.previous)
    by_device = np.where(named.user >= 0, _LOGIN, _EMAIL)
    always = {told: np.full(len(order), told) for told in (_ALONE, _EMAIL, _ORDER, _ALIAS)}
    told_by = (always[_ALONE], always[_EMAIL], by_device, always[_ORDER], always[_ALIAS])
    centre = np.full(len(order), -1, dtype=np.int64)
    rows, right, evidence = [], [], []
    several = np.zeros(len(order), dtype=bool)
    for point, told in zip(points, told_by, strict=True):
        tied = np.flatnonzero((centre >= 0) & (point >= 0))
        rows.append(tied)
        right.append(point[tied])
        evidence.append(told[tied])
        several[tied] = True
        centre = np.where(centre >= 0, centre, point)
    alone = np.flatnonzero((centre >= 0) & ~several)
    of = np.concatenate([*rows, alone])
    first, last = (identities[name].cast(pa.int64()).to_numpy() for name in ("first_seen_at", "last_seen_at"))
    return Links(
        named.rank,
        named.values,
        left=centre[of],
        right=np.concatenate([*right, centre[alone]]),
        evidence=np.concatenate([*evidence, np.full(len(alone), _ALONE)]),
        first=first[of],
        last=last[of],
    )
