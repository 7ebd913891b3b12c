"""Assignment: whose event is it."""

from __future__ import annotations

from percorso.unify.identifiers import ANONYMOUS, CHANGES, EMAIL, ORDER, USER

# An order's identifier without the sign that shops put before its number: who speaks of order 1001 means #1001.
_BARE = "replace({}, ':#', ':')"

# Over views ``events`` and ``identifiers``: the columns of events, then customer_id and bucket. An event belongs to
# its strongest identifier's customer. What changes or delivers an order, or names nothing but an order, belongs to
# whoever placed it: a refund is often sent by the shop's own staff, a parcel taken in by a neighbour. An event that
# names nobody known is left out.
ASSIGN_SQL = f"""
WITH numbers AS (
    SELECT {_BARE.format("value")} AS number, arg_min(customer_id, value) AS customer_id,
        arg_min(bucket, value) AS bucket
    FROM identifiers WHERE kind = 'order' GROUP BY number
)
SELECT named.* EXCLUDE ("user", mail, visitor, placed),
    coalesce(buyer.customer_id, alike.customer_id, own.customer_id) AS customer_id,
    coalesce(buyer.bucket, alike.bucket, own.bucket) AS bucket
FROM (
    SELECT *, {USER} AS "user", {EMAIL} AS mail, {ANONYMOUS} AS visitor,
        CASE WHEN name IN ({CHANGES}) OR coalesce("user", mail, visitor) IS NULL THEN {ORDER} END AS placed
    FROM events
) named
LEFT JOIN identifiers buyer ON buyer.kind = 'order' AND buyer.value = placed
LEFT JOIN numbers alike ON alike.number = {_BARE.format("placed")}
LEFT JOIN identifiers own ON own.value = coalesce("user", mail, visitor)
    AND own.kind = CASE WHEN "user" IS NOT NULL THEN 'user' WHEN mail IS NOT NULL THEN 'email' ELSE 'anonymous' END
WHERE coalesce(buyer.customer_id, alike.customer_id, own.customer_id) IS NOT NULL
"""
