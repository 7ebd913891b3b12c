"""Finding somebody by any identifier, among what the last build knew, without reading a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from percorso.core.errors import PercorsoError
from percorso.core.identity import KINDS, normal
from percorso.core.settings import Shop
from percorso.pipeline.published import Published
from percorso.pipeline.remembering import remembered_whole
from percorso.sequence.codes import Ints
from percorso.sequence.keys import key_of
from percorso.store.workspace import LOOSE_LEVEL, Workspace
from percorso.tables import LINKS, MERGES
from percorso.unify.growth import ids_of
from percorso.unify.known import Known
from percorso.unify.likely import LIKELY

_ID_DIGITS = 16
# Who was merged into somebody was maybe merged before: so often that is followed.
_ROUNDS = 8
# Kinds whose values mean something within one shop alone.
_OF_SHOP = ("order", "pickup")


@dataclass(frozen=True)
class Everybody:
    """Everybody as the published build knows them."""

    published: Published
    known: Known

    @classmethod
    def open(cls, workspace: Workspace) -> Everybody:
        """Open what the last build left.

        Raises:
            PercorsoError: ``not_built``, ``cache_missing``.
        """
        published = Published.open(workspace)
        found = remembered_whole(workspace, published.build)
        if found is None:
            raise PercorsoError("cache_missing", "What the last build knew is gone.", hint="Run: percorso build.")
        return cls(published, found.known)

    @cached_property
    def likely(self) -> tuple[dict[str, Any], ...]:
        """The pairs that only the loose level ties, as rows of the table of links."""
        if self.published.workspace.level != LOOSE_LEVEL:
            return ()
        query = "FROM links WHERE kind = $kind ORDER BY left_kind, left_value, right_kind, right_value"
        return tuple(self.published.rows(query, LINKS, kind=LIKELY))

    def identifiers(self, given: str) -> Ints:
        """Find the identifiers that a text may mean, the strongest kind first; ``kind:value`` means that one alone."""
        named = meant_by(given, self.published.workspace.settings.shop)
        found = self.known.dictionary.numbers_of((KINDS.index(kind), value) for kind, value in named)
        return found[self.known.customer[found] >= 0]

    def customer(self, given: str) -> int | None:
        """Find a customer by any identifier, by their id, or by an id they had before; None for nobody."""
        found = self.identifiers(given)
        if len(found):
            return int(self.known.customer[found[0]])
        return self._by_id(given.strip().lower())

    def _by_id(self, given: str) -> int | None:
        if len(given) != _ID_DIGITS or not all(sign in "0123456789abcdef" for sign in given):
            return None
        for _ in range(_ROUNDS):
            rows = np.flatnonzero(self.known.keys == key_of([given])[0])
            if len(rows):
                return int(rows[0])
            query = "SELECT customer_id FROM merges WHERE former = $given ORDER BY build DESC, identifiers DESC LIMIT 1"
            since = self.published.rows(query, MERGES, given=given)
            if not since:
                return None
            given = since[0]["customer_id"]
        return None

    def id_of(self, customer: int) -> str:
        """Give a customer's id."""
        return str(ids_of(self.known.keys[customer : customer + 1])[0].as_py())

    def names_of(self, identifiers: NDArray[np.integer]) -> list[dict[str, str]]:
        """Give the kind and value of identifiers."""
        values = self.known.values.take(pa.array(identifiers)).to_pylist()
        ranks = self.known.rank[identifiers].tolist()
        return [{"kind": KINDS[rank], "value": value} for rank, value in zip(ranks, values, strict=True)]


def named_by(known: Known, names: Iterable[tuple[str, str]]) -> set[int]:
    """Find the customers whom identifiers name."""
    found = known.dictionary.numbers_of((KINDS.index(kind), value) for kind, value in names if kind in KINDS)
    return set(known.customer[found].tolist()) - {-1}


def meant_by(given: str, shop: Shop) -> tuple[tuple[str, str], ...]:
    """List what a text may name, kind by kind, the strongest first, as identifiers are written.

    ``kind:value`` is of that kind alone. A shop's orders and parcels may be named with the shop before them.
    """
    kind, apart, value = given.strip().partition(":")
    told = ((kind, value),) if apart and kind in KINDS else tuple((one, given) for one in KINDS)
    return tuple(dict.fromkeys((one, form) for one, text in told for form in _forms(one, text.strip(), shop)))


def _forms(kind: str, text: str, shop: Shop) -> Iterator[str]:
    bare = normal(kind, text, shop.country)
    if bare is None:
        return
    if kind not in _OF_SHOP:
        yield bare
        return
    yield f"{shop.id}:{bare}"
    before, apart, number = text.partition(":")
    if apart and before == shop.id and (own := normal(kind, number)) is not None:
        yield f"{shop.id}:{own}"
