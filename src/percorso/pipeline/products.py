"""Products: what the shop says of each, how many pieces were sold, and how many of them were given back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.analyze.intervals import wilsons
from percorso.core.settings import CONVERSIONS, ORDER_CHANGES
from percorso.pipeline.published import Published
from percorso.sequence.period import inside
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, ORDERS

_UPDATED, _REFUNDED, _CANCELLED = ORDER_CHANGES
# The newest telling of an order that lists its products says what was sold, and each refund that lists some says what
# came back; of an order given back as a whole all of it came back, whatever its refunds list. Where some customers are
# asked about, whose order it was goes along.
_PRODUCTS = """
WITH told AS (
    SELECT {who}e.shop, ltrim(trim(e.order_id), '#') AS order_id, e.seq, e.name, c."at", c.status,
        e.properties -> '$.products' AS listed
    FROM events e JOIN orders c ON c.shop = e.shop AND c.order_id = ltrim(trim(e.order_id), '#')
    WHERE list_contains($names, e.name) AND json_array_length(e.properties -> '$.products') > 0
), sold AS (
    SELECT *, true AS placed FROM told WHERE name <> $refunded
    QUALIFY row_number() OVER (PARTITION BY shop, order_id ORDER BY seq DESC) = 1
), pieces AS (
    SELECT {who}placed, "at", status, unnest(json_extract(listed, '$[*]')) AS line
    FROM (SELECT * FROM sold UNION ALL SELECT *, false FROM told WHERE name = $refunded AND status <> 'refunded')
), named AS (
    SELECT coalesce(line ->> '$.product_id', line ->> '$.sku', line ->> '$.name') AS product, line ->> '$.name' AS name,
        coalesce(try_cast(line ->> '$.quantity' AS BIGINT), 1) AS quantity, {who}placed,
        "at", status
    FROM pieces
)
SELECT {who}product, "at", any_value(name) AS name, coalesce(sum(quantity) FILTER (placed), 0)::BIGINT AS sold,
    coalesce(sum(quantity) FILTER (NOT placed OR status = 'refunded'), 0)::BIGINT AS back
FROM named WHERE product IS NOT NULL GROUP BY {who}product, "at"
"""
_WHO = "customer_id, "


def products(
    published: Published, since: int | None, until: int | None, customers: pa.Array | None = None
) -> list[dict[str, Any]]:
    """List the products of the orders placed from ``since`` to before ``until`` (microseconds UTC), most back first.

    Args:
        published: the build.
        since, until: None for no bound.
        customers: the ids of those whose orders count; None for everybody.

    Returns:
        for each ``product`` (its id, else its number or name) its ``name`` and ``category``, as the shop's system tells
        them now where it does, pieces ``sold`` and given ``back``, and the share with its 95% interval. A refund that
        lists no products, of an order that kept something, is of no product.
    """
    names = tuple(sorted({*(name for kind in CONVERSIONS.values() for name in kind), _UPDATED, _REFUNDED}))
    query = _PRODUCTS.format(who="" if customers is None else _WHO)
    told = published.table_once(query, EVENTS, ORDERS, names=names, refunded=_REFUNDED)
    asked = pa.array(inside(told["at"].cast(pa.int64()).to_numpy(), (since, until)))
    own = told.filter(asked)
    if customers is not None:
        own = own.filter(pc.is_in(own["customer_id"].cast(pa.string()), value_set=customers))
    sums = own.group_by("product").aggregate([("name", "min"), ("sold", "sum"), ("back", "sum")])
    sums = sums.rename_columns({"name_min": "name", "sold_sum": "sold", "back_sum": "back"})
    sums = sums.filter(pc.greater(sums["sold"], 0))
    found = sums.sort_by([("back", "descending"), ("sold", "descending"), ("product", "ascending")])
    return _rows(found, catalogue_of(published.workspace))


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


def _rows(sums: pa.Table, listed: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Tell each product's share; a shop has tens of thousands of them, so the shares are worked out together."""
    sold, back = (sums[name].to_numpy() for name in ("sold", "back"))
    # What comes back more than once, or by mistake, is not more than was sold.
    low, high = wilsons(np.minimum(back, sold), sold)
    shares = zip((np.minimum(back, sold) / sold).tolist(), low.tolist(), high.tolist(), strict=True)
    rows = []
    for row, (share, least, most) in zip(sums.to_pylist(), shares, strict=True):
        told = listed.get(row["product"])
        category = None
        if told is not None:
            row["name"], category = told.get("title") or row["name"], told.get("category")
        rows.append({**row, "category": category, "rate": share, "low": least, "high": most})
    return rows
