"""Assignment: whose event is it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from percorso.sequence.bucket import Bucket
from percorso.sequence.codes import Ints
from percorso.unify.identifiers import ANONYMOUS, EMAIL, ORDER, USER

# An event belongs to its strongest identifier's customer. What changes or delivers an order, or names nothing but an
# order, belongs to whoever placed it: a refund is often sent by the shop's own staff, a parcel taken in by a neighbour.
_ASSIGN_SQL = f"""
SELECT n, coalesce(buyer.customer, own.customer) AS customer
FROM (
    SELECT n, "user", mail, visitor,
        CASE WHEN change OR coalesce("user", mail, visitor) IS NULL THEN ordered END AS placed
    FROM (
        SELECT row_number() OVER () - 1 AS n, {USER} AS "user", {EMAIL} AS mail, {ANONYMOUS} AS visitor,
            {ORDER} AS ordered, change
        FROM identities
    )
) named
LEFT JOIN known buyer ON buyer.kind = 'order' AND buyer.value = placed
LEFT JOIN known own ON own.value = coalesce("user", mail, visitor)
    AND own.kind = CASE WHEN "user" IS NOT NULL THEN 'user' WHEN mail IS NOT NULL THEN 'email' ELSE 'anonymous' END
WHERE coalesce(buyer.customer, own.customer) IS NOT NULL
"""


def assign(bucket: Bucket, identities: int) -> Ints:
    """Give each of the bucket's ``identities`` its customer, -1 where it names nobody known.

    Args:
        bucket: ``identities``, and ``known`` with ``kind, value, customer`` of every identifier.
        identities: how many identities there are.

    Returns:
        int64, the numbers that ``known`` calls its customers by.
    """
    found = bucket.sql(_ASSIGN_SQL)
    customer = np.full(identities, -1, dtype=np.int64)
    customer[found["n"].to_numpy()] = found["customer"].cast(pa.int64()).to_numpy()
    return customer
