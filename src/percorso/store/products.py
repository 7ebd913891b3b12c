"""What state knows of a shop's products: the newest that was said of each, whatever order it came in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, or_, select

from percorso.store.schema import PRODUCTS
from percorso.store.transactions import Transactions

_CHUNK = 500
# When something was that never was.
_NEVER = 0


@dataclass(frozen=True)
class Product:
    """A product as its shop's system told of it last.

    Attributes:
        told: what it said (see ``collect.catalogue.ProductState``); empty where only its end was told of.
        updated_at: since when that holds, microseconds since 1970 UTC.
        gone: whether it was taken away since.
    """

    source: str
    shop: str
    id: str
    told: Mapping[str, Any] = field(default_factory=dict)
    updated_at: int = _NEVER
    gone: bool = False


class Products(Transactions):
    """The products of one state database."""

    def all(self, shop: str) -> tuple[Product, ...]:
        """List a shop's, by source and id, those that are gone as well: orders still name them."""
        query = select(PRODUCTS).where(PRODUCTS.c.shop == shop).order_by(PRODUCTS.c.source, PRODUCTS.c.id)
        with self._reading() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(
            Product(
                row["source"],
                row["shop"],
                row["id"],
                json.loads(row["told"]),
                row["updated_at"],
                row["gone_at"] > _NEVER and row["gone_at"] >= row["updated_at"],
            )
            for row in rows
        )

    def keep(self, told: Iterable[tuple[str, str, str, str | None, int]]) -> None:
        """Keep what was said of products: source, shop, id, JSON or None for gone, and since when.

        What holds since later stays, whichever came first; of two states of one moment the greater text, so that no
        order of arrival matters.
        """
        rows = list(told)
        for start in range(0, len(rows), _CHUNK):
            with self._writing() as connection:
                for source, shop, own, said, at in rows[start : start + _CHUNK]:
                    row = {"source": source, "shop": shop, "id": own}
                    adding = self._insert(PRODUCTS)
                    if said is None:
                        added = adding.values(row | {"told": "{}", "updated_at": _NEVER, "gone_at": at})
                        newer = added.excluded.gone_at > PRODUCTS.c.gone_at
                        changed = {"gone_at": added.excluded.gone_at}
                    else:
                        added = adding.values(row | {"told": said, "updated_at": at, "gone_at": _NEVER})
                        new = added.excluded
                        same = and_(new.updated_at == PRODUCTS.c.updated_at, new.told > PRODUCTS.c.told)
                        newer = or_(new.updated_at > PRODUCTS.c.updated_at, same)
                        changed = {"told": new.told, "updated_at": new.updated_at}
                    keys = ["source", "shop", "id"]
                    connection.execute(added.on_conflict_do_update(index_elements=keys, set_=changed, where=newer))
