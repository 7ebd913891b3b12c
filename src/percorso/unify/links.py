"""Links: which identifiers belong to one person, and the event that says so."""

from __future__ import annotations

import pyarrow as pa

from percorso.sequence.bucket import Bucket
from percorso.unify.identifiers import ANONYMOUS, EMAIL, ORDER, USER, cleaned

# The identifiers of one event form a star around the strongest; an event with one identifier links it to itself, so
# that every identifier is known. An alias names a previous id without its kind: a known user, else an address, else
# an anonymous visitor. Order ids link only where the order is placed: who opens, ships or refunds it may be another.
_LINKS_SQL = f"""
WITH identified AS (
    SELECT {USER} AS "user", {EMAIL} AS email, {ANONYMOUS} AS anonymous, CASE WHEN placed THEN {ORDER} END AS "order",
        {cleaned("previous")} AS previous, first_seen_at, last_seen_at, seq
    FROM identities
), distinct_sets AS (
    SELECT "user", email, anonymous, "order", previous, min(first_seen_at) AS first_seen_at,
        max(last_seen_at) AS last_seen_at, arg_min(seq, (first_seen_at, seq)) AS seq
    FROM identified GROUP BY "user", email, anonymous, "order", previous
), users AS (
    SELECT DISTINCT "user" AS previous, true AS is_user FROM identified WHERE "user" IS NOT NULL
), stars AS (
    SELECT list_filter([
            {{'kind': 'user', 'value': "user", 'evidence': 'alone'}},
            {{'kind': 'email', 'value': email, 'evidence': 'email'}},
            {{'kind': 'anonymous', 'value': anonymous,
              'evidence': CASE WHEN "user" IS NULL THEN 'email' ELSE 'login' END}},
            {{'kind': 'order', 'value': "order", 'evidence': 'order'}},
            {{'kind': CASE WHEN is_user THEN 'user' WHEN contains(previous, '@') THEN 'email' ELSE 'anonymous' END,
              'value': CASE WHEN is_user OR NOT contains(previous, '@') THEN previous ELSE lower(previous) END,
              'evidence': 'alias'}}
        ], lambda one: one.value IS NOT NULL) AS ids, first_seen_at, last_seen_at, seq
    FROM distinct_sets LEFT JOIN users USING (previous)
), pairs AS (
    SELECT ids[1] AS a, unnest(CASE WHEN len(ids) = 1 THEN ids ELSE ids[2:] END) AS b, len(ids) = 1 AS alone,
        first_seen_at, last_seen_at, seq
    FROM stars WHERE len(ids) > 0
)
SELECT a.kind AS a_kind, a.value AS a_value, b.kind AS b_kind, b.value AS b_value,
    CASE WHEN alone THEN 'alone' ELSE b.evidence END AS evidence, min(first_seen_at) AS first_seen_at,
    max(last_seen_at) AS last_seen_at, arg_min(seq, (first_seen_at, seq)) AS seq
FROM pairs GROUP BY a_kind, a_value, b_kind, b_value, 5
ORDER BY a_kind, a_value, b_kind, b_value, evidence
"""


def links(bucket: Bucket) -> pa.Table:
    """Find every link that the bucket's ``identities`` show.

    Returns:
        ``a_kind, a_value, b_kind, b_value, evidence, first_seen_at, last_seen_at, seq`` (of the first event that shows
        it). ``evidence`` is ``login`` (a user on a device), ``email``, ``order`` (as placed), ``alias``, or ``alone``
        where an identifier is seen by itself. Values that name nobody link nothing. All identities are wanted at once,
        since whether an alias names a known user shows only then.
    """
    return bucket.sql(_LINKS_SQL)
