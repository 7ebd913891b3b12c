"""Aging: what is older than the settings allow, by kind of data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.collect.withheld import contract
from percorso.core.settings import Privacy
from percorso.core.time import to_micros
from percorso.sequence.codes import Bools, Coded

# Kinds of events that are moments; the others say who somebody is, and stay.
_MOMENTS = ("track", "page", "screen")
_NEVER = 0


@dataclass(frozen=True)
class Aging:
    """Up to when what happened is to be deleted, by kind of data; microseconds since 1970 UTC, 0 for nothing.

    Attributes:
        visits: moments that concern no order and tell no choice.
        quarantine: refused rows.
    """

    visits: int = _NEVER
    quarantine: int = _NEVER

    @classmethod
    def of(cls, wanted: Privacy, now: datetime) -> Aging:
        """Say what settings allow; the limit is the beginning of a month, so that it moves once a month."""
        return cls(_limit(wanted.keep_visits, now), _limit(wanted.keep_quarantine, now))

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Aging:
        """Read what ``written`` wrote; nothing is for ever."""
        return cls(document.get("visits", _NEVER), document.get("quarantine", _NEVER))

    def written(self) -> dict[str, int]:
        """Write it down as a document."""
        return {"visits": self.visits, "quarantine": self.quarantine}

    def old_events(self, events: pa.Table) -> Bools:
        """Tell the events that are too old."""
        old = _before(events["at"], self.visits)
        return old & Coded.of(events["kind"]).having(_MOMENTS.__contains__) & ~contract(events) if old.any() else old

    def old_rows(self, quarantine: pa.Table) -> Bools:
        """Tell the refused rows that are too old."""
        return _before(quarantine["quarantined_at"], self.quarantine)

    def events(self, counts: Counter[str], rows: pa.Table) -> pa.Table | None:
        """Take old events out; None where there are none."""
        return _without(rows, self.old_events(rows), counts, "events")

    def refused(self, counts: Counter[str], rows: pa.Table) -> pa.Table | None:
        """Take old refused rows out; None where there are none."""
        return _without(rows, self.old_rows(rows), counts, "quarantined")


def _limit(kept: timedelta, now: datetime) -> int:
    if not kept:
        return _NEVER
    limit = (now - kept).astimezone(UTC)
    return to_micros(limit.replace(day=1, hour=0, minute=0, second=0, microsecond=0))


def _before(times: pa.ChunkedArray, limit: int) -> Bools:
    if limit == _NEVER:
        return np.zeros(len(times), dtype=bool)
    return np.asarray(pc.less(times.cast(pa.int64()), limit), dtype=bool)


def _without(rows: pa.Table, gone: Bools, counts: Counter[str], name: str) -> pa.Table | None:
    counts.update({name: int(gone.sum())})
    return rows.filter(pa.array(~gone)) if gone.any() else None
