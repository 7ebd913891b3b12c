"""Unifying: everybody behind the stored events, and whose each event is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from percorso.run.local import each
from percorso.sequence.codes import Bools
from percorso.store import coded
from percorso.store.bucket import Bucket
from percorso.store.coded import Chunk
from percorso.unify.assignment import assign
from percorso.unify.clusters import Clusters, clusters
from percorso.unify.identifiers import identifiers
from percorso.unify.identities import ALIASES_SQL, COLUMNS, Identities, identities
from percorso.unify.links import links

# Rows of a chunk; two chunks are held at a time.
CHUNK_ROWS = 1_000_000


@dataclass(frozen=True)
class Owned:
    """A chunk of the stored events, and each one's owner: the row of ``Clusters.customers``, -1 for nobody's."""

    chunk: Chunk
    customer: NDArray[np.int32]


@dataclass(frozen=True)
class Unified:
    """Everybody.

    Attributes:
        people: the customers and their identifiers.
        events: all events, chunk by chunk.
        last_seq: the last event to arrive.
        latest: per customer, the last of its events to arrive, -1 for a customer without one.
        stated: whether any event states a choice of consent.
    """

    people: Clusters
    events: tuple[Owned, ...]
    last_seq: int
    latest: NDArray[np.int64]
    stated: bool

    def since(self, seq: int) -> Bools:
        """Tell the customers who have an event that arrived later."""
        return self.latest > seq


def unified(files: Sequence[Path], buckets: int) -> Unified:
    """Make customers of everybody whom the files of the events table name."""
    chunks = coded.chunks(files, CHUNK_ROWS)
    with Bucket(-1, {"events": files}) as whole:
        aliases = whole.sql(ALIASES_SQL)
    tables, numbers, stated = [], [], False
    for found in each(partial(_identities, aliases=aliases), chunks):
        tables.append(found.table)
        numbers.append(found.of_event.astype(np.int32))
        stated |= found.stated
    known = pa.concat_tables(tables)
    people, customer = _people(known, buckets)
    begins = np.cumsum([0, *(table.num_rows for table in tables)])
    events = (
        Owned(chunk, customer[begin + own]) for chunk, own, begin in zip(chunks, numbers, begins.tolist(), strict=False)
    )
    last = known["last_seq"].to_numpy()
    latest = np.full(people.customers.num_rows + 1, -1, dtype=np.int64)
    np.maximum.at(latest, customer, last)
    return Unified(people, tuple(events), int(last.max()), latest[:-1], stated)


def _identities(chunk: Chunk, aliases: pa.Table) -> Identities:
    return identities(coded.read(chunk, COLUMNS), aliases)


def _people(known: pa.Table, buckets: int) -> tuple[Clusters, NDArray[np.int32]]:
    """Make customers of identities, and give each identity its own."""
    named = identifiers(known)
    people = clusters(links(named, known), buckets)
    return people, assign(named, people.customer, np.asarray(known["change"])).astype(np.int32)
