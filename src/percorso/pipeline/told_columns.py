"""Told columns: traits of customers and properties of events, as columns that journeys may be broken down by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.core.errors import unknown
from percorso.pipeline.published import Published
from percorso.sequence.codes import Coded
from percorso.sequence.journeys import Journeys
from percorso.store.cache import CachedBucket
from percorso.store.json_paths import member
from percorso.tables import CUSTOMERS, EVENTS, TOUCHPOINTS, TableSpec

# How such a column is asked for: trait.city, property.size.
TRAIT, PROPERTY = "trait.", "property."
_TRAITS = "SELECT bucket, customer_id, traits ->> $path AS value FROM customers"
# A message lies on no way.
_PROPERTIES = """
SELECT t.bucket, t.customer_id, t.n, e.properties ->> $path AS value FROM touchpoints t JOIN events e USING (seq)
WHERE t.role <> 'message'
"""
_KNOWN = "SELECT DISTINCT unnest(json_keys(traits)) AS name FROM customers ORDER BY name"


class _Told(NamedTuple):
    """A column: its name, the rows that tell it, and each one's code into the words of all."""

    name: str
    rows: pa.Table
    values: Coded


def is_told(name: str) -> bool:
    """Say whether a column is one of these."""
    return name.startswith((TRAIT, PROPERTY))


def with_told(
    published: Published, names: Sequence[str]
) -> tuple[tuple[Callable[[], Journeys], Callable[[], pa.Array]], ...]:
    """Open the published buckets with such columns beside their own.

    Args:
        published: the build.
        names: ``trait.NAME`` or ``property.NAME``, each once.

    Raises:
        PercorsoError: ``unknown_column`` for a trait or a property that nobody and nothing has.
    """
    columns = [_told(published, name) for name in names]

    def opener(bucket: CachedBucket) -> Callable[[], Journeys]:
        def opened() -> Journeys:
            journeys, ids = bucket.journeys(), bucket.customers()
            found = {one.name: _laid(one, bucket.number, journeys, ids) for one in columns}
            words = {one.name: one.values.words for one in columns}
            return replace(journeys, columns={**journeys.columns, **found}, words={**journeys.words, **words})

        return opened

    return tuple((opener(bucket), bucket.customers) for bucket in published.buckets)


def _told(published: Published, name: str) -> _Told:
    kind, _, key = name.partition(".")
    path = member(key)
    asked: tuple[str, tuple[TableSpec, ...]] = (
        (_TRAITS, (CUSTOMERS,)) if kind == "trait" else (_PROPERTIES, (TOUCHPOINTS, EVENTS))
    )
    rows = published.sql(asked[0], *asked[1], path=path)
    values = Coded.of(rows["value"])
    if not values.words:
        known = [TRAIT + row["name"] for row in published.rows(_KNOWN, CUSTOMERS)]
        raise unknown("column", name, known, code="unknown_column")
    return _Told(name, rows, values)


def _laid(told: _Told, number: int, journeys: Journeys, ids: pa.Array) -> NDArray[np.int32]:
    """Lay a column out along a bucket's rows; a trait is of every row of its customer."""
    own = np.flatnonzero(told.rows["bucket"].to_numpy() == number)
    rows = told.rows.take(pa.array(own))
    place = pc.fill_null(pc.index_in(rows["customer_id"].cast(pa.string()), value_set=ids), -1).to_numpy()
    # Of a segment, some customers are not there.
    here = place >= 0
    rows, place, own = rows.filter(pa.array(here)), place[here], own[here]
    codes = told.values.codes[own].astype(np.int32)
    if told.name.startswith(TRAIT):
        each = np.full(journeys.customers, -1, np.int32)
        each[place] = codes
        return np.repeat(each, np.diff(journeys.offsets))
    return np.asarray(codes[np.lexsort((rows["n"].to_numpy(), place))])
