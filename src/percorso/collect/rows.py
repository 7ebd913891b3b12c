"""Rows: from batches to the tables the log takes, each row with the identity that keeps it from coming twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from percorso.collect import identity
from percorso.core.record import Batch, Event, Rate, Rejected, Spend
from percorso.core.time import from_micros

_INSTANT = pa.timestamp("us", tz="UTC")
# A row is the same row whatever was understood of its consent.
_IDENTIFYING = Event._fields.index("consent")


@dataclass(frozen=True)
class Stamp:
    """What every row of one import shares.

    Attributes:
        source: the source's name; identities are unique within it.
        file: the file's name, without its folder.
        received_at: microseconds since 1970 UTC.
        mapping: the mapping file's text, kept with quarantined rows for their retry.
    """

    source: str
    shop: str
    connector: str
    file: str
    received_at: int
    mapping: str | None = None


@dataclass
class Occurrences:
    """What one file has shown so far; one instance a file, about 100 bytes for each of its rows.

    Attributes:
        seen: digests of contents met once or more.
        again: how often, for those met more than once.
    """

    seen: set[int] = field(default_factory=set)
    again: dict[int, int] = field(default_factory=dict)

    def nth(self, content: bytes) -> int:
        """Count this content once more and say how often it has come, from 1."""
        key = identity.short(content)
        if key not in self.seen:
            self.seen.add(key)
            return 1
        self.again[key] = self.again.get(key, 1) + 1
        return self.again[key]


def event_id(source: str, message_id: str) -> str:
    """Give the identity of an event whose source has its own id for it."""
    return identity.digest("id", source, message_id)


def tables_of(batch: Batch, stamp: Stamp, seen: Occurrences) -> dict[str, pa.Table]:
    """Turn a batch into tables: ``events`` (all columns but ``seq``), ``spend``, ``rates`` and ``quarantine``.

    A row's identity is its mapped id within its source, else its content and how often that content has come in this
    file: the same file again gives the same identities, a grown file new ones only for its new rows, and true twins
    stay two. Cost is identified by what it is the cost of, so that a restated cost replaces the earlier one.

    Returns:
        Name to table, for those that have rows.
    """
    tables = {
        "events": _events(batch.events, stamp, seen),
        "spend": _spend(batch.spend, stamp, seen),
        "rates": _rates(batch.rates, stamp),
        "quarantine": _quarantine(batch.rejected, stamp, seen),
    }
    return {name: table for name, table in tables.items() if table.num_rows}


def _event_id(event: Event, stamp: Stamp, seen: Occurrences) -> str:
    if event.message_id is not None:
        return event_id(stamp.source, event.message_id)
    written = identity.content(event[:_IDENTIFYING])
    return identity.digest("content", stamp.source, written, seen.nth(written))


def _events(rows: list[Event], stamp: Stamp, seen: Occurrences) -> pa.Table:
    own = _columns(rows, Event._fields)
    del own["message_id"]
    columns = {
        "event_id": pa.array([_event_id(one, stamp, seen) for one in rows], pa.string()),
        "received_on": _same(from_micros(stamp.received_at).date(), len(rows), pa.date32()),
        "at": pa.array(own.pop("at"), pa.int64()).cast(_INSTANT),
    }
    return _table(columns, own, len(rows), stamp)


def _spend_id(one: Spend, stamp: Stamp, seen: Occurrences) -> str:
    natural = identity.content(one.on, one.platform, one.campaign, one.campaign_id, one.ad_group, one.ad)
    return identity.digest("spend", stamp.source, natural, seen.nth(natural))


def _spend(rows: list[Spend], stamp: Stamp, seen: Occurrences) -> pa.Table:
    own = _columns(rows, Spend._fields)
    columns = {name: pa.array(own.pop(name), pa.int64()) for name in ("cost", "impressions", "clicks")}
    columns["spend_id"] = pa.array([_spend_id(one, stamp, seen) for one in rows], pa.string())
    columns["on"] = _days(own.pop("on"))
    return _table(columns, own, len(rows), stamp)


def _rates(rows: list[Rate], stamp: Stamp) -> pa.Table:
    own = _columns(rows, Rate._fields)
    columns = {
        "on": _days(own.pop("on")),
        "received_at": _same(stamp.received_at, len(rows), pa.int64()).cast(_INSTANT),
    }
    return pa.table(columns | _texts(own))


def _quarantine_id(one: Rejected, stamp: Stamp, seen: Occurrences) -> str:
    """Identify a refused row as other rows are: by its content, whatever its file is called or has grown to."""
    written = identity.content("quarantine", one.original)
    return identity.digest("quarantine", stamp.source, written, seen.nth(written))


def _quarantine(rows: list[Rejected], stamp: Stamp, seen: Occurrences) -> pa.Table:
    own = _columns(rows, Rejected._fields)
    ids = [_quarantine_id(one, stamp, seen) for one in rows]
    columns = {
        "quarantine_id": pa.array(ids, pa.string()),
        "source": _same(stamp.source, len(rows)),
        "shop": _same(stamp.shop, len(rows)),
        "connector": _same(stamp.connector, len(rows)),
        "file": _same(stamp.file, len(rows)),
        "row": pa.array(own.pop("row"), pa.int64()),
        "quarantined_at": _same(stamp.received_at, len(rows), pa.int64()).cast(_INSTANT),
        "mapping": _same(stamp.mapping, len(rows)),
    }
    return pa.table(columns | _texts(own))


def _table(columns: dict[str, pa.Array], texts: Mapping[str, Sequence[Any]], count: int, stamp: Stamp) -> pa.Table:
    """Put together the columns worked out, the texts as they are, and what the stamp says of every row."""
    stamped = {
        "source": _same(stamp.source, count),
        "shop": _same(stamp.shop, count),
        "received_at": _same(stamp.received_at, count, pa.int64()).cast(_INSTANT),
    }
    return pa.table(columns | stamped | _texts(texts))


def _texts(columns: Mapping[str, Sequence[Any]]) -> dict[str, pa.Array]:
    return {name: pa.array(values, pa.string()) for name, values in columns.items()}


def _days(texts: Sequence[str]) -> pa.Array:
    return pa.array([date.fromisoformat(text) for text in texts], pa.date32())


def _columns(rows: Sequence[tuple[Any, ...]], names: tuple[str, ...]) -> dict[str, Sequence[Any]]:
    return dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())


def _same(value: object, count: int, kind: Any = None) -> pa.Array:
    return pa.array([value] * count, kind or pa.string())
