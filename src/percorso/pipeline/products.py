"""Products: what the shop says of each, how many pieces were sold, and how many of them were given back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.analyze.intervals import wilsons
from percorso.core.settings import CONVERSIONS, ORDER_CHANGES
from percorso.pipeline.published import Published
from percorso.sequence.period import inside
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, ORDERS

Bools = NDArray[np.bool_]
Longs = NDArray[np.int64]

_UPDATED, _REFUNDED, _CANCELLED = ORDER_CHANGES
# The newest telling of an order that lists its products says what was sold, and each refund that lists some says what
# came back; of an order given back as a whole all of it came back, whatever its refunds list. Rows of one product lie
# together, in the order of products, and those of its first name come first.
_PRODUCTS = """
WITH told AS (
    SELECT customer_id, e.shop, ltrim(trim(e.order_id), '#') AS order_id, e.seq, e.name, c."at", c.status,
        e.properties -> '$.products' AS listed
    FROM events e JOIN orders c ON c.shop = e.shop AND c.order_id = ltrim(trim(e.order_id), '#')
    WHERE list_contains($names, e.name) AND json_array_length(e.properties -> '$.products') > 0
), sold AS (
    SELECT *, true AS placed FROM told WHERE name <> $refunded
    QUALIFY row_number() OVER (PARTITION BY shop, order_id ORDER BY seq DESC) = 1
), pieces AS (
    SELECT customer_id, placed, "at", status, unnest(json_extract(listed, '$[*]')) AS line
    FROM (SELECT * FROM sold UNION ALL SELECT *, false FROM told WHERE name = $refunded AND status <> 'refunded')
), named AS (
    SELECT coalesce(line ->> '$.product_id', line ->> '$.sku', line ->> '$.name') AS product, line ->> '$.name' AS name,
        coalesce(try_cast(line ->> '$.quantity' AS BIGINT), 1) AS quantity, customer_id, placed, "at", status
    FROM pieces
)
SELECT customer_id, product, "at", any_value(name) AS name, coalesce(sum(quantity) FILTER (placed), 0)::BIGINT AS sold,
    coalesce(sum(quantity) FILTER (NOT placed OR status = 'refunded'), 0)::BIGINT AS back,
    dense_rank() OVER (ORDER BY product) AS number
FROM named WHERE product IS NOT NULL GROUP BY customer_id, product, "at" ORDER BY product, name NULLS LAST, "at"
"""


class _Told(NamedTuple):
    """Pieces by product, order time and customer: a product's number, when, how many were sold and given back.

    Attributes:
        texts: by row: the product, its name, the customer's id.
    """

    number: Longs
    at: Longs
    sold: Longs
    back: Longs
    texts: pa.Table


def products(
    published: Published, since: int | None, until: int | None, members: Bools | None = None
) -> list[dict[str, Any]]:
    """List the products of the orders placed from ``since`` to before ``until`` (microseconds UTC), most back first.

    Args:
        published: the build, with everybody in it.
        since, until: None for no bound.
        members: marks those whose orders count, among the customers of all buckets; None for everybody.

    Returns:
        for each ``product`` (its id, else its number or name) its ``name`` and ``category``, as the shop's system tells
        them now where it does, pieces ``sold`` and given ``back``, and the share with its 95% interval. A refund that
        lists no products, of an order that kept something, is of no product.
    """
    told = published.worked_out_once("products", lambda: _told(published))
    asked = inside(told.at, (since, until))
    if members is not None:
        # Whoever is not among them, at -1, is no member.
        asked &= np.append(members, False)[
            published.worked_out_once("buyers of products", lambda: _buyers(published, told))
        ]
    rows = np.flatnonzero(asked)
    first = np.flatnonzero(np.diff(told.number[rows], prepend=0))
    sold, back = (np.add.reduceat(one[rows], first) if len(rows) else rows for one in (told.sold, told.back))
    # Of rows that are equal in both, those of the first product come first, as they lie.
    order = np.lexsort((-sold, -back))
    order = order[sold[order] > 0]
    texts = told.texts.take(rows[first[order]])
    names = (texts["product"].to_pylist(), texts["name"].to_pylist())
    return _rows(*names, sold[order], back[order], catalogue_of(published.workspace))


def _told(published: Published) -> _Told:
    names = tuple(sorted({*(name for kind in CONVERSIONS.values() for name in kind), _UPDATED, _REFUNDED}))
    found = published.sql(_PRODUCTS, EVENTS, ORDERS, names=list(names), refunded=_REFUNDED).combine_chunks()
    at = found["at"].cast(pa.int64()).to_numpy()
    number, sold, back = (found[name].to_numpy() for name in ("number", "sold", "back"))
    return _Told(number, at, sold, back, found.select(["product", "name", "customer_id"]))


def _buyers(published: Published, told: _Told) -> Longs:
    """Find each row's customer among those of all buckets, -1 for one who is not."""
    everybody = pa.concat_arrays([bucket.customers().cast(pa.string()) for bucket in published.buckets])
    ids = told.texts["customer_id"].cast(pa.string()).combine_chunks()
    return np.asarray(pc.index_in(ids, value_set=everybody).fill_null(-1), np.int64)


def catalogue_of(workspace: Workspace) -> Mapping[str, Mapping[str, Any]]:
    """Give what the shop's systems tell of its products, by their ids, their variants' and every number (SKU) of both.

    A number that several products have is the last one's that is still there.
    """
    found: dict[str, Mapping[str, Any]] = {}
    for one in sorted(workspace.state.products.all(workspace.settings.shop.id), key=lambda one: not one.gone):
        variants = one.told.get("variants", ())
        names = (one.id, one.told.get("sku"), *(each.get(key) for each in variants for key in ("id", "sku")))
        found |= {name: one.told for name in names if name}
    return found


def _rows(
    names: Sequence[str],
    told_names: Sequence[str | None],
    sold: Longs,
    back: Longs,
    listed: Mapping[str, Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """Tell each product's share; a shop has tens of thousands of them, so the shares are worked out together."""
    # What comes back more than once, or by mistake, is not more than was sold.
    held = np.minimum(back, sold)
    columns = (one.tolist() for one in (sold, back, held / sold, *wilsons(held, sold)))
    rows = []
    for product, own, pieces, returned, share, low, high in zip(names, told_names, *columns, strict=True):
        told = listed.get(product)
        rows.append(
            {
                "product": product,
                "name": own if told is None else told.get("title") or own,
                "sold": pieces,
                "back": returned,
                "category": None if told is None else told.get("category"),
                "rate": share,
                "low": low,
                "high": high,
            }
        )
    return rows
